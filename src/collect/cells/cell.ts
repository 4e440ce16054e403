/**
 * What a cell of a file means once the noise of spreadsheets is taken off: stray blanks, zero-width characters,
 * Excel's leading apostrophe and full-width forms. Every reader of a typed cell starts here.
 */

/** A value read from a cell, or the code of why it could not be read. */
export type Cell<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string };

export const cell = <T>(value: T): Cell<T> => ({ ok: true, value });
export const refuse = (code: string): Cell<never> => ({ ok: false, code });

/** The characters trimmed at both ends of text, as the body of a regular expression class good in both engines. */
export const blankClass = '\\t\\n\\x0B\\f\\r \\x{A0}\\x{200B}-\\x{200D}\\x{2060}\\x{3000}\\x{FEFF}';

const blanks = '[\\t\\n\\v\\f\\r \\u00a0\\u200b-\\u200d\\u2060\\u3000\\ufeff]+';
const ends = new RegExp(`^${blanks}|${blanks}$`, 'g');

/** `="0012"` is how a file keeps a spreadsheet from taking text for a number. */
const wrapped = /^="([^"]*)"$/;

/** Free text: outer blanks and a spreadsheet's `="…"` off, nothing else touched. */
export const trimmed = (raw: string): string => raw.replace(ends, '').replace(wrapped, '$1');

/**
 * Whether a platform has hidden whom a cell names: `t**8`, `138****1234`, or a virtual number with an extension, which is
 * another one for each order. Two customers may share either, so nobody is known by them.
 */
export const isMasked = (raw: string): boolean =>
  /[*＊]{2}/.test(raw) || /^1\d{10}(-|转|,)\d{3,6}$/.test(typed(raw));

/** A typed cell: full-width to half-width (NFKC), outer blanks and one leading apostrophe off. */
export const typed = (raw: string): string => trimmed(raw.normalize('NFKC')).replace(/^'/, '');

const scientific = /^\d(\.\d+)?[eE]\+?\d{2}$/;

/**
 * An identifier (order number, member number, stock code): typed, and `13085.0` read as `13085` because spreadsheets
 * write whole numbers so. `1.38E+10` has lost its digits and is refused.
 */
export function identifierCell(raw: string): Cell<string> {
  const text = typed(raw);
  if (scientific.test(text)) return refuse('identifier-scientific');
  return cell(text.replace(/^(\d+)\.0+$/, '$1'));
}

/** Bytes in the engine, characters elsewhere: what is longer is no cell, and is refused with its row. */
export const longestCell = 10_000;
