import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { createKeyFile, freshKeyFile, keyFilePath, loadKeyFile } from './key-file.ts';

test('the file is made once, for us alone, and read back as the same keys', async () => {
  const path = join(await scratchFolder(), 'secrets', 'keys.json');
  expect(await loadKeyFile(path)).toBeNull();
  const made = await createKeyFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await loadKeyFile(path)).toEqual(made);
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
    file.indexKey,
    file.tokenKey,
    ...Object.values(file.dataKeys),
  ]);
  expect(new Set(keys).size).toBe(8);
});

test.each([
  ['text', 'not json'],
  ['another document', '{"version": 1}'],
  ['a key too short', JSON.stringify({ ...freshKeyFile(), idKey: 'abcd' })],
  ['no current data key', JSON.stringify({ ...freshKeyFile(), currentDataKey: 2 })],
  ['a later version', JSON.stringify({ ...freshKeyFile(), version: 2 })],
])('a file holding %s is refused without showing what it holds', async (_, text) => {
  const path = join(await scratchFolder(), 'keys.json');
  await writeFile(path, text);
  const failure = await loadKeyFile(path).catch((error: unknown) => error);
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
