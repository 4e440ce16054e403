/**
 * The cheapest reading that still shows what was known at a time. Asking the log for the version then in force sorts it
 * by key (ten times the cost of a plain scan at 2M lines); most bases need that for none of their past.
 */
import type { Facts } from './facts.ts';
import { keyColumns, type LogName } from './log-tables.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

/**
 * `current`: nothing became known later, the current tables are what was known. `first`: all versions of a row are known
 * from one time on and none was taken back, so the current rows known by then are. `as-of`: the log decides row by row.
 */
export type KnownAs = 'current' | 'first' | 'as-of';

const logs = ['order_lines', 'refunds', 'customers'] as const;
const logNames = {
  order_lines: factsSql`order_lines_log`,
  refunds: factsSql`refunds_log`,
  customers: factsSql`customers_log`,
};
const currentNames = {
  order_lines: factsSql`order_lines`,
  refunds: factsSql`refunds`,
  customers: factsSql`customers`,
};

const added = (each: (log: (typeof logs)[number]) => FactsSql): FactsSql => {
  const [a = factsSql`0`, b = factsSql`0`, c = factsSql`0`] = logs.map(each);
  return factsSql`${a} + ${b} + ${c}`;
};

/** The count of rows of a log at which its keys were last looked through, and what was found. */
const lookedThrough = new WeakMap<
  Facts,
  Map<LogName, { readonly versions: number; readonly once: boolean }>
>();

/**
 * Whether all versions of each row of a log are known from one time on: rows with one version are, and so are rows of
 * history that were moved to the person they belong to. Looking through the keys groups the whole log, so what was
 * found holds until the log has grown.
 */
async function isKnownOnce(facts: Facts, log: (typeof logs)[number]): Promise<boolean> {
  const [counted] = await facts.query<{ versions: string; keys: string }>(
    factsSql`select (select count() from ${logNames[log]}) as versions,
  (select count() from (select customer_id from ${currentNames[log]} settings final = 1)) as keys`,
    { tag: 'sales.known-as', role: 'batch' },
  );
  const versions = Number(counted?.versions ?? 0);
  if (versions === Number(counted?.keys ?? 0)) return true;
  const found = lookedThrough.get(facts) ?? new Map();
  lookedThrough.set(facts, found);
  const last = found.get(log);
  if (last?.versions === versions) return last.once;
  const once = await holds(
    facts,
    factsSql`not exists (select 1 from ${logNames[log]} group by ${keyColumns(log)} having min(known_at) != max(known_at))`,
  );
  found.set(log, { versions, once });
  return once;
}

/** Decides by counting what is later; only then by whether anything was known twice. */
export async function loadKnownAs(facts: Facts, asOf: Date): Promise<KnownAs> {
  const at = p.dateTime(asOf);
  const undos = (where: FactsSql) =>
    factsSql`(select count() from (select * from import_undos${where} settings final = 1))`;
  const later = added(log => factsSql`(select count() from ${logNames[log]} where known_at > ${at})`);
  const isLater = await holds(
    facts,
    factsSql`${later} + ${undos(factsSql` where effective_at > ${at}`)} > 0`,
  );
  if (!isLater) return 'current';
  if (!(await holds(facts, factsSql`${undos(factsSql``)} = 0`))) return 'as-of';
  for (const log of logs) if (!(await isKnownOnce(facts, log))) return 'as-of';
  return 'first';
}

async function holds(facts: Facts, condition: FactsSql): Promise<boolean> {
  const [row] = await facts.query<{ holds: number }>(factsSql`select toUInt8(${condition}) as holds`, {
    tag: 'sales.known-as',
    role: 'batch',
  });
  return Number(row?.holds ?? 0) === 1;
}
