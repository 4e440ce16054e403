/** Which feature snapshots exist, and what one of them counts. */
import type { StoreContext } from '../store/context.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { factsSql, p } from '../store/facts/sql.ts';

type Stores = Pick<StoreContext, 'ch'>;

const utc = (text: string) => new Date(`${text.replace(' ', 'T')}Z`);

/** The latest snapshot before a time, under whichever cuts; null when there is none. */
export async function loadPreviousSnapshot(
  { ch }: Stores,
  key: { asOf: Date; definitionVersion: number },
): Promise<Date | null> {
  const rows = await ch.query<{ latest: string }>(
    factsSql`select toString(max(as_of)) as latest from (select as_of from customer_features
  where as_of < ${p.dateTime(key.asOf)} and definition_version = ${p.uint32(key.definitionVersion)}
    settings final = 1) as earlier having count() > 0`,
    { tag: 'features.previous', role: 'batch' },
  );
  return rows[0] ? utc(rows[0].latest) : null;
}

/** Customers in a snapshot; 0 when it was never computed. */
export async function loadSnapshotSize(
  { ch }: Stores,
  key: { asOf: Date; definitionVersion: number },
): Promise<number> {
  const rows = await ch.query<{ customers: string }>(
    factsSql`select count() as customers from ${featureRows(key)} as snapshot`,
    { tag: 'features.snapshot-size', role: 'batch' },
  );
  return Number(rows[0]?.customers ?? 0);
}
