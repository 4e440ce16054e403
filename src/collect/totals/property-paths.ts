/** The paths of properties that events carry, for choosing among them. Pure. */
import type { ActivityEvents } from '../../records/activity.ts';

/** As deep as a source's path may reach, and as many as a person would look through. */
const deepest = 5;
const mostPaths = 100;

const isNumber = (value: unknown) =>
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()));

function walk(value: unknown, path: readonly string[], visit: (path: string, leaf: unknown) => void): void {
  if (value === null || Array.isArray(value)) return;
  if (typeof value !== 'object') return visit(path.join('.'), value);
  if (path.length >= deepest) return;
  for (const [name, inner] of Object.entries(value))
    if (name !== '' && !name.includes('.')) walk(inner, [...path, name], visit);
}

/** Texts that are no JSON object are passed over. Paths in alphabetical order, amounts first. */
export function propertyPaths(texts: readonly string[]): ActivityEvents['events'][number]['properties'] {
  const found = new Map<string, boolean>();
  for (const text of texts) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      continue;
    }
    walk(value, [], (path, leaf) => {
      if (path !== '') found.set(path, (found.get(path) ?? true) && isNumber(leaf));
    });
  }
  return [...found]
    .map(([path, isAmount]) => ({ path, isAmount }))
    .sort((l, r) => Number(r.isAmount) - Number(l.isAmount) || (l.path < r.path ? -1 : 1))
    .slice(0, mostPaths);
}
