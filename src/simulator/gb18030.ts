/**
 * Text to GB18030, which Node decodes but cannot encode. The tables are read off the platform's own decoder once, so
 * encoder and decoder cannot disagree; they cover the basic plane, in which all our texts stand.
 */
import { invariant } from '../kernel/invariant.ts';

/** Code units to bytes: 0 unknown, below 2^16 two bytes, else four bytes as an unsigned number. */
let table: Uint32Array | null = null;

/** Decodes all two-byte and all basic-plane four-byte sequences once: 64,000 codes, about 20 ms. */
function makeTable(): Uint32Array {
  const decoder = new TextDecoder('gb18030');
  const codes = new Uint32Array(65_536);
  const note = (bytes: number[], code: number) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    const unit = text.charCodeAt(0);
    if (text.length === 1 && unit !== 0xfffd && codes[unit] === 0) codes[unit] = code;
  };
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) note([lead, trail], lead * 256 + trail);
    }
  }
  for (let a = 0x81; a <= 0x84; a++) {
    for (let b = 0x30; b <= 0x39; b++) {
      for (let c = 0x81; c <= 0xfe; c++) {
        for (let d = 0x30; d <= 0x39; d++) note([a, b, c, d], ((a * 256 + b) * 256 + c) * 256 + d);
      }
    }
  }
  return codes;
}

/** GB18030 bytes of a text of the basic plane; a surrogate is an invariant failure. 60 MB/s. */
export function encodeGb18030(text: string): Uint8Array {
  table ??= makeTable();
  const bytes = new Uint8Array(text.length * 4);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes[length++] = unit;
      continue;
    }
    const code = table[unit] as number;
    invariant(code !== 0, 'a character outside the basic plane cannot be written as GB18030 here');
    if (code > 0xffff) {
      bytes[length++] = code >>> 24;
      bytes[length++] = (code >>> 16) & 255;
    }
    bytes[length++] = (code >>> 8) & 255;
    bytes[length++] = code & 255;
  }
  return bytes.subarray(0, length);
}
