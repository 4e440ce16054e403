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

interface Counts {
  readonly later: string;
  readonly undone: string;
  readonly undone_later: string;
  readonly versions: string;
  readonly rows: string;
}

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

/** Decides by four counts; one light scan of keys where something is later. */
export async function loadKnownAs(facts: Facts, asOf: Date): Promise<KnownAs> {
  const at = p.dateTime(asOf);
  const [row] = await facts.query<Counts>(
    factsSql`select ${added(log => factsSql`(select count() from ${logNames[log]} where known_at > ${at})`)} as later,
  (select count() from (select * from import_undos settings final = 1)) as undone,
  (select count() from (select * from import_undos where effective_at > ${at} settings final = 1)) as undone_later,
  ${added(log => factsSql`(select count() from ${logNames[log]})`)} as versions,
  ${added(log => factsSql`(select count() from (select customer_id from ${currentNames[log]} settings final = 1))`)} as rows`,
    { tag: 'sales.known-as', role: 'batch' },
  );
  const {
    later = '0',
    undone = '0',
    undone_later: undoneLater = '0',
    versions = '0',
    rows = '0',
  } = row ?? {};
  if (later === '0' && undoneLater === '0') return 'current';
  return undone === '0' && versions === rows ? 'first' : 'as-of';
}
