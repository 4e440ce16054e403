/** What of an event departs from the tracking plan, and what properties examples of an event have. Pure. */
import { type PlannedProperty, propertyName } from '../../records/tracking-plan.ts';
import type { PlanMode, PropertyType } from '../../records/tracking-plan-names.ts';
import { scrubText } from './contact-scrub.ts';
import { momentOf } from './event-time.ts';
import { isObject, type JsonObject } from './json-text.ts';
import type { Refusal } from './track-message.ts';

export interface PlanRule {
  readonly mode: PlanMode;
  readonly properties: readonly PlannedProperty[];
}

export interface TrackingPlan {
  readonly version: number;
  readonly undeclared: PlanMode;
  /** By name, without contact data. Empty: nothing is checked. */
  readonly events: ReadonlyMap<string, PlanRule>;
}

export const noPlan: TrackingPlan = { version: 0, undeclared: 'count', events: new Map() };

export interface PlanVerdict {
  /** Each as `code path`. */
  readonly violations: readonly string[];
  /** The first departure where the plan refuses such events. */
  readonly refusal: Refusal | null;
}

const fits: Readonly<Record<PropertyType, (value: unknown) => boolean>> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number',
  integer: value => Number.isSafeInteger(value),
  boolean: value => typeof value === 'boolean',
  time: value => typeof value === 'string' && momentOf(value) !== null,
  list: Array.isArray,
  object: isObject,
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** What came, without saying it: it may be about a person. */
function kindOf(value: unknown): string {
  if (isAbsent(value)) return '';
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'string'
    ? `text (${value.length})`
    : typeof value === 'object'
      ? '{…}'
      : typeof value;
}

function departureOf(properties: JsonObject, { name, type, required }: PlannedProperty): Refusal | null {
  const value = properties[name];
  const at = { path: `properties.${name}`, received: kindOf(value), expected: type };
  if (isAbsent(value)) return required ? { code: 'plan-property-missing', ...at } : null;
  return fits[type](value) ? null : { code: 'plan-property-type', ...at };
}

interface Told {
  readonly kind: string;
  readonly event: string;
  readonly properties: JsonObject;
}

const nothing: PlanVerdict = { violations: [], refusal: null };

/** Judges an event of kind `track`; other kinds have no plan. About 0.1 µs a declared property. */
export function judge(plan: TrackingPlan, { kind, event, properties }: Told): PlanVerdict {
  if (kind !== 'track' || plan.events.size === 0) return nothing;
  const name = scrubText(event);
  const rule = plan.events.get(name);
  const departures = rule
    ? rule.properties.map(each => departureOf(properties, each)).filter(each => each !== null)
    : [{ code: 'plan-event-undeclared', path: 'event', received: name, expected: '' }];
  const [first] = departures;
  if (!first) return nothing;
  const mode = rule?.mode ?? plan.undeclared;
  return {
    violations: departures.map(({ code, path }) => `${code} ${path}`),
    refusal: mode === 'refuse' ? first : null,
  };
}

function typeOf(value: unknown): PropertyType | null {
  if (isAbsent(value)) return null;
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return value.length >= 10 && momentOf(value) ? 'time' : 'text';
  return 'object';
}

/** One type for values of both; what has nothing in common is text. */
function joined(a: PropertyType, b: PropertyType): PropertyType {
  if (a === b) return a;
  const numbers: readonly PropertyType[] = ['integer', 'number'];
  return numbers.includes(a) && numbers.includes(b) ? 'number' : 'text';
}

const mostSuggested = 100;

/** Properties that examples (JSON texts of objects) have, none required; a whole number that is a price elsewhere is a number. */
export function suggestedProperties(examples: readonly string[]): PlannedProperty[] {
  const found = new Map<string, PropertyType>();
  for (const [name, value] of examples.flatMap(text => Object.entries(JSON.parse(text) as object))) {
    const type = typeOf(value);
    if (type === null || propertyName.safeParse(name).data !== name) continue;
    const before = found.get(name);
    found.set(name, before ? joined(before, type) : type);
  }
  return [...found]
    .slice(0, mostSuggested)
    .map(([name, type]) => ({ name, type, required: false, unit: '' }));
}
