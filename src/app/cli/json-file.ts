/** Reads a JSON file a person wrote. Throws `file-unreadable` and `file-not-json` with its path. */
import { readFile } from 'node:fs/promises';
import { badInput } from '../../kernel/errors.ts';

/** The parsed content; a byte order mark is no part of it. */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw badInput('file-unreadable', { path: 'FILE', received: path, cause });
  });
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw badInput('file-not-json', { path: 'FILE', received: path, cause });
  }
}

/** The `name` of a definition, for its address; a file without one is refused. */
export function nameOf(definition: unknown): string {
  const name = (definition as { name?: unknown } | null)?.name;
  if (typeof name !== 'string' || name === '') {
    throw badInput('field-invalid', { path: 'name', expected: 'string', params: { path: 'name' } });
  }
  return encodeURIComponent(name);
}
