/** Statements as a person can run them, and the name of a statement's text. */
import { createHash } from 'node:crypto';
import type { FactsSql } from '../store/facts/sql.ts';

/** A statement as a person can run it: text with typed placeholders, and their values as text. */
export function runnable({ sql, params }: FactsSql): { text: string; params: Record<string, string> } {
  const values = Object.entries(params).map(([name, { value }]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return { text: sql, params: Object.fromEntries(values) };
}

/** The same for the same text, whatever its parameters: twelve hexadecimal digits of its SHA-256. */
export const statementVersion = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);
