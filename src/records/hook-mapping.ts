/**
 * The language in which a hook says how any JSON becomes our events: paths, constants, conversions and conditions as plain
 * JSON. There is no code in it: what it costs is bounded by what it holds and by the list it goes through.
 */
import { z } from 'zod';

/** `body.order.lines[0].price`, `body["a.b"]`; it begins at `body`, `headers`, `hook` or a name the mapping gave. */
export const hookPath = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_-]{0,39}(?:\.[^.[\]"]{1,100}|\[\d{1,4}\]|\["[^"]{1,100}"\]){0,20}$/u);
const givenName = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]{0,39}$/)
  .refine(name => !['body', 'headers', 'hook', 'constructor', 'prototype'].includes(name));
/** Names of fields of an event. */
const fieldName = z
  .string()
  .regex(/^[\p{L}\p{N}_$ -]{1,100}$/u)
  .refine(name => !['__proto__', 'constructor', 'prototype'].includes(name));

const constant = z.union([z.string().max(500), z.number(), z.boolean()]);
/** What cannot be read is nothing instead of a reason to refuse the event. */
const optional = z.literal(true).optional();
const through = z.strictObject({ path: hookPath, as: givenName });

type Constant = z.infer<typeof constant>;
type Optional = { readonly optional?: true | undefined };
export type HookThrough = z.infer<typeof through>;

/** What turns one value into another; nothing stays nothing. */
export type HookConversion =
  | ({ readonly text: HookValue } & Optional)
  | ({ readonly number: HookValue } & Optional)
  | ({
      readonly money: HookValue;
      readonly currency: HookValue;
      readonly given?: 'major' | 'minor' | undefined;
      readonly told?: 'major' | 'minor' | undefined;
    } & Optional)
  | ({ readonly date: HookValue; readonly zone: string } & Optional)
  | ({ readonly phone: HookValue } & Optional)
  | ({ readonly email: HookValue } & Optional)
  | { readonly lower: HookValue };

/** Exact decimal arithmetic over amounts. */
export type HookReckoning =
  | { readonly sum: readonly HookValue[]; readonly minus?: readonly HookValue[] | undefined }
  | { readonly times: readonly [HookValue, HookValue] }
  | { readonly least: readonly HookValue[] };

export interface HookJoin {
  readonly concat: readonly HookValue[];
  readonly with?: string | undefined;
}
export interface HookLookup {
  readonly lookup: HookValue;
  readonly table: Readonly<Record<string, Constant>>;
  readonly otherwise?: Constant | undefined;
}

export type HookValue =
  | Constant
  | { readonly path: string }
  | HookConversion
  | HookReckoning
  | HookJoin
  | HookLookup
  | { readonly first: readonly HookValue[] }
  | {
      readonly each: HookThrough;
      readonly when?: HookCondition | undefined;
      readonly of: HookValue;
    }
  | { readonly list: readonly HookValue[] }
  | { readonly object: Readonly<Record<string, HookValue>> }
  | {
      readonly if: HookCondition;
      readonly then: HookValue;
      readonly else?: HookValue | undefined;
    };

export type HookCondition =
  | { readonly present: HookValue }
  | { readonly equals: readonly [HookValue, HookValue] }
  | { readonly in: HookValue; readonly of: readonly Constant[] }
  | { readonly above: readonly [HookValue, HookValue] }
  | { readonly all: readonly HookCondition[] }
  | { readonly any: readonly HookCondition[] }
  | { readonly not: HookCondition };

const value: z.ZodType<HookValue> = z.lazy(() => z.union([constant, ...operators]));
const values = z.lazy(() => z.array(value).min(1).max(40));
const pair = z.lazy(() => z.tuple([value, value]));
const condition: z.ZodType<HookCondition> = z.lazy(() => z.union(conditions));
const fields = z.lazy(() => z.record(fieldName, value));

const zone = z.string().regex(/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){0,2}$/);
const unit = z.enum(['major', 'minor']).optional();

const operators = [
  z.strictObject({ path: hookPath }),
  z.strictObject({ text: value, optional }),
  z.strictObject({ number: value, optional }),
  z.strictObject({ money: value, currency: value, given: unit, told: unit, optional }),
  z.strictObject({ date: value, zone, optional }),
  z.strictObject({ phone: value, optional }),
  z.strictObject({ email: value, optional }),
  z.strictObject({ lower: value }),
  z.strictObject({ first: values }),
  z.strictObject({ concat: values, with: z.string().max(20).optional() }),
  z.strictObject({
    lookup: value,
    table: z.record(z.string().max(200), constant),
    otherwise: constant.optional(),
  }),
  z.strictObject({ sum: values, minus: values.optional() }),
  z.strictObject({ times: pair }),
  z.strictObject({ least: values }),
  z.strictObject({ each: through, when: condition.optional(), of: value }),
  z.strictObject({ list: values }),
  z.strictObject({ object: fields }),
  z.strictObject({ if: condition, then: value, else: value.optional() }),
] as const;

const conditions = [
  z.strictObject({ present: value }),
  z.strictObject({ equals: pair }),
  z.strictObject({ in: value, of: z.array(constant).min(1).max(200) }),
  z.strictObject({ above: pair }),
  z.strictObject({ all: z.array(condition).min(1).max(40) }),
  z.strictObject({ any: z.array(condition).min(1).max(40) }),
  z.strictObject({ not: condition }),
] as const;

const eventRule = z.strictObject({
  /** What it is for, in the reader's words. */
  note: z.string().max(200).optional(),
  /** One event for each entry of a list; a second list may lie within an entry of the first. */
  for: z.array(through).min(1).max(2).optional(),
  when: condition.optional(),
  type: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias']),
  event: value.optional(),
  groupId: value.optional(),
  previousId: value.optional(),
  userId: value.optional(),
  anonymousId: value.optional(),
  messageId: value.optional(),
  timestamp: value.optional(),
  traits: fields.optional(),
  properties: fields.optional(),
});
export type HookEventRule = z.infer<typeof eventRule>;

/**
 * What a hook makes of a delivery. `decode` opens JSON that lies in a text of the body; `when` false: nothing of the
 * delivery is for us; `define` gives values a name, each may use those before it.
 */
export const hookMapping = z.strictObject({
  decode: z
    .array(z.strictObject({ path: hookPath, as: z.enum(['json', 'url-json']) }))
    .max(4)
    .optional(),
  when: condition.optional(),
  define: z.record(givenName, value).optional(),
  events: z.array(eventRule).min(1).max(20),
});
export type HookMapping = z.infer<typeof hookMapping>;

export type HookMappingReading =
  | { readonly ok: true; readonly mapping: HookMapping }
  | { readonly ok: false; readonly path: string; readonly expected: string };

/** Deep enough for anything a person writes; recursion over it is bounded by this. */
export const mostMappingDepth = 40;
const mostMappingChars = 60_000;

/** Whether nothing of it lies deeper; without recursion. */
function isShallow(root: unknown): boolean {
  const waiting: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    if (place.value === null || typeof place.value !== 'object') continue;
    if (place.depth >= mostMappingDepth) return false;
    for (const inner of Object.values(place.value)) waiting.push({ value: inner, depth: place.depth + 1 });
  }
  return true;
}

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

/** How far an alternative was followed: one whose operator the writer used is what they meant. */
const promise = (issues: readonly Issue[]): number =>
  issues.some(each => each.code === 'unrecognized_keys' || each.path.length === 0 || isMissing(each))
    ? 0
    : Math.max(...issues.map(each => each.path.length));
const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.input === undefined && issue.path.length === 1;

/** The deepest place at fault: of alternatives the one that was meant, so that the message is about what was written. */
function deepest(issue: Issue, at: Place): { readonly path: Place; readonly issue: Issue } {
  const path = [...at, ...issue.path];
  if (issue.code !== 'invalid_union') return { path, issue };
  const [meant] = [...issue.errors].sort((a, b) => promise(b) - promise(a));
  const first = meant?.[0];
  return first && promise(meant) > 0 ? deepest(first, path) : { path, issue };
}

const operatorNames = operators.map(each => Object.keys(each.shape)[0]).join(', ');
const conditionNames = conditions.map(each => Object.keys(each.shape)[0]).join(', ');

function expectedOf({ path, issue }: { path: Place; issue: Issue }): string {
  if (issue.code === 'invalid_union') {
    const isCondition =
      path.some(part => part === 'when' || part === 'if') && !path.some(part => part === 'equals');
    return isCondition ? conditionNames : `text, number, boolean, {${operatorNames}}`;
  }
  if (issue.code === 'unrecognized_keys') return `without ${issue.keys.join(', ')}`.slice(0, 200);
  return issue.message.slice(0, 200);
}

const placeOf = (path: Place): string =>
  path.reduce<string>(
    (place, part) =>
      typeof part === 'number' ? `${place}[${part}]` : `${place}${place ? '.' : ''}${String(part)}`,
    '',
  );

/** Reads a mapping, or says where it is none and what belongs there. Never throws. */
export function readHookMapping(given: unknown): HookMappingReading {
  if (!isShallow(given)) return { ok: false, path: '', expected: `depth ≤ ${mostMappingDepth}` };
  if (JSON.stringify(given ?? null).length > mostMappingChars)
    return { ok: false, path: '', expected: `length ≤ ${mostMappingChars}` };
  const read = hookMapping.safeParse(given);
  if (read.success) return { ok: true, mapping: read.data };
  const [first] = read.error.issues;
  const found = first ? deepest(first, []) : { path: [], issue: first as never };
  return { ok: false, path: placeOf(found.path).slice(0, 300), expected: expectedOf(found) };
}
