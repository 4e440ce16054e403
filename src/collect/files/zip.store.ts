/**
 * Zip files: what they hold, whether it is safe to unpack, and unpacking. Members are written under names of our own,
 * so that a name in an archive never becomes a path here.
 */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { badInput, CodedError } from '../../kernel/errors.ts';

/** Text larger than this many times its packed form is a bomb, not an export. */
export const mostUnpacked = 100;
/** What any file may unpack to. */
export const unpackedFloor = 50 * 1024 * 1024;
const mostEntries = 10_000;

export interface ZipMember {
  /** As the archive calls it, without folders. */
  readonly name: string;
  readonly entry: Entry;
}

export interface OpenZip {
  /** A workbook is a zip file of XML with this in it. */
  readonly isWorkbook: boolean;
  /** Files a person put there: not folders, nor what systems add by themselves. */
  readonly members: readonly ZipMember[];
  unpack(member: ZipMember, to: string): Promise<void>;
  /** Unpacks everything to nowhere; throws `import-zip-broken` where it is not what was packed. */
  verify(): Promise<void>;
  close(): void;
}

/** Programs on Windows write names in the system's encoding and say nothing. */
function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  const isUtf8 = (generalPurposeBitFlag & 0x800) !== 0;
  for (const encoding of isUtf8 ? ['utf-8'] : ['utf-8', 'gb18030'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(fileNameRaw).replaceAll('\\', '/');
    } catch {}
  return '';
}

function assertName(name: string): void {
  const isOutside = name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..');
  if (name === '' || isOutside || /[\u0000-\u001f\u007f]/.test(name))
    throw badInput('import-zip-path', { path: 'file' });
}

const isNoise = (name: string): boolean =>
  name.endsWith('/') || name.startsWith('__MACOSX/') || /^(\.|thumbs\.db$)/i.test(basename(name));

const broken = (cause: unknown) =>
  cause instanceof CodedError || typeof (cause as NodeJS.ErrnoException).syscall === 'string'
    ? cause
    : badInput('import-zip-broken', { path: 'file', cause });

/** Passes bytes on; their checksum is the one the directory states, or the file is not what was packed. */
function checked({ crc32: stated }: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === stated ? null : new RangeError('checksum'));
    },
  });
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

async function entriesOf(zip: ZipFile, packedBytes: number): Promise<{ name: string; entry: Entry }[]> {
  const entries: { name: string; entry: Entry }[] = [];
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    assertName(name);
    if (entry.isEncrypted()) throw badInput('import-zip-locked', { path: 'file' });
    unpacked += entry.uncompressedSize;
    entries.push({ name, entry });
    if (entries.length > mostEntries || unpacked > Math.max(unpackedFloor, packedBytes * mostUnpacked))
      throw badInput('import-bomb', { path: 'file', expected: `≤ ${mostUnpacked}×` });
  }
  return entries;
}

/**
 * Reads the directory; nothing is unpacked. Throws `import-zip-broken`, `import-zip-path`, `import-zip-locked` and
 * `import-bomb`. What a member unpacks to is held to the size and the checksum the directory states.
 */
export async function openZip(path: string): Promise<OpenZip> {
  let zip: ZipFile | null = null;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
    const open = zip;
    const entries = await entriesOf(open, (await stat(path)).size);
    const names = new Set(entries.map(({ name }) => name));
    return {
      isWorkbook: names.has('xl/workbook.xml') || names.has('xl/workbook.bin'),
      members: entries
        .filter(({ name }) => !isNoise(name))
        .map(({ name, entry }) => ({ name: basename(name).slice(0, 200), entry })),
      unpack: async ({ entry }, to) => {
        try {
          const packed = await open.openReadStreamPromise(entry);
          await pipeline(packed, checked(entry), createWriteStream(to, { mode: 0o600 }));
        } catch (cause) {
          throw broken(cause);
        }
      },
      async verify() {
        try {
          for (const { entry } of entries)
            await pipeline(await open.openReadStreamPromise(entry), checked(entry), nowhere());
        } catch (cause) {
          throw broken(cause);
        }
      },
      close: () => open.close(),
    };
  } catch (cause) {
    zip?.close();
    throw broken(cause);
  }
}
