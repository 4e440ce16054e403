/**
 * Regions of customers that were imported before a customer had a place: only the facts knew them, and nobody limited to
 * a region saw these customers. Carried once, as if the imports of then had said them, so that an undo takes them back.
 */
import { sql } from 'kysely';
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { saveSetting } from '../../store/state/settings.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { ifNobodyImports } from '../import/import-lock.store.ts';
import { enqueueMoved } from './people-places.store.ts';

const settingKey = 'regionsCarried';

interface Said {
  readonly customer: string;
  readonly import: string;
  readonly region: string;
}

/**
 * Carries them unless that was done; returns how many customers have a region now that had none. A region somebody took
 * away by hand stays away. Nothing while an import runs. About 20 µs a row that names a region.
 */
export async function carryRegions(ctx: StoreContext): Promise<number> {
  if (await isDone(ctx)) return 0;
  return (await ifNobodyImports(ctx, () => carry(ctx))) ?? 0;
}

async function isDone({ pg }: StoreContext): Promise<boolean> {
  const row = await pg.selectFrom('settings').select('key').where('key', '=', settingKey).executeTakeFirst();
  return row !== undefined;
}

async function carry(ctx: StoreContext): Promise<number> {
  // What no data scope could name stays with the facts.
  const said = ctx.ch.stream<Said>(
    factsSql`select toString(customer_id) as customer, toString(import_id) as import, trimBoth(region) as region
      from customers_log where is_deleted = 0 and region <> '' and lengthUTF8(region) <= 200
        and not match(region, '[\\x00-\\x1F\\x7F]')`,
    { tag: 'carry-regions' },
  );
  for await (const rows of said) await noteSaid(ctx, rows);
  return withTransaction(ctx.pg, async trx => {
    const customers = await moveCustomers(trx);
    if (customers > 0) {
      await enqueueMoved(trx, ctx.now());
      await saveAudit(trx, ctx, {
        action: 'customer.regions-carried',
        target: 'customers',
        after: { customers },
      });
    }
    await saveSetting(trx, settingKey, true);
    return customers;
  });
}

async function noteSaid({ pg }: StoreContext, rows: readonly Said[]): Promise<void> {
  await sql`
    update customer_rows r set region = said.region
    from unnest(${rows.map(row => row.customer)}::uuid[], ${rows.map(row => row.import)}::uuid[],
      ${rows.map(row => row.region)}::text[]) as said(customer_id, import_id, region)
    where r.customer_id = said.customer_id and r.import_id = said.import_id and r.region is null
      and said.region <> ''`.execute(pg);
}

async function moveCustomers(trx: StateTransaction): Promise<number> {
  await sql`
    create temporary table moved_customers on commit drop as
    select distinct on (c.customer_id) c.customer_id, r.region
    from customers c join customer_rows r on r.customer_id = c.customer_id and r.region is not null
    where c.region is null and c.erased_at is null and not exists (
      select from audit_entries e where e.action = 'customer.place' and e.target = 'customer:' || c.customer_id)
    order by c.customer_id, r.version desc`.execute(trx);
  const { numAffectedRows = 0n } = await sql`
    update customers c set region = m.region from moved_customers m where m.customer_id = c.customer_id`.execute(
    trx,
  );
  return Number(numAffectedRows);
}

/** Asks every ten minutes whether it is still to be done: an import may have been in the way. */
export const carryRegionsTick: TickDef<StoreContext> = {
  name: 'carry-regions',
  everySeconds: 600,
  async run(ctx) {
    await carryRegions(ctx);
    return 0;
  },
};
