/** Proves how the ticker paces, survives failures and stops. */
import { expect, test } from 'vitest';
import type { StoreContext } from '../store/context.ts';
import { startTicker } from './ticker.ts';

const logged: string[] = [];
const ctx = {
  log: { error: (_fields: unknown, event: string) => logged.push(event) },
} as unknown as StoreContext;

test('a tick that finds work is called again at once, and pauses when it finds none', async () => {
  let left = 20;
  let calls = 0;
  const ticker = startTicker(ctx, [
    { name: 'work', everySeconds: 30, run: async () => (calls++, left-- > 0 ? 1 : 0) },
  ]);
  await expect.poll(() => calls).toBe(21);
  await new Promise(resolve => setTimeout(resolve, 60));
  expect(calls).toBe(21);
  await ticker.stop();
});

test('a failing tick is logged and tried again without disturbing the others', async () => {
  let fine = 0;
  let failed = 0;
  const ticker = startTicker(ctx, [
    {
      name: 'broken',
      everySeconds: 0.002,
      run: async () => {
        failed += 1;
        throw new RangeError('broken');
      },
    },
    { name: 'fine', everySeconds: 0.002, run: async () => (fine++, 0) },
  ]);
  await expect.poll(() => failed >= 3 && fine >= 10).toBe(true);
  await ticker.stop();
  expect(logged).toContain('tick-failed');
});

test('stop waits for the call under way and starts no other', async () => {
  let ended = false;
  const ticker = startTicker(ctx, [
    {
      name: 'slow',
      everySeconds: 0,
      run: async () => {
        await new Promise(resolve => setTimeout(resolve, 80));
        ended = true;
        return 1;
      },
    },
  ]);
  await new Promise(resolve => setTimeout(resolve, 20));
  await ticker.stop();
  expect(ended).toBe(true);
});
