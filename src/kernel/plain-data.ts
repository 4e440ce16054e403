/**
 * What no field of any request may hold: NUL and halves of surrogate pairs, which PostgreSQL refuses to store, and
 * nesting that would exhaust the stack of whoever walks it. Checked once at the border, so that no stage has to.
 */
import { badInput } from './errors.ts';

export const mostDepth = 60;

const isPlain = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** Whether there is nothing to refuse; no place is noted on the way, which makes it three times as fast. */
function isPlainWithin(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isPlain(value);
  if (value === null || typeof value !== 'object') return true;
  if (depth >= mostDepth) return false;
  if (Array.isArray(value)) return value.every(inner => isPlainWithin(inner, depth + 1));
  return Object.keys(value).every(
    key => isPlain(key) && isPlainWithin((value as Record<string, unknown>)[key], depth + 1),
  );
}

/**
 * Returns the value when all its texts and names are plain and it is not nested deeper than `mostDepth`. Throws
 * `text-not-allowed` with the place, and `body-too-deep`. Never recurses deeper than that; 2 MB of JSON take some 20 ms
 * at worst.
 */
export function requirePlainData<T>(root: T, at = ''): T {
  if (isPlainWithin(root, 0)) return root;
  const waiting: Place[] = [{ value: root, path: at, depth: 0 }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { value, path, depth } = place;
    if (typeof value === 'string' && !isPlain(value)) throw notPlain(path);
    if (value === null || typeof value !== 'object') continue;
    if (depth >= mostDepth) throw badInput('body-too-deep', { expected: String(mostDepth) });
    for (const [key, inner] of Object.entries(value)) {
      if (!isPlain(key)) throw notPlain(path);
      waiting.push({ value: inner, path: path === '' ? key : `${path}.${key}`, depth: depth + 1 });
    }
  }
  return root;
}

/** Returns the value when it is not nested deeper than `mostDepth`; its texts may hold anything. Throws `body-too-deep`. */
export function requireDepth<T>(root: T): T {
  const isWithin = (value: unknown, depth: number): boolean =>
    value === null ||
    typeof value !== 'object' ||
    (depth < mostDepth && Object.values(value).every(inner => isWithin(inner, depth + 1)));
  if (!isWithin(root, 0)) throw badInput('body-too-deep', { expected: String(mostDepth) });
  return root;
}

function notPlain(path: string) {
  // Names in the path came with the request and may be as long as it.
  return badInput('text-not-allowed', { path: path.toWellFormed().slice(0, 120) || '(root)' });
}
