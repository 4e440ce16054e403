/**
 * Facts SQL as a value: text with typed placeholders beside the values they stand for. Nothing but parameters,
 * other fragments and allow-listed identifiers can enter the text, so no value is ever interpolated.
 */
import { invariant } from '../../kernel/invariant.ts';

const sqlBrand: unique symbol = Symbol('facts-sql');

/** A typed value; `value` is the engine's own text of it (a list for arrays), never quoted or escaped here. */
export interface FactsParam {
  readonly kind: 'param';
  readonly type: string;
  readonly value: string | readonly string[];
}

/** A name that was found in an allow-list. */
export interface FactsIdent {
  readonly kind: 'ident';
  readonly name: string;
}

/** A statement or fragment. `sql` carries `{p0:Type}` placeholders, `params` their values by name. */
export interface FactsSql {
  readonly [sqlBrand]: readonly Piece[];
  readonly sql: string;
  readonly params: Readonly<Record<string, FactsParam>>;
}

type Piece = string | FactsParam;
type Part = FactsParam | FactsSql | FactsIdent;

const param = (type: string, value: string | readonly string[]): FactsParam => ({
  kind: 'param',
  type,
  value,
});

const wholeNumber = (value: number | bigint): string => {
  invariant(
    typeof value === 'bigint' || Number.isSafeInteger(value),
    'a whole-number parameter must be exact',
  );
  return value.toString();
};

const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : value.toString();
};

/** `YYYY-MM-DD hh:mm:ss.mmm` in UTC, the engine's text of a DateTime64(3,'UTC'); years 1900–2299 only. */
export function dateTimeText(at: Date): string {
  invariant(!Number.isNaN(at.getTime()), 'a date parameter must be a valid date');
  const year = at.getUTCFullYear();
  invariant(year >= 1900 && year <= 2299, 'DateTime64 reaches from 1900 to 2299');
  return at.toISOString().replace('T', ' ').replace('Z', '');
}

/** Typed parameters. 64-bit integers take bigint; decimals are Decimal(18,4) strings; dates are UTC. */
export const p = {
  string: (value: string) => param('String', value),
  uint8: (value: number) => param('UInt8', wholeNumber(value)),
  uint32: (value: number) => param('UInt32', wholeNumber(value)),
  uint64: (value: bigint | number) => param('UInt64', wholeNumber(value)),
  int64: (value: bigint | number) => param('Int64', wholeNumber(value)),
  float64: (value: number) => param('Float64', floatText(value)),
  decimal: (value: string) => param('Decimal(18,4)', value),
  dateTime: (value: Date) => param("DateTime64(3,'UTC')", dateTimeText(value)),
  date: (value: string) => param('Date', value),
  uuid: (value: string) => param('UUID', value),
  strings: (values: readonly string[]) => param('Array(String)', values),
  uuids: (values: readonly string[]) => param('Array(UUID)', values),
  bool: (value: boolean) => param('Bool', value ? 'true' : 'false'),
};

/** A name as an identifier, if the list holds it; anything else is a bug of the caller. Quoted in the text. */
export function ident(name: string, allowed: readonly string[]): FactsIdent {
  invariant(allowed.includes(name), `identifier ${JSON.stringify(name)} is not in its allow-list`);
  invariant(/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name), 'identifiers are plain names');
  return { kind: 'ident', name };
}

const quoted = (name: string) =>
  name
    .split('.')
    .map(part => `\`${part}\``)
    .join('.');

const sameParam = (a: FactsParam, b: FactsParam) =>
  a.type === b.type && JSON.stringify(a.value) === JSON.stringify(b.value);

/** Numbers the values in order of appearance; an equal value of the same type keeps one name. */
function named(pieces: readonly Piece[]): { sql: string; params: Record<string, FactsParam> } {
  const params: Record<string, FactsParam> = {};
  const known: FactsParam[] = [];
  const texts = pieces.map(piece => {
    if (typeof piece === 'string') return piece;
    const seen = known.findIndex(other => other === piece || sameParam(other, piece));
    const at = seen >= 0 ? seen : known.push(piece) - 1;
    params[`p${at}`] = known[at] ?? piece;
    return `{p${at}:${piece.type}}`;
  });
  return { sql: texts.join(''), params };
}

function fromPieces(pieces: readonly Piece[]): FactsSql {
  let rendered: ReturnType<typeof named> | undefined;
  const render = () => {
    rendered ??= named(pieces);
    return rendered;
  };
  return {
    [sqlBrand]: pieces,
    get sql() {
      return render().sql;
    },
    get params() {
      return render().params;
    },
  };
}

const piecesOf = (part: Part): readonly Piece[] => {
  if (sqlBrand in part) return part[sqlBrand];
  return part.kind === 'ident' ? [quoted(part.name)] : [part];
};

/** The tagged template all facts SQL is written with; parts are `p.*` values, `ident()` names or fragments. */
export function factsSql(strings: TemplateStringsArray, ...parts: readonly Part[]): FactsSql {
  const pieces: Piece[] = [];
  strings.forEach((text, index) => {
    pieces.push(text);
    const part = parts[index];
    if (part) pieces.push(...piecesOf(part));
  });
  return fromPieces(pieces);
}

/** Fragments one after another. An empty list is an empty fragment. */
export function joinSql(
  parts: readonly FactsSql[],
  separator: ', ' | ' and ' | ' or ' | ' union all ',
): FactsSql {
  return fromPieces(
    parts.flatMap((part, index) => (index ? [separator, ...part[sqlBrand]] : part[sqlBrand])),
  );
}

/** Text that is written in our own files (`.sql` beside a store, migrations), without parameters. */
export const sqlFromFile = (text: string): FactsSql => fromPieces([text]);
