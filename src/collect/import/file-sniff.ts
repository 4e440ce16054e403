/**
 * Says of a text in which encoding it is and with which delimiter. Never guesses: what is neither valid UTF-8 nor valid
 * GB18030 is refused and the person is asked.
 */
import { isUtf8 } from 'node:buffer';
import { badInput } from '../../kernel/errors.ts';
import type { DelimiterSetting } from '../../records/mapping.ts';

export type TextEncoding = 'utf-8' | 'gb18030';
export type Delimiter = Exclude<DelimiterSetting, 'auto'>;

/**
 * Watches the chunks of a text for a NUL byte, which no text has, and counts its line feeds. Throws `import-nul-byte`
 * with its line.
 */
export function lineWatch(): { push(chunk: Uint8Array): void; lineFeeds(): number } {
  let lineFeeds = 0;
  const countLines = (bytes: Uint8Array) => {
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lineFeeds += 1;
  };
  return {
    push(chunk) {
      const found = chunk.indexOf(0);
      countLines(found < 0 ? chunk : chunk.subarray(0, found));
      if (found >= 0) throw badInput('import-nul-byte', { path: 'file', params: { row: lineFeeds + 1 } });
    },
    lineFeeds: () => lineFeeds,
  };
}

/**
 * Watches the chunks of a file and says at the end which encoding all of them are valid in. UTF-8 costs about
 * 1 GB/s; GB18030 is tried only once UTF-8 has failed, which means a second pass for the caller.
 */
export function utf8Watch(): { push(chunk: Uint8Array): void; valid(): boolean } {
  let rest: Uint8Array = new Uint8Array(0);
  let valid = true;
  return {
    push(chunk) {
      if (!valid) return;
      const bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk;
      const whole = bytes.length - openTail(bytes);
      valid = isUtf8(bytes.subarray(0, whole));
      rest = bytes.slice(whole);
    },
    valid: () => valid && rest.length === 0,
  };
}

/** Bytes at the end that begin a UTF-8 sequence whose remainder is in the next chunk. */
function openTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

const quote = 0x22;
/** A cell longer than this is not a cell: its quote never closed, or closed in another row. */
const longestCell = 200_000;
const beforeField = new Set([0x2c, 0x0a, 0x0d]);

/**
 * Watches the chunks of a comma-separated file for a quote that does not close: `openedAt` is its byte position, null
 * when all do. Hops from quote to quote, so a file without them costs a search.
 */
export function quoteWatch(): { push(chunk: Uint8Array): void; openedAt(): number | null } {
  let base = 0;
  let opened: number | null = null;
  let broken: number | null = null;
  /** The byte before the chunk; at first that of a line end. */
  let last = 0x0a;
  /** A quote at the end of the chunk inside a cell: closes it, or is half of a doubled one. */
  let isPending = false;
  const push = (chunk: Uint8Array) => {
    if (chunk.length === 0) return;
    let at = 0;
    if (isPending) {
      isPending = false;
      if (chunk[0] === quote) at = 1;
      else opened = null;
    }
    for (;;) {
      const found = chunk.indexOf(quote, at);
      if (opened !== null && (found < 0 ? chunk.length : found) + base - opened > longestCell)
        broken ??= opened;
      if (found < 0) break;
      at = found + 1;
      if (opened === null) {
        if (beforeField.has(found === 0 ? last : (chunk[found - 1] ?? 0))) opened = base + found;
      } else if (at === chunk.length) isPending = true;
      else if (chunk[at] === quote) at += 1;
      else opened = null;
    }
    last = chunk[chunk.length - 1] ?? last;
    base += chunk.length;
  };
  return { push, openedAt: () => broken ?? (isPending ? null : opened) };
}

/**
 * The encoding of a whole file: the one the mapping names, else UTF-8 where every byte is valid, else GB18030 where
 * that is. `isGb18030` is asked only when needed. Throws `import-encoding-unknown` or `import-encoding-wrong`.
 */
export async function chooseEncoding(
  setting: 'auto' | TextEncoding,
  file: { readonly isUtf8: boolean; readonly isGb18030: () => Promise<boolean> },
): Promise<TextEncoding> {
  if (setting !== 'gb18030' && file.isUtf8) return 'utf-8';
  if (setting === 'utf-8')
    throw badInput('import-encoding-wrong', { path: 'mapping.encoding', expected: 'utf-8' });
  if (await file.isGb18030()) return 'gb18030';
  if (setting === 'auto')
    throw badInput('import-encoding-unknown', { path: 'file', expected: 'UTF-8, GB18030' });
  throw badInput('import-encoding-wrong', { path: 'mapping.encoding', expected: 'gb18030' });
}

const candidates: readonly Delimiter[] = [',', '\t', ';', '|', '，'];

/**
 * The delimiter that gives the header line most columns outside quotes; a comma when there is none. Ties go to the
 * earlier of `, tab ; | ，`.
 */
export function sniffDelimiter(text: string): Delimiter {
  const line = (text.split(/\r?\n/).find(one => one.trim() !== '') ?? '').replace(/"(?:[^"]|"")*"/g, '');
  let best: Delimiter = ',';
  let most = 0;
  for (const candidate of candidates) {
    const count = line.split(candidate).length - 1;
    if (count > most) [best, most] = [candidate, count];
  }
  return best;
}
