/**
 * Records of a spool segment: four bytes length, four bytes CRC-32, then the JSON text of one group of rows. A crash may
 * leave the last record unfinished; nobody was told that it is safe.
 */
import { crc32 } from 'node:zlib';

const headBytes = 8;

export interface SpoolGroup {
  /** Public name of the facts table. */
  readonly table: string;
  readonly rows: readonly object[];
}

/** One group as it is appended. */
export function encodeRecord(group: SpoolGroup): Buffer {
  const body = Buffer.from(JSON.stringify(group));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

export interface Decoded {
  readonly groups: readonly SpoolGroup[];
  /**
   * `whole`; `torn`: the last record is unfinished, as a crash leaves it; `damaged`: a record is not what was written
   * and more lies behind it, which no crash does.
   */
  readonly end: 'whole' | 'torn' | 'damaged';
}

/** The records of a segment up to the first one that cannot be trusted. */
export function decodeRecords(bytes: Buffer): Decoded {
  const groups: SpoolGroup[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < headBytes) return { groups, end: 'torn' };
    const length = bytes.readUInt32BE(at);
    const end = at + headBytes + length;
    if (end > bytes.length) return { groups, end: 'torn' };
    const body = bytes.subarray(at + headBytes, end);
    // Room reserved and not yet written reads as zeros: no record has an empty body.
    if (length === 0 || crc32(body) !== bytes.readUInt32BE(at + 4))
      return { groups, end: end === bytes.length || isBlank(bytes.subarray(at)) ? 'torn' : 'damaged' };
    groups.push(JSON.parse(body.toString('utf8')) as SpoolGroup);
    at = end;
  }
  return { groups, end: 'whole' };
}

const isBlank = (bytes: Buffer): boolean => bytes.every(byte => byte === 0);
