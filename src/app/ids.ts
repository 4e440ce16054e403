/** UUIDv7 for entities: sortable by the millisecond they were made, so that new rows stay close in indexes. */
import { randomBytes } from 'node:crypto';

let lastMs = 0;
let counter = 0;

/**
 * A fresh UUIDv7 (RFC 9562). Ids of one process ascend even within a millisecond: the 12 bits after the version
 * count, starting at a random value below 2,048, and borrow from the next millisecond when they run out.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = randomBytes(2).readUInt16BE() & 0x7ff;
  } else if (counter === 0xfff) {
    lastMs += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
