/**
 * The statements a pull sends to its source, written for either database: columns and tables quoted, values always
 * beside the text. A pull reads by keyset, (time, key) after (time, key), so that every page costs the same.
 */
import { badInput } from '../../kernel/errors.ts';
import type { PullSourceKind } from '../../records/pull.ts';
import type { ColumnNature, SourceColumn } from './source-session.ts';

/** What is read: a table or view, or one SELECT. */
export interface Pulled {
  readonly table: string | null;
  readonly statement: string | null;
}

export type Value = string | bigint | number;

export interface Ask {
  readonly text: string;
  readonly values: readonly Value[];
}

/** A place in the order a pull reads in; `key` null: before the first row of that time. */
export interface Position {
  readonly updated: string | null;
  readonly key: string | null;
}

/** What a run knows of the rows it reads. */
export interface Layout extends Pulled {
  readonly kind: PullSourceKind;
  readonly columns: readonly string[];
  readonly key: SourceColumn;
  readonly updated: SourceColumn | null;
}

/** A column's name as the database wants it. */
export const quoted = (kind: PullSourceKind, name: string): string =>
  kind === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;

/** One SELECT and nothing after it; comments could hide where it ends. Throws `pull-statement-refused`. */
export function requireSelect(kind: PullSourceKind, statement: string): string {
  const text = statement.trim().replace(/;\s*$/, '');
  // Backslashes and dollars quote in one of the two databases, `#` begins a comment in MySQL and is an operator elsewhere.
  const hides = kind === 'mysql' ? /;|--|\/\*|[\\#]/ : /;|--|\/\*|[\\$]/;
  if (!/^(select|with)\b/i.test(text) || hides.test(text) || !isBalanced(text))
    throw badInput('pull-statement-refused', { path: 'statement' });
  return text;
}

/** Parentheses outside quotes close what they open and nothing more: the statement stays inside the one around it. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|[()'"`]/g)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token.length === 1) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** What stands behind FROM. */
export function relation(kind: PullSourceKind, { table, statement }: Pulled): string {
  if (statement !== null) return `(${requireSelect(kind, statement)}) as pulled`;
  const parts = (table ?? '').split('.').map(part => quoted(kind, part));
  return `${parts.join('.')} as pulled`;
}

/** The columns there are, without a row. */
export const columnsAsk = (kind: PullSourceKind, pulled: Pulled): Ask => ({
  text: `select * from ${relation(kind, pulled)} limit 0`,
  values: [],
});

/** The first rows in no order. */
export const sampleAsk = (kind: PullSourceKind, pulled: Pulled, rows: number): Ask => ({
  text: `select * from ${relation(kind, pulled)} limit ${Math.trunc(rows)}`,
  values: [],
});

/** Tables and views the account may read. */
export const tablesAsk = (kind: PullSourceKind): Ask => ({
  text:
    kind === 'mysql'
      ? `select concat(table_schema, '.', table_name) from information_schema.tables
         where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys') order by 1 limit 500`
      : `select table_schema || '.' || table_name from information_schema.tables
         where table_schema not in ('information_schema', 'pg_catalog')
           and has_table_privilege(quote_ident(table_schema) || '.' || quote_ident(table_name), 'select') order by 1 limit 500`,
  values: [],
});

/** MySQL compares a text with a number as floating point: whole numbers go as such. */
const comparable = (nature: ColumnNature, text: string): Value =>
  nature === 'integer' && /^-?\d{1,20}$/.test(text) ? BigInt(text) : text;

/** MySQL does not know the zone mark; the session is in UTC. */
const timeValue = (kind: PullSourceKind, text: string): string =>
  kind === 'mysql' ? text.replace(/Z$/, '') : text;

/** Collects values and gives each its place in the text. */
function values(kind: PullSourceKind) {
  const held: Value[] = [];
  const put = (value: Value): string => {
    held.push(value);
    return kind === 'mysql' ? '?' : `$${held.length}`;
  };
  return { held, put };
}

/**
 * The next `limit` rows after `from` in the order (time, key), or by the key alone where the layout has no time. The
 * columns are the layout's, then the key, then the time.
 */
export function pageAsk(layout: Layout, from: Position, limit: number): Ask {
  const { kind, columns, key, updated } = layout;
  const { held, put } = values(kind);
  const name = (column: string) => quoted(kind, column);
  const asked = [...columns, key.name, ...(updated ? [updated.name] : [])].map(name).join(', ');
  const order = [...(updated ? [updated] : []), key].map(column => name(column.name)).join(', ');
  const after = updated
    ? afterTime({ put, layout: { ...layout, updated }, from })
    : from.key === null
      ? `${name(key.name)} is not null`
      : `${name(key.name)} > ${put(comparable(key.nature, from.key))}`;
  return {
    text: `select ${asked} from ${relation(kind, layout)} where ${after} order by ${order} limit ${Math.trunc(limit)}`,
    values: held,
  };
}

function afterTime({
  put,
  layout: { kind, key, updated },
  from,
}: {
  put: (value: Value) => string;
  layout: Layout & { readonly updated: SourceColumn };
  from: Position;
}): string {
  const [time, keyName] = [quoted(kind, updated.name), quoted(kind, key.name)];
  if (from.updated === null) return `${time} is not null`;
  const at = timeValue(kind, from.updated);
  if (from.key === null) return `${time} >= ${put(at)}`;
  // Not a comparison of rows: MySQL would not use an index for it.
  return `${time} >= ${put(at)} and (${time} > ${put(at)} or ${keyName} > ${put(comparable(key.nature, from.key))})`;
}

/** The keys alone, in their order. */
export const keysAsk = (layout: Layout, after: string | null, limit: number): Ask =>
  pageAsk({ ...layout, columns: [], updated: null }, { updated: null, key: after }, limit);

/** The time so many seconds before another, as the source writes times. */
export function earlierAsk(layout: Layout, time: string, seconds: number): Ask {
  const { kind, updated } = layout;
  const at = timeValue(kind, time);
  const back = Math.trunc(seconds);
  if (kind === 'mysql')
    return { text: `select date_sub(cast(? as datetime(6)), interval ${back} second)`, values: [at] };
  const type = updated?.nature === 'local-time' ? 'timestamp' : 'timestamptz';
  return { text: `select $1::${type} - interval '${back} seconds'`, values: [at] };
}

/** Whether a row has no time: it would never be read. */
export const untimedAsk = (layout: Layout): Ask => ({
  text: `select 1 from ${relation(layout.kind, layout)} where ${quoted(layout.kind, layout.updated?.name ?? '')} is null limit 1`,
  values: [],
});
