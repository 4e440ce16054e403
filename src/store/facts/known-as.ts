/**
 * The cheapest reading that still shows what was known at a time. Asking the log for the version then in force sorts it
 * by key (ten times the cost of a plain scan at 2M lines); most bases need that for none of their past.
 */
import type { Facts } from './facts.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

/**
 * `current`: nothing became known later, the current tables are what was known. `first`: every row has one version
 * that was never taken back, so the current rows known by then are. `as-of`: the log decides row by row.
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

/** Decides by counting what is later; only then by whether anything has a second version, one scan of keys. */
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
  const versions = added(log => factsSql`(select count() from ${logNames[log]})`);
  const rows = added(
    log => factsSql`(select count() from (select customer_id from ${currentNames[log]} settings final = 1))`,
  );
  const once = await holds(facts, factsSql`${versions} = ${rows} and ${undos(factsSql``)} = 0`);
  return once ? 'first' : 'as-of';
}

async function holds(facts: Facts, condition: FactsSql): Promise<boolean> {
  const [row] = await facts.query<{ holds: number }>(factsSql`select toUInt8(${condition}) as holds`, {
    tag: 'sales.known-as',
    role: 'batch',
  });
  return Number(row?.holds ?? 0) === 1;
}
