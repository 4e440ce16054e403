/** The table of city tiers in force: the organisation's own, else the published one. */
import { type CityTiers, cityTiers, cityTiersKey, defaultCityTiers } from '../../records/city-tier.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { saveSetting } from '../../store/state/settings.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/** One row of settings. */
export async function loadCityTiers(pg: Pick<StoreContext, 'pg'>['pg']): Promise<CityTiers> {
  const row = await pg
    .selectFrom('settings')
    .select('value')
    .where('key', '=', cityTiersKey)
    .executeTakeFirst();
  return row ? cityTiers.parse(row.value) : defaultCityTiers;
}

/** Replaces the table with its audit entry. */
export async function saveCityTiers(ctx: StoreContext, next: CityTiers): Promise<CityTiers> {
  const before = await loadCityTiers(ctx.pg);
  await withTransaction(ctx.pg, async trx => {
    await saveSetting(trx, cityTiersKey, next);
    await saveAudit(trx, ctx, {
      action: 'city-tiers.change',
      target: `city-tiers:${next.asOfDay}`,
      before,
      after: next,
    });
  });
  return next;
}
