/** State into files: one COPY stream a table, compressed on the way, all of one snapshot. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { to as copyTo } from 'pg-copy-streams';
import { type StateTransaction, withClient } from '../state/state-db.ts';
import { syncFile } from '../sync-file.ts';
import type { FileDigest, StateTableCopy } from './manifest.ts';
import type { StateTable } from './state-catalogue.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Level 1: 4 of 5 bytes of a copy go, at the speed of the disk. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Writes a table of the transaction's snapshot to `state/TABLE.copy.zst` below the folder, synced to disk. */
export function dumpTable(
  trx: StateTransaction,
  folder: string,
  { table, columns }: StateTable,
): Promise<StateTableCopy> {
  return withClient(trx, async client => {
    const file = join('state', `${table}.copy.zst`);
    const list = columns.map(quoted).join(', ');
    const stream = client.query(copyTo(`copy (select ${list} from ${quoted(table)}) to stdout`));
    const digest = await writeDigested(folder, file, stream);
    return { table, columns: [...columns], rows: stream.rowCount ?? 0, ...digest };
  });
}

async function writeDigested(
  folder: string,
  file: string,
  content: NodeJS.ReadableStream,
): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const path = join(folder, file);
  await pipeline(content, createZstdCompress(compression), meter, createWriteStream(path, { mode: 0o600 }));
  await syncFile(path);
  return { file, bytes, sha256: hash.digest('hex') };
}
