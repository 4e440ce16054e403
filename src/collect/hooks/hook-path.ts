/** Paths of the mapping language: read once, followed over own fields only, so that no name reaches what JavaScript adds. */
import { isObject } from '../track/json-text.ts';

type Step = string | number;

const known = new Map<string, readonly Step[]>();
const mostKnown = 5_000;

/** `body.lines[0]["a.b"]` → `['body', 'lines', 0, 'a.b']`. The path passes `hookPath`. */
export function stepsOf(path: string): readonly Step[] {
  const before = known.get(path);
  if (before) return before;
  const steps = [...path.matchAll(/\[(\d+)\]|\["([^"]+)"\]|([^.[\]"]+)/g)].map(
    ([, index, quoted, name = '']) => (index === undefined ? (quoted ?? name) : Number(index)),
  );
  if (known.size >= mostKnown) known.clear();
  known.set(path, steps);
  return steps;
}

/** What stands there; undefined for nothing. */
export function follow(root: unknown, steps: readonly Step[]): unknown {
  let at = root;
  for (const step of steps) {
    if (typeof step === 'number') at = Array.isArray(at) ? at[step] : undefined;
    else at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** The object with another value at the place, which is there; nothing is changed in place. */
export function replaced(at: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === 'number')
    return Array.isArray(at)
      ? at.map((each, index) => (index === step ? replaced(each, rest, value) : each))
      : at;
  if (!isObject(at) || !Object.hasOwn(at, step)) return at;
  return Object.fromEntries(
    Object.entries(at).map(([name, each]) => [name, name === step ? replaced(each, rest, value) : each]),
  );
}
