/** Customers by region of a stored snapshot: one statement over one row a customer. */
import { decimalToMinor } from '../../kernel/money.ts';
import type { ReviewPlaces } from '../../records/review-place.ts';
import type { StoreContext } from '../../store/context.ts';
import { featureRows, type SnapshotKey } from '../../store/facts/feature-rows.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { placesOf } from './provinces.ts';

type Row = Record<'place' | 'customers' | 'buyers' | 'value' | 'past' | 'known', string>;

/** The chapter of a run whose snapshot is stored; `asOfDay` in the organisation's zone. */
export async function loadPlaces(
  { ch }: Pick<StoreContext, 'ch'>,
  snapshot: SnapshotKey & { readonly asOfDay: string },
  document: Pick<ReviewPlaces, 'currency' | 'valueIs'>,
): Promise<ReviewPlaces> {
  const rows = await ch.query<Row>(
    factsSql`select toString(region) as place, count() as customers, countIf(last_day > ${p.date(snapshot.asOfDay)} - 365) as buyers,
  sum(value_365) as value, countIf(rhythm_band in ('overdue', 'far-overdue')) as past, countIf(rhythm_band != '') as known
from ${featureRows(snapshot)} as features group by place order by customers desc, place`,
    { tag: 'places.regions', role: 'batch' },
  );
  return placesOf(
    rows.map(row => ({
      region: row.place,
      customers: Number(row.customers),
      buyers365: Number(row.buyers),
      value365Minor: Number(decimalToMinor(row.value, document.currency)),
      pastRhythm: Number(row.past),
      rhythmKnown: Number(row.known),
    })),
    document,
  );
}
