import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { claimFolder, folderLayout, readRunFile } from './folder.ts';

const runFile = (folder: string) => join(folder, 'run.json');

test('a missing folder is made for us alone and claimed by a file only we may read', async () => {
  const path = join(await scratchFolder(), 'new', 'data');
  const claim = await claimFolder(path);
  expect((await stat(path)).mode & 0o066).toBe(0);
  expect((await stat(runFile(path))).mode & 0o777).toBe(0o600);
  expect(await readRunFile(path)).toMatchObject({ pid: process.pid, url: null, token: null });
  await claim.announce({ url: 'http://127.0.0.1:4680', token: 't' });
  expect((await stat(runFile(path))).mode & 0o777).toBe(0o600);
  expect(await readRunFile(path)).toMatchObject({ url: 'http://127.0.0.1:4680', token: 't' });
  await claim.release();
  expect(await readRunFile(path)).toBeNull();
});

test('a claimed folder is refused to others, and free again after release', async () => {
  const path = await scratchFolder();
  const claim = await claimFolder(path);
  await expect(claimFolder(path)).rejects.toMatchObject({
    code: 'folder-in-use',
    detail: { params: { pid: process.pid } },
  });
  await claim.release();
  await (await claimFolder(path)).release();
});

test('of many that claim at once exactly one succeeds', async () => {
  const path = await scratchFolder();
  const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claimFolder(path)));
  expect(claims.filter(claim => claim.status === 'fulfilled')).toHaveLength(1);
});

test('of many that find the file of a dead process exactly one succeeds, and its file is the one that stays', async () => {
  const path = await scratchFolder();
  for (let round = 0; round < 60; round += 1) {
    await writeFile(runFile(path), JSON.stringify({ pid: 4_194_303, born: '1', url: null, token: null }));
    const claims = await Promise.allSettled(Array.from({ length: 6 }, () => claimFolder(path)));
    const [won, ...others] = claims.filter(claim => claim.status === 'fulfilled');
    expect(others).toEqual([]);
    expect((await readRunFile(path))?.pid).toBe(process.pid);
    expect(await readdir(path)).toEqual(['folder.json', 'run.json']);
    await won?.value.release();
  }
});

test.each([
  ['a process that is gone', JSON.stringify({ pid: 4_194_303, born: '1', url: null, token: null })],
  [
    'an earlier process of our number',
    JSON.stringify({ pid: process.pid, born: '1', url: null, token: null }),
  ],
  ['a write that broke off', '{"pid": 1'],
])('a file left by %s counts for nothing', async (_, text) => {
  const path = await scratchFolder();
  await writeFile(runFile(path), text);
  expect(await readRunFile(path)).toBeNull();
  const claim = await claimFolder(path);
  expect(JSON.parse(await readFile(runFile(path), 'utf8')).pid).toBe(process.pid);
  await claim.release();
});

test('a folder of a newer layout is refused and not claimed', async () => {
  const path = await scratchFolder();
  await writeFile(join(path, 'folder.json'), JSON.stringify({ layout: folderLayout + 1 }));
  await expect(claimFolder(path)).rejects.toMatchObject({ code: 'folder-newer', errorClass: 'bad-input' });
  expect(await readRunFile(path)).toBeNull();
});

test('a file in the folder’s place, and a place below a file, are refused as bad input or unavailable', async () => {
  const file = join(await scratchFolder(), 'file');
  await writeFile(file, '');
  await expect(claimFolder(file)).rejects.toMatchObject({ code: 'not-a-folder' });
  await expect(claimFolder(join(file, 'data'))).rejects.toMatchObject({ code: 'not-a-folder' });
});

test('nobody has a folder that does not exist', async () => {
  const path = await scratchFolder();
  await mkdir(join(path, 'x'));
  await chmod(join(path, 'x'), 0o700);
  await rm(join(path, 'x'), { recursive: true });
  expect(await readRunFile(join(path, 'x'))).toBeNull();
});
