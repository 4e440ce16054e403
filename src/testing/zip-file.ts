/** Zip files for tests, also of the kinds no program would make. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  /** Bit 0 of the flags: the content is encrypted. */
  readonly isEncrypted?: boolean;
  /** What the directory says the content unpacks to. */
  readonly statedSize?: number;
}

const fields = (...parts: readonly (readonly [size: 2 | 4, value: number])[]): Buffer =>
  Buffer.concat(
    parts.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      if (size === 2) bytes.writeUInt16LE(value);
      else bytes.writeUInt32LE(value);
      return bytes;
    }),
  );

/** A zip file with its entries deflated. Names given as text are marked as UTF-8. */
export function zipFile(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isEncrypted = false, statedSize } of entries) {
    const plain = Buffer.from(content as string);
    const packed = deflateRawSync(plain);
    const nameBytes = Buffer.from(name as string);
    const flags = (typeof name === 'string' ? 0x800 : 0) | (isEncrypted ? 1 : 0);
    const shared = fields(
      ...([
        [2, 20],
        [2, flags],
        [2, 8],
        [4, 0],
        [4, crc32(plain)],
        [4, packed.length],
        [4, statedSize ?? plain.length],
        [2, nameBytes.length],
        [2, 0],
      ] as const),
    );
    const file = Buffer.concat([fields([4, 0x04034b50]), shared, nameBytes, packed]);
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    directory.push(Buffer.concat([fields([4, 0x02014b50], [2, 20]), shared, rest, nameBytes]));
    files.push(file);
    offset += file.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = entries.length;
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
  return Buffer.concat([...files, ...directory, end]);
}
