import { expect, test } from 'vitest';
import { groupCommit } from './group-commit.ts';

const queueOf = (commit: (group: readonly number[]) => Promise<void>, bounds: object = {}) =>
  groupCommit<number>({
    commit,
    weigh: item => item,
    mostGroup: 50,
    pauseMs: 1,
    ...bounds,
  });

test('what arrives together and while a group is written is written together', async () => {
  const groups: number[][] = [];
  const { promise: written, resolve: release } = Promise.withResolvers<void>();
  const queue = queueOf(async group => {
    groups.push([...group]);
    if (groups.length === 1) await written;
  });
  const first = [queue.add(1), queue.add(2)];
  await new Promise(resolve => setTimeout(resolve, 5));
  const second = [3, 4, 5].map(queue.add);
  release();
  await Promise.all([...first, ...second]);
  expect(groups).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('nothing resolves before its group is durable, and a failed group fails all of it and nothing else', async () => {
  let calls = 0;
  const queue = queueOf(async () => {
    calls += 1;
    if (calls === 1) throw new RangeError('disk');
  });
  const outcomes = await Promise.allSettled([queue.add(1), queue.add(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(queue.add(3)).resolves.toBeUndefined();
});

test('each is told what its group came to, and groups keep to their bound', async () => {
  const groups: number[][] = [];
  const queue = groupCommit<number, number>({
    commit: async group => groups.push([...group]),
    weigh: item => item,
    mostGroup: 50,
    pauseMs: 1,
  });
  expect(await Promise.all([40, 40, 20, 30, 500].map(queue.add))).toEqual([1, 2, 3, 3, 4].map(Number));
  expect(groups).toEqual([[40], [40], [20, 30], [500]]);
});
