/** UUIDv7 for entities: sortable by the millisecond they were made, so that new rows stay close in indexes. */
import { randomBytes } from 'node:crypto';

export interface IdSource {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** So many bytes of chance. */
  readonly bytes: (count: number) => Buffer;
}

/**
 * A maker of UUIDv7 (RFC 9562). Its ids ascend even within a millisecond: the 12 bits after the version count, starting
 * at a chance value below 2,048, and borrow from the next millisecond when they run out.
 */
export function idMaker({ nowMs, bytes: chance }: IdSource): () => string {
  let lastMs = 0;
  let counter = 0;
  return () => {
    const now = nowMs();
    if (now > lastMs) {
      lastMs = now;
      counter = chance(2).readUInt16BE() & 0x7ff;
    } else if (counter === 0xfff) {
      lastMs += 1;
      counter = 0;
    } else {
      counter += 1;
    }
    const bytes = chance(16);
    bytes.writeUIntBE(lastMs, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
}

/** A fresh UUIDv7 of this process; see {@link idMaker}. */
export const newId: () => string = idMaker({ nowMs: Date.now, bytes: randomBytes });
