/**
 * JSON Lines as CSV: one object a line, its keys the columns, objects within it by `outer.inner`. Numbers keep the text
 * they were written with, so no digit of an amount or an identifier is lost on the way.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { badInput } from '../../kernel/errors.ts';
import { mostDepth, requireDepth } from '../../kernel/plain-data.ts';
import { csvRow } from './csv-row.ts';

const longestLine = 16_000_000;
const mostKeys = 2000;
const deepest = 4;

const broken = (row: number, cause?: unknown) =>
  badInput('import-json-broken', { path: 'file', params: { row }, ...(cause ? { cause } : {}) });

/** Lines without their ends, numbered from 1. The text is UTF-8. */
async function* linesOf(path: string): AsyncGenerator<{ line: string; number: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  const decoded = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw badInput('import-encoding-unknown', { path: 'file', expected: 'UTF-8', cause });
    }
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const lines = (rest + decoded(chunk as Uint8Array)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw broken(number + lines.length + 1);
    for (const line of lines) yield { line, number: ++number };
  }
  rest += decoded();
  if (rest !== '') yield { line: rest, number: ++number };
}

/** Only digits beyond what a number holds need their own text. */
const mayLoseDigits = /\d{16}|\d[eE][+-]?\d/;
type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;
/** The engine has these; its types do not know them yet. */
const raw = JSON as unknown as { rawJSON(text: string): object; isRawJSON(value: unknown): boolean };
const asWritten: Reviver = (_, value, context) =>
  typeof value === 'number' && context?.source ? raw.rawJSON(context.source) : value;

/** What is read without recursion may be deeper than what is written can be. */
function requireWritable(value: object, row: number): void {
  try {
    requireDepth(value);
  } catch (cause) {
    const params = { row, expected: String(mostDepth) };
    throw badInput('import-json-deep', { path: 'file', params, cause });
  }
}

function parsed(line: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = mayLoseDigits.test(line) ? JSON.parse(line, asWritten as never) : JSON.parse(line);
  } catch (cause) {
    throw broken(number, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken(number);
  requireWritable(value, number);
  return value as Record<string, unknown>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !raw.isRawJSON(value);

/** Scalars as text, lists as their JSON, null as nothing. */
function* fieldsOf(
  value: Readonly<Record<string, unknown>>,
  before = '',
  depth = 1,
): Generator<[string, string]> {
  for (const [key, inner] of Object.entries(value)) {
    const name = before + key;
    if (isObject(inner) && depth < deepest) yield* fieldsOf(inner, `${name}.`, depth + 1);
    else if (inner === null || inner === undefined) yield [name, ''];
    else yield [name, typeof inner === 'object' ? JSON.stringify(inner) : String(inner)];
  }
}

/** Keys in the order in which they first appear. */
async function keysOf(path: string): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { line, number } of linesOf(path)) {
    if (line.trim() === '') continue;
    for (const [name] of fieldsOf(parsed(line, number))) keys.add(name);
    if (keys.size > mostKeys)
      throw badInput('import-too-many-columns', {
        path: 'file',
        received: `> ${mostKeys}`,
        expected: `≤ ${mostKeys}`,
      });
  }
  return [...keys];
}

/**
 * Reads the file twice, once for its keys; memory does not grow with it. Throws `import-json-broken` and `import-json-deep`
 * with the line, `import-too-many-columns`, `import-encoding-unknown`, `import-file-empty`.
 */
export async function writeJsonLinesAsCsv(from: string, to: string): Promise<void> {
  const keys = await keysOf(from);
  if (keys.length === 0) throw badInput('import-file-empty', { path: 'file' });
  const rows = async function* () {
    yield csvRow(keys);
    for await (const { line, number } of linesOf(from)) {
      if (line.trim() === '') continue;
      const fields = new Map(fieldsOf(parsed(line, number)));
      yield csvRow(keys.map(key => fields.get(key) ?? ''));
    }
  };
  await pipeline(rows, createWriteStream(to, { mode: 0o600 }));
}
