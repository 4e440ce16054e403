/** The bytes of a file as they stream, unpacked where gzip packed them, with a bound on what it may unfold to. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { badInput } from '../../kernel/errors.ts';
import { notReadable } from './file-form.ts';
import { mostUnpacked, unpackedFloor } from './zip.store.ts';

export const headBytes = 1 << 20;

/** The first megabyte of a file, or all of a smaller one. */
export async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Throws `import-bomb` and, for a packed file that is cut or damaged, `import-not-csv`. */
export async function* contentOf(path: string, compressed: boolean): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: headBytes });
  if (!compressed) {
    yield* raw;
    return;
  }
  const { size } = await stat(path);
  let unpacked = 0;
  const gunzip = createGunzip({ chunkSize: headBytes });
  raw.on('error', cause => gunzip.destroy(cause)).pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      if (unpacked > Math.max(unpackedFloor, size * mostUnpacked))
        throw badInput('import-bomb', { path: 'file', expected: `≤ ${mostUnpacked}×` });
      yield chunk;
    }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw code.startsWith('Z_') ? notReadable('gzip', cause) : cause;
  } finally {
    raw.destroy();
  }
}

/** The beginning of what a packed file holds. */
export async function packedHead(path: string): Promise<Uint8Array> {
  for await (const chunk of contentOf(path, true)) return chunk;
  return new Uint8Array(0);
}
