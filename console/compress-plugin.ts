/** Writes each text file of the build a second and third time, compressed, as the server hands them out. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const text = /\.(js|css|html|svg)$/;
/** A smaller file would not travel faster. */
const leastBytes = 1_024;

async function compress(file: string): Promise<void> {
  const body = await readFile(file);
  if (body.length < leastBytes) return;
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(body, options));
  await writeFile(`${file}.gz`, await promisify(gzip)(body, { level: 9 }));
}

export const compressed = (folder: string): Plugin => ({
  name: 'rekindle-compressed',
  apply: 'build',
  async closeBundle() {
    const files = await readdir(folder, { recursive: true });
    await Promise.all(files.filter(name => text.test(name)).map(name => compress(join(folder, name))));
  },
});
