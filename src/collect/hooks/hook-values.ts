/**
 * Values and conditions of the mapping language over one delivery. Pure: what it may cost is a budget, names reach own
 * fields only, and whatever cannot be read says where it stood, what came and what was expected.
 */
import type {
  HookCondition,
  HookConversion,
  HookJoin,
  HookLookup,
  HookReckoning,
  HookThrough,
  HookValue,
} from '../../records/hook-mapping.ts';
import { scrubText } from '../track/contact-scrub.ts';
import { canonicalJson, type JsonObject } from '../track/json-text.ts';
import { type Money, moneyText, times } from '../track/order-money.ts';
import type { Refusal } from '../track/track-message.ts';
import {
  dateAs,
  emailAs,
  minorDigits,
  moneyAs,
  moneyIn,
  numberIn,
  phoneAs,
  plainText,
} from './hook-convert.ts';
import { follow, stepsOf } from './hook-path.ts';

/** Values looked at for one delivery. */
const mostSteps = 100_000;
/** Characters and entries read or made for one delivery: a list of a list of a text costs nothing to name and all to write. */
const mostSize = 4_000_000;
const mostEntries = 1_000;

/** Thrown within a delivery only. */
export class Unreadable {
  readonly refusal: Refusal;
  constructor(code: string, refusal: Omit<Refusal, 'code'>) {
    this.refusal = { code, ...refusal };
  }
}

export interface Frame {
  /** What paths may begin at, with where it lies in the delivery. */
  readonly roots: ReadonlyMap<string, Root>;
  readonly budget: Budget;
}
interface Budget {
  steps: number;
  size: number;
}
export const fullBudget = (): Budget => ({ steps: mostSteps, size: mostSize });
export interface Root {
  /** The value, or why there is none. */
  readonly value: unknown | Unreadable;
  readonly place: string;
}

/** Missing, null or empty text. */
export const nothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The path a value comes from: where a reader looks when it cannot be used. Throws `Unreadable` as `evaluate` does. */
export function placeIn(value: HookValue, frame: Frame): string {
  if (typeof value !== 'object') return '';
  if ('path' in value) return wholePlace(value.path, frame);
  if ('first' in value) {
    const found = value.first.find(each => !nothing(evaluate(each, frame)));
    if (found !== undefined) return placeIn(found, frame);
  }
  for (const inner of Object.values(value).flat()) {
    const place = typeof inner === 'object' && inner !== null ? placeIn(inner as HookValue, frame) : '';
    if (place) return place;
  }
  return '';
}

/** A path that begins at a list entry, as one from the body. */
function wholePlace(path: string, { roots }: Frame): string {
  const [head = ''] = stepsOf(path);
  const place = roots.get(String(head))?.place ?? String(head);
  return `${place}${path.slice(String(head).length)}`;
}

/** What came: only what cannot name a person is shown. */
export function shown(value: unknown): string {
  if (value === undefined) return '';
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? '[…]' : '{…}';
  if (typeof value !== 'string') return scrubText(String(value)).slice(0, 60);
  return /^[\d\s.,:+/TZ-]{1,40}$/.test(value) ? scrubText(value) : `text (${value.length})`;
}

function unreadable(
  value: HookValue,
  given: unknown,
  { expected, frame }: { expected: string; frame: Frame },
) {
  return new Unreadable('hook-value-invalid', {
    path: placeIn(value, frame),
    received: shown(given),
    expected,
  });
}

function spend({ budget }: Frame, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0)
    throw new Unreadable('hook-too-much', { path: '', received: '', expected: `≤ ${mostSteps}` });
}

/**
 * The value, once what it holds is counted: each time it is named anew, since it is written out as often. Stops at the end of
 * the budget, so that what two hundred signs of a mapping could make of a text is never walked.
 */
function counted(value: unknown, { budget }: Frame): unknown {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    budget.size -= typeof next === 'string' ? next.length + 1 : 1;
    if (budget.size < 0)
      throw new Unreadable('hook-too-much', { path: '', received: '', expected: `≤ ${mostSize}` });
    if (next !== null && typeof next === 'object')
      for (const inner of Object.values(next)) waiting.push(inner);
  }
  return value;
}

/** The value as `evaluate` gives it, counted. */
const read = (value: HookValue, frame: Frame): unknown => counted(evaluate(value, frame), frame);

/** The value a delivery gives it; undefined for nothing. Throws `Unreadable`. */
export function evaluate(value: HookValue, frame: Frame): unknown {
  spend(frame, 1);
  if (typeof value !== 'object') return value;
  if ('path' in value) return atPath(value.path, frame);
  if ('first' in value) return firstOf(value.first, frame);
  if ('concat' in value) return joined(value, frame);
  if ('lookup' in value) return lookedUp(value, frame);
  if ('each' in value)
    return entriesOf(value.each, { when: value.when, frame }).map(inner => read(value.of, inner));
  if ('list' in value) return value.list.map(each => read(each, frame)).filter(each => !nothing(each));
  if ('object' in value) return objectIn(value.object, frame);
  if ('if' in value)
    return holds(value.if, frame)
      ? evaluate(value.then, frame)
      : value.else !== undefined
        ? evaluate(value.else, frame)
        : undefined;
  if ('sum' in value || 'times' in value || 'least' in value) return reckoned(value, frame);
  return converted(value, frame);
}

function atPath(path: string, { roots }: Frame): unknown {
  const [head = '', ...rest] = stepsOf(path);
  const root = roots.get(String(head));
  if (!root) return undefined;
  if (root.value instanceof Unreadable) throw root.value;
  return follow(root.value, rest);
}

function firstOf(values: readonly HookValue[], frame: Frame): unknown {
  for (const each of values) {
    const found = evaluate(each, frame);
    if (!nothing(found)) return found;
  }
  return undefined;
}

function joined(value: HookJoin, frame: Frame): string | undefined {
  const parts = value.concat.map(each => {
    const found = read(each, frame);
    const text = nothing(found) ? '' : plainText(found);
    if (text === null) throw unreadable(each, found, { expected: 'text', frame });
    return { text, isConstant: typeof each !== 'object' };
  });
  // Constants alone say nothing of the delivery.
  if (!parts.some(part => part.text !== '' && !part.isConstant)) return undefined;
  return parts
    .map(part => part.text)
    .filter(text => text !== '')
    .join(value.with ?? '');
}

function lookedUp(value: HookLookup, frame: Frame): unknown {
  const key = plainText(evaluate(value.lookup, frame));
  if (key !== null && Object.hasOwn(value.table, key)) return value.table[key];
  return value.otherwise;
}

export const objectIn = (fields: Readonly<Record<string, HookValue>>, frame: Frame): JsonObject =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, each]) => [name, read(each, frame)] as const)
      .filter(([, found]) => found !== undefined && found !== null),
  );

/** A frame for each entry of a list that the condition lets through; nothing there is an empty list. */
export function entriesOf(
  { path, as }: HookThrough,
  { when, frame }: { when: HookCondition | undefined; frame: Frame },
): Frame[] {
  const list = atPath(path, frame);
  if (nothing(list)) return [];
  if (!Array.isArray(list)) throw unreadable({ path }, list, { expected: 'list', frame });
  if (list.length > mostEntries)
    throw new Unreadable('hook-too-much', {
      path: wholePlace(path, frame),
      received: String(list.length),
      expected: `≤ ${mostEntries}`,
    });
  spend(frame, list.length);
  return list
    .map((value: unknown, index) => {
      const root = { value, place: `${wholePlace(path, frame)}[${index}]` };
      return { ...frame, roots: new Map([...frame.roots, [as, root]]) };
    })
    .filter(inner => when === undefined || holds(when, inner));
}

function amount(value: HookValue, frame: Frame): Money[] {
  const found = read(value, frame);
  return (Array.isArray(found) ? found.flat(3) : [found])
    .filter(each => !nothing(each))
    .map(each => {
      const money = moneyIn(each);
      if (money === null) throw unreadable(value, each, { expected: '68.50', frame });
      return money;
    });
}

/** Exact to the ten-thousandth, as decimal text; of nothing it is nothing. */
function reckoned(value: HookReckoning, frame: Frame): string | undefined {
  if ('sum' in value) {
    const added = value.sum.flatMap(each => amount(each, frame));
    const taken = (value.minus ?? []).flatMap(each => amount(each, frame));
    if (added.length + taken.length === 0) return undefined;
    return moneyText(
      added.reduce((all, each) => all + each, 0n) - taken.reduce((all, each) => all + each, 0n),
    );
  }
  const amounts = ('times' in value ? value.times : value.least).map(each => amount(each, frame)[0]);
  const given = amounts.filter(each => each !== undefined);
  if ('times' in value) {
    const [one, other] = amounts;
    return one === undefined || other === undefined ? undefined : moneyText(times(one, other));
  }
  return given.length === 0 ? undefined : moneyText(given.reduce((low, each) => (each < low ? each : low)));
}

interface Reading {
  readonly of: HookValue;
  readonly read: (found: unknown) => unknown;
  readonly expected: string;
}

function readingOf(value: HookConversion, frame: Frame): Reading {
  if ('text' in value) return { of: value.text, read: plainText, expected: 'text' };
  if ('number' in value) return { of: value.number, read: numberIn, expected: '12.5' };
  if ('date' in value)
    return { of: value.date, read: found => dateAs(found, value.zone), expected: '2026-03-01T10:00:00Z' };
  if ('phone' in value) return { of: value.phone, read: phoneAs, expected: '+86 138…' };
  if ('email' in value) return { of: value.email, read: emailAs, expected: 'name@example.com' };
  if ('lower' in value)
    return { of: value.lower, read: found => plainText(found)?.toLowerCase() ?? null, expected: 'text' };
  const currency = evaluate(value.currency, frame);
  if (minorDigits(currency) === null) throw unreadable(value.currency, currency, { expected: 'CNY', frame });
  const { money: of, given, told } = value;
  return {
    of,
    read: found => moneyAs(found, { currency, given, told }),
    expected: given === 'minor' ? '6850' : '68.50',
  };
}

/** Nothing stays nothing; what is there and cannot be read is refused, unless the mapping takes it for nothing. */
function converted(value: HookConversion, frame: Frame): unknown {
  const { of, read: reader, expected } = readingOf(value, frame);
  const found = evaluate(of, frame);
  if (nothing(found)) return undefined;
  if (typeof found === 'string') counted(found, frame);
  const result = reader(found);
  if (result !== null) return result;
  if ('optional' in value && value.optional) return undefined;
  throw unreadable(of, found, { expected, frame });
}

/** Numbers by what they are worth, everything else by its text: shops write `12` and `"12"` for one thing. */
function isSame(one: unknown, other: unknown): boolean {
  if (nothing(one) || nothing(other)) return nothing(one) && nothing(other);
  const [a, b] = [plainText(one), plainText(other)];
  return a === null || b === null ? canonicalJson(one) === canonicalJson(other) : a === b;
}

/** Whether a condition is met. Throws `Unreadable`. */
export function holds(condition: HookCondition, frame: Frame): boolean {
  spend(frame, 1);
  if ('present' in condition) {
    const found = evaluate(condition.present, frame);
    return !nothing(found) && !(Array.isArray(found) && found.length === 0);
  }
  if ('equals' in condition)
    return isSame(read(condition.equals[0], frame), read(condition.equals[1], frame));
  if ('in' in condition) {
    const found = read(condition.in, frame);
    return !nothing(found) && condition.of.some(each => isSame(found, each));
  }
  if ('above' in condition) {
    const [one, other] = condition.above.map(each => moneyIn(read(each, frame)));
    return one !== undefined && one !== null && other !== undefined && other !== null && one > other;
  }
  if ('all' in condition) return condition.all.every(each => holds(each, frame));
  if ('any' in condition) return condition.any.some(each => holds(each, frame));
  return !holds(condition.not, frame);
}
