/** Proves that uploads are complete or absent and cannot leave their folder. */
import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearUploads, findUpload, removeUpload, saveUpload } from './staging.ts';

const id = '01900000-0000-7000-8000-000000000001';
const folder = () => mkdtemp(join(tmpdir(), 'staging-'));

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

test('an upload keeps its bytes, plain name, size and hash until it is removed', async () => {
  const staging = await folder();
  const saved = await saveUpload(staging, {
    uploadId: id,
    fileName: '..\\..\\etc/订单.csv',
    content: chunks('a,b\n', '1,2\n'),
  });
  expect(saved).toMatchObject({ fileName: '订单.csv', bytes: 8 });
  const found = await findUpload(staging, id);
  expect(await readFile(found.path, 'utf8')).toBe('a,b\n1,2\n');
  expect(found.sha256).toBe(saved.sha256);
  await removeUpload(staging, id);
  await expect(findUpload(staging, id)).rejects.toMatchObject({ code: 'upload-unknown' });
});

test('a stream that breaks leaves nothing behind', async () => {
  const staging = await folder();
  async function* broken() {
    yield Buffer.from('half');
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  }
  await expect(saveUpload(staging, { uploadId: id, fileName: 'x', content: broken() })).rejects.toThrow();
  expect(await readdir(staging)).toEqual([]);
});

test('an id that is a path finds nothing', async () => {
  await expect(findUpload(await folder(), '../../etc')).rejects.toMatchObject({ code: 'upload-unknown' });
});

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000);
const clear = (staging: string, days: number) =>
  clearUploads(staging, { olderThan: daysFromNow(days), now: new Date() });

test('clearing removes what is old and keeps what is new', async () => {
  const staging = await folder();
  await saveUpload(staging, { uploadId: id, fileName: 'x', content: chunks('1') });
  expect(await clear(staging, -1)).toBe(0);
  expect(await readdir(staging)).toEqual([id]);
  expect(await clear(staging, 1)).toBe(1);
  expect(await readdir(staging)).toEqual([]);
});

test('an upload that is coming in outlives a purge, and what a crash left does not', async () => {
  const staging = await folder();
  async function* slow() {
    yield Buffer.from('first ');
    await expect.poll(() => readdir(join(staging, `${id}.part`))).toEqual(['upload']);
    expect(await clear(staging, -3)).toBe(0);
    yield Buffer.from('last');
  }
  expect(await saveUpload(staging, { uploadId: id, fileName: 'x', content: slow() })).toMatchObject({
    bytes: 10,
  });
  const left = join(staging, `${id}.part`);
  await mkdir(left);
  await writeFile(join(left, 'upload'), 'half');
  await utimes(join(left, 'upload'), daysFromNow(-1), daysFromNow(-1));
  expect(await clear(staging, -3)).toBe(1);
  expect(await readdir(staging)).toEqual([id]);
});

test('an erasure takes an upload that is coming in, and its sender is told to send it again', async () => {
  const staging = await folder();
  async function* slow() {
    yield Buffer.from('first ');
    await expect.poll(() => readdir(join(staging, `${id}.part`))).toEqual(['upload']);
    expect(await clear(staging, 1)).toBe(1);
    yield Buffer.from('last');
  }
  const upload = saveUpload(staging, { uploadId: id, fileName: 'x', content: slow() });
  await expect(upload).rejects.toMatchObject({ code: 'upload-cleared' });
  expect(await readdir(staging)).toEqual([]);
});

test('uploads that vanish while others are cleared hinder nobody', async () => {
  const staging = await folder();
  const ids = Array.from({ length: 200 }, (_, n) => `${id.slice(0, -3)}${String(n).padStart(3, '0')}`);
  for (const uploadId of ids) await saveUpload(staging, { uploadId, fileName: 'x', content: chunks('1') });
  const [one, other] = await Promise.all([clear(staging, 1), clear(staging, 1)]);
  expect(one + other).toBeGreaterThanOrEqual(ids.length);
  expect(await readdir(staging)).toEqual([]);
});
