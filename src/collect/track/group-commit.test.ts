import { expect, test } from 'vitest';
import { CodedError } from '../../kernel/errors.ts';
import { groupCommit } from './group-commit.ts';

const queueOf = (commit: (group: readonly number[]) => Promise<void>, bounds: object = {}) =>
  groupCommit<number>({
    commit,
    weigh: item => item,
    mostWaiting: 100,
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
  await queue.idle();
  expect(queue.waitingBytes()).toBe(0);
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

test('beyond the bound of what waits, people are told to come again; groups keep to their own bound', async () => {
  const groups: number[][] = [];
  const queue = queueOf(async group => void groups.push([...group]));
  const taken = [40, 40, 20].map(queue.add);
  await expect(queue.add(1)).rejects.toMatchObject({ code: 'track-busy' } satisfies Partial<CodedError>);
  await Promise.all(taken);
  expect(groups).toEqual([[40], [40], [20]]);
});

test('an item heavier than every bound is still taken when nothing waits', async () => {
  await expect(queueOf(async () => {}).add(500)).resolves.toBeUndefined();
});
