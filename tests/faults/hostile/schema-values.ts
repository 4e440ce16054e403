/**
 * Arbitraries from the API document, which is generated from the schemas the routes are checked by: values that fit,
 * and the same values with hostile ones put somewhere inside.
 */
import fc from 'fast-check';

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

export type Named = Readonly<Record<string, JsonSchema>>;
type Values = fc.Arbitrary<unknown>;

type KnownKind = 'uuid' | 'slug' | 'token' | 'cursor';

/** Stands for something the server told about a collection (`imports`); put in when the request is sent. */
export const known = (kind: KnownKind, collection: string, index: number) =>
  `\ue000${kind}~${collection}~${index}\ue001`;
const marks = '\ue000(uuid|slug|token|cursor)~([\\w-]*)~(\\d+)\ue001';
export const knownPattern = new RegExp(marks, 'g');
/** The same in UTF-8 read byte by byte: a body need not be text. */
export const knownInBytes = new RegExp(Buffer.from(marks).toString('latin1'), 'g');
const someKnown = (kind: KnownKind) => fc.nat(60).map(index => known(kind, '', index));

const slugPattern = '^[a-z0-9][a-z0-9-]{0,62}$';
const days = ['2026-03-01', '2024-02-29', '0001-01-01', '9999-12-31', '1969-12-31', '1582-10-10'];
const instants = [
  '2026-03-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2105-01-01T00:00:00Z',
  '2299-12-31T23:59:59Z',
  '2026-06-30T23:59:60Z',
];

function strings(schema: JsonSchema): Values {
  const { format, pattern, minLength = 0, maxLength = 300 } = schema;
  if (format === 'uuid') return fc.oneof({ weight: 4, arbitrary: someKnown('uuid') }, fc.uuid());
  if (format === 'date') return fc.constantFrom(...days);
  if (format === 'date-time') return fc.constantFrom(...instants);
  if (pattern === slugPattern)
    return fc.oneof(
      { weight: 4, arbitrary: someKnown('slug') },
      fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/),
    );
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  const most = Math.min(maxLength, 5_000);
  const text = fc.string({
    unit: 'binary',
    minLength: Math.min(minLength, most),
    maxLength: Math.min(most, 40),
  });
  const full = fc.constantFrom('x', '汉', 'é', ' ').map(unit => unit.repeat(most));
  return fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 3, arbitrary: someKnown('slug') },
    { weight: 1, arbitrary: someKnown('token') },
    { weight: 1, arbitrary: someKnown('cursor') },
    { weight: 1, arbitrary: full },
    { weight: 2, arbitrary: fc.constantFrom(...hostileStrings) },
  );
}

function numbers(schema: JsonSchema, whole: boolean): Values {
  const min = schema.minimum ?? schema.exclusiveMinimum ?? -Number.MAX_SAFE_INTEGER;
  const max = schema.maximum ?? Number.MAX_SAFE_INTEGER;
  const edges = [min, max, 0, 1, -1, 2 ** 31, 2 ** 53 - 1].filter(n => n >= min && n <= max);
  const inside = whole
    ? fc.integer({ min: Math.max(min, -1e9), max: Math.min(max, 1e9) })
    : fc.double({ min, max, noNaN: true });
  return fc.oneof(inside, fc.constantFrom(...edges));
}

function objects(schema: JsonSchema, named: Named, depth: number): Values {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const fields = Object.entries(properties);
  const model = Object.fromEntries(fields.map(([name, inner]) => [name, fitting(inner, named, depth)]));
  const record = fc.record(model, { requiredKeys: required.filter(name => name in model) });
  if (typeof additionalProperties !== 'object') return record;
  const keys = (propertyNames ? fitting(propertyNames, named, depth) : fc.string()).map(String);
  return fc
    .tuple(record, fc.dictionary(keys, fitting(additionalProperties, named, depth), { maxKeys: 4 }))
    .map(([own, more]) => ({ ...more, ...own }));
}

/** Values that fit a schema; a schema that contains itself is followed `depth` steps. */
export function fitting(schema: JsonSchema, named: Named, depth = 5): Values {
  if (schema.$ref) {
    const target = named[schema.$ref.split('/').at(-1) ?? ''];
    if (!target || depth <= 0) return fc.constant({ feature: 'tier', op: 'eq', value: 'high' });
    return fitting(target, named, depth - 1);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const deep = depth <= 1 ? choices.slice(0, 3) : choices;
    return fc.oneof(...deep.map(each => fitting(each, named, depth)));
  }
  if (schema.allOf) return fitting(Object.assign({}, ...schema.allOf), named, depth);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'string') return strings(schema);
  if (type === 'integer' || type === 'number') return numbers(schema, type === 'integer');
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'array') {
    const minLength = schema.minItems ?? 0;
    const maxLength = Math.min(schema.maxItems ?? 4, minLength + 4);
    return fc.array(fitting(schema.items ?? {}, named, depth), { minLength, maxLength });
  }
  if (type === 'object') return objects(schema, named, depth);
  return fc.jsonValue({ maxDepth: 2 });
}

export const hostileStrings = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\r\nBcc: x@y.example',
  '\u202egnp.exe',
  '\u200b\u200d\ufeff',
  '__proto__',
  'constructor',
  'toString',
  "' or 1=1 --",
  "'; drop table customers; --",
  '{{ 7 | times: 7 }}',
  '{% for i in (1..99999999) %}x{% endfor %}',
  '{% include "/etc/passwd" %}',
  '../../../../etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:127.0.0.1]/',
  '=cmd|calc',
  '%00',
  '%s%n',
  'latest',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '9223372036854775808',
  '2026-02-30',
  '+275760-09-13T00:00:00.000Z',
  '-000001-01-01T00:00:00Z',
  '٣',
  'İ',
  'x'.repeat(70_000),
];

const hostileNumbers = [-0, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1e308, -1e308, 5e-324, 0.1, 1e21];

const nested = (depth: number): unknown =>
  depth === 0 ? {} : { not: nested(depth - 1), all: [], any: [[]] };

/** Values that no field expects. */
export const hostileValues: Values = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.constantFrom(...hostileNumbers),
  fc.constantFrom(null, true, [], {}, [[]], nested(30), Array(2_000).fill(0)),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Change {
  readonly at: number;
  readonly act: 'replace' | 'delete' | 'add' | 'wrap';
  readonly value: unknown;
  readonly key: string;
}

/** Every container of a value, outermost first. */
function containers(value: unknown): (Record<string, unknown> | unknown[])[] {
  if (value === null || typeof value !== 'object') return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(containers)];
}

const isRecord = (value: unknown) => value !== null && typeof value === 'object' && !Array.isArray(value);

function changed(root: unknown, change: Change): unknown {
  const copy = { root: structuredClone(root) } as Record<string, unknown>;
  const places = containers(copy).flatMap(holder => Object.keys(holder).map(key => ({ holder, key })));
  const place = places[change.at % places.length];
  if (!place) return change.value;
  const holder = place.holder as Record<string, unknown>;
  if (change.act === 'delete' && place.key !== 'root') delete holder[place.key];
  else if (change.act === 'wrap') holder[place.key] = [holder[place.key]];
  else if (change.act === 'add' && isRecord(holder[place.key]))
    Object.defineProperty(holder[place.key], change.key, {
      value: change.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else holder[place.key] = change.value;
  return copy.root;
}

const changes: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(10_000),
  act: fc.constantFrom('replace', 'replace', 'replace', 'delete', 'add', 'wrap'),
  value: hostileValues,
  key: fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON', 'then', 'length', '0', ''),
});

/** Fitting values with one to three changes that make most of them unfit. */
export const nearly = (values: Values): Values =>
  fc
    .tuple(values, fc.array(changes, { minLength: 1, maxLength: 3 }))
    .map(([value, list]) => list.reduce((before, change) => changed(before, change), value));
