/** The chapter on who the customers are and how they buy, from a stored snapshot and the run's lines. */
import { allOf } from '../../kernel/all-of.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import { type CityTiers, plainCity } from '../../records/city-tier.ts';
import { otherCities } from '../../records/city-tier-names.ts';
import {
  type ReviewBehaviour,
  type SpreadAttribute,
  type SpreadGroup,
  spreadAttributes,
} from '../../records/review-behaviour.ts';
import type { StoreContext } from '../../store/context.ts';
import { featureRows, type SnapshotKey } from '../../store/facts/feature-rows.ts';
import { knownRows } from '../../store/facts/known-rows.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import type { FeaturesRun } from '../compute-features.store.ts';
import { addDays } from '../seasonal-clock.ts';
import { spreadOf } from './behaviour.ts';
import { type BuyingRun, loadBuying, windowDays } from './buying.store.ts';
import { loadCityTiers } from './city-tiers.store.ts';

type Stores = Pick<StoreContext, 'ch' | 'pg'>;
type Row = Record<'attribute' | 'name' | 'customers' | 'buyers' | 'value', string>;

/** The tier of a city by its plain name; '' where no city is known. */
function tierOf({ tiers }: CityTiers): FactsSql {
  const cities = tiers.flatMap(tier => tier.cities);
  const names = tiers.flatMap(tier => tier.cities.map(() => tier.name));
  const plain = factsSql`replaceRegexpOne(trim(toString(city)), '^(..+?)(市|地区|自治州|盟)$', '\\1')`;
  if (cities.length === 0) return factsSql`''`;
  return factsSql`if(city = '', '', transform(${plain}, ${p.strings(cities.map(plainCity))}, ${p.strings(names)}, ${p.string(otherCities)}))`;
}

/** Ten years a band, 18 to 24 and 65 and older apart; '' where the year is unknown or no year of a living customer. */
const ageBand = (asOfDay: string): FactsSql => {
  const age = factsSql`(toYear(${p.date(asOfDay)}) - toInt32(ifNull(birth_year, 0)))`;
  return factsSql`multiIf(ifNull(birth_year, 0) = 0 or ${age} > 110 or ${age} < 0, '', ${age} < 18, '0-17', ${age} < 25, '18-24', ${age} < 35, '25-34',
    ${age} < 45, '35-44', ${age} < 55, '45-54', ${age} < 65, '55-64', '65+')`;
};

const expressionOf = (attribute: SpreadAttribute, asOfDay: string, tiers: CityTiers): FactsSql => {
  switch (attribute) {
    case 'age':
      return ageBand(asOfDay);
    case 'sex':
      return factsSql`toString(sex)`;
    case 'source':
      return factsSql`toString(acquisition_channel)`;
    case 'industry':
      return factsSql`known_industry`;
    case 'city-tier':
      return tierOf(tiers);
    default:
      return factsSql`if(isNull(first_day), '', formatDateTime(assumeNotNull(first_day), '%Y-%m'))`;
  }
};

async function loadSpread(
  { ch }: Pick<Stores, 'ch'>,
  run: BuyingRun,
  { snapshot, tiers }: { snapshot: SnapshotKey; tiers: CityTiers },
): Promise<ReviewBehaviour['spread']> {
  const { currency } = run.source.lines.definition;
  const pairs = joinSql(
    spreadAttributes.map(
      attribute => factsSql`(${p.string(attribute)}, ${expressionOf(attribute, run.asOfDay, tiers)})`,
    ),
    ', ',
  );
  const rows = await ch.query<Row>(
    factsSql`select pair.1 as attribute, pair.2 as name, count() as customers, countIf(last_day > ${p.date(run.asOfDay)} - ${p.uint32(windowDays)}) as buyers,
  toString(sum(value_365)) as value
from (select last_day, value_365, arrayJoin([${pairs}]) as pair from ${featureRows(snapshot)} as features
  left any join (select customer_id, argMax(toString(industry), (ingested_at, version)) as known_industry
    from ${knownRows('customers', run.source.lines)} as said where industry != '' group by customer_id) as industries using (customer_id)) as pairs
group by attribute, name order by attribute, name`,
    { tag: 'behaviour.spread', role: 'batch' },
  );
  const groups = rows.map(row => ({
    attribute: row.attribute as SpreadAttribute,
    name: row.name,
    customers: Number(row.customers),
    buyers365: Number(row.buyers),
    value365Minor: Number(decimalToMinor(row.value, currency)),
  }));
  return spreadAttributes.map(attribute =>
    spreadOf(
      attribute,
      groups
        .filter(group => group.attribute === attribute)
        .map(({ attribute: _attribute, ...group }): SpreadGroup => group),
      attribute === 'city-tier' ? tiers.tiers.map(({ name }) => name) : [],
    ),
  );
}

/** The chapter of a run whose snapshot is stored and whose draft lines still stand. Eight statements, none of them per customer. */
export async function loadBehaviour(
  ctx: Stores,
  run: Pick<FeaturesRun, 'source' | 'asOfDay' | 'value'>,
  snapshot: SnapshotKey,
): Promise<ReviewBehaviour> {
  const tiers = await loadCityTiers(ctx.pg);
  const [spread, buying] = await allOf([loadSpread(ctx, run, { snapshot, tiers }), loadBuying(ctx, run)]);
  return {
    currency: run.source.lines.definition.currency,
    valueIs: run.value.valueIs,
    window: {
      days: windowDays,
      from: addDays(run.asOfDay, -windowDays),
      to: addDays(run.asOfDay, -1),
    },
    buyers:
      spread
        .find(({ attribute }) => attribute === 'first-purchase')
        ?.groups.reduce((n, g) => n + g.buyers365, 0) ?? 0,
    ...buying,
    spread,
    cityTiersOfDay: tiers.asOfDay,
    cityTiersSource: tiers.source,
  };
}
