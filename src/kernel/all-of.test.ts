import { expect, it } from 'vitest';
import { allOf } from './all-of.ts';

it('gives the results in order', async () => {
  expect(await allOf([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
});

it('throws the first failure in order, and not before the others have ended', async () => {
  const ended: string[] = [];
  const slow = new Promise<void>(resolve => setImmediate(resolve)).then(() => {
    ended.push('slow');
    throw new Error('slow');
  });
  const failing = allOf([slow, Promise.reject(new Error('fast'))]);
  await expect(failing).rejects.toThrow('slow');
  expect(ended).toEqual(['slow']);
});
