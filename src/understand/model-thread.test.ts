import { expect, it } from 'vitest';
import { inModelThread, readyModelThreads } from './model-thread.ts';

const groups = (customers: number) => [
  { category: '', customers, gaps: 2, meanLogGap: 3, logElapsed: 2, withinSquares: 1 },
];

it('answers several fits at once, each its own, and goes on after one', async () => {
  readyModelThreads(1);
  const fits = await Promise.all([3, 4, 5].map(n => inModelThread('fitGapModel', groups(n))));
  expect(fits.map(fit => [fit.status, fit.customers])).toEqual([
    ['insufficient', 3],
    ['insufficient', 4],
    ['insufficient', 5],
  ]);
  expect(await inModelThread('fitGapModel', groups(6))).toMatchObject({ customers: 6 });
});

it('a failure inside is the failure of its own call alone', async () => {
  const broken = inModelThread('fitGapModel', null as never);
  const sound = inModelThread('fitGapModel', groups(7));
  await expect(broken).rejects.toThrow(/not iterable|null/);
  expect(await sound).toMatchObject({ customers: 7 });
});
