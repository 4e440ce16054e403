/** Proves that uploads are complete or absent and cannot leave their folder. */
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
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

test('clearing removes what is old and keeps what is new', async () => {
  const staging = await folder();
  await saveUpload(staging, { uploadId: id, fileName: 'x', content: chunks('1') });
  await clearUploads(staging, new Date(Date.now() - 60_000));
  expect(await readdir(staging)).toEqual([id]);
  await clearUploads(staging, new Date(Date.now() + 60_000));
  expect(await readdir(staging)).toEqual([]);
});
