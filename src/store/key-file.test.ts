import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { createKeyFile, freshKeyFile, keyFileOf, keyFilePath, loadKeyFile } from './key-file.ts';

test('the file is made once, for us alone, and read back as the same keys', async () => {
  const path = join(await scratchFolder(), 'secrets', 'keys.json');
  expect(loadKeyFile(path)).toBeNull();
  const made = await createKeyFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(loadKeyFile(path)).toEqual(made);
  const text = await readFile(path, 'utf8');
  expect(await createKeyFile(path)).toEqual(made);
  expect(await readFile(path, 'utf8')).toBe(text);
  expect(await readdir(join(path, '..'))).toEqual(['keys.json']);
});

test('processes that make it at once end up with the same keys', async () => {
  const path = join(await scratchFolder(), 'keys.json');
  const made = await Promise.all(Array.from({ length: 5 }, () => createKeyFile(path)));
  for (const keys of made) expect(keys).toEqual(made[0]);
});

test('every key of a file and of two files differs', () => {
  const files = [freshKeyFile(), freshKeyFile()];
  const keys = files.flatMap(file => [
    file.idKey,
    file.matchKey,
    ...Object.values(file.generations).flatMap(generation => Object.values(generation)),
  ]);
  expect(new Set(keys).size).toBe(10);
});

test.each([
  ['text', 'not json'],
  ['another document', '{"version": 1}'],
  ['a key too short', JSON.stringify({ ...freshKeyFile(), idKey: 'abcd' })],
  ['no generation', JSON.stringify({ ...freshKeyFile(), generations: {} })],
  ['a later version', JSON.stringify({ ...freshKeyFile(), version: 3 })],
])('a file holding %s is refused without showing what it holds', async (_, text) => {
  const path = join(await scratchFolder(), 'keys.json');
  await writeFile(path, text);
  const failure = failureOf(() => loadKeyFile(path));
  expect(failure).toMatchObject({ code: 'keys-unreadable', errorClass: 'bad-input' });
  expect(JSON.stringify(failure)).not.toContain('idKey');
});

test('a folder that cannot be written is told with its path', async () => {
  const file = join(await scratchFolder(), 'file');
  await writeFile(file, '');
  const path = join(file, 'secrets', 'keys.json');
  await expect(createKeyFile(path)).rejects.toMatchObject({ code: 'not-a-folder', detail: { path } });
});

test('the environment’s file wins over the data folder’s', () => {
  expect(keyFilePath('/data')).toBe('/data/keys.json');
  expect(keyFilePath('/data', '/run/secrets/rekindle')).toBe('/run/secrets/rekindle');
});

const failureOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test('a file from before keys could rotate gives the same keys', async () => {
  const path = join(await scratchFolder(), 'keys.json');
  const [idKey, indexKey, tokenKey, dataKey] = ['a', 'b', 'c', 'd'].map(digit => digit.repeat(64));
  await writeFile(
    path,
    JSON.stringify({ version: 1, idKey, indexKey, tokenKey, dataKeys: { 1: dataKey }, currentDataKey: 1 }),
  );
  const keys = loadKeyFile(path);
  if (!keys) throw new Error('no keys');
  expect(keyFileOf(keys)).toEqual({
    version: 2,
    idKey,
    matchKey: indexKey,
    generations: { 1: { dataKey, indexKey, tokenKey } },
  });
});
