import { expect, test } from 'vitest';
import { waitingBytes } from './waiting-bytes.ts';

test('beyond the bound people are told to come again, and what began before is not disturbed', async () => {
  const bound = waitingBytes(100);
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = bound.during(60, () => promise);
  const second = bound.during(40, () => promise);
  let began = false;
  await expect(bound.during(1, async () => void (began = true))).rejects.toMatchObject({
    code: 'track-busy',
  });
  expect([began, bound.held()]).toEqual([false, 100]);
  resolve('stored');
  expect(await Promise.all([first, second])).toEqual(['stored', 'stored']);
  expect(bound.held()).toBe(0);
});

test('a piece heavier than the bound is taken when nothing waits, and holds nothing once it failed', async () => {
  const bound = waitingBytes(100);
  await expect(bound.during(500, async () => 'stored')).resolves.toBe('stored');
  await expect(bound.during(500, () => Promise.reject(new RangeError('disk')))).rejects.toThrow('disk');
  expect(bound.held()).toBe(0);
  await bound.idle();
});

test('idle waits for what was begun', async () => {
  const bound = waitingBytes(100);
  const { promise, resolve } = Promise.withResolvers<void>();
  let done = false;
  void bound.during(1, () => promise).then(() => (done = true));
  setImmediate(resolve);
  await bound.idle();
  await promise;
  await new Promise(next => setImmediate(next));
  expect(done).toBe(true);
});
