/** Personas of a stored snapshot: two statements over one row a customer, none over the sale lines. */
import { allOf } from '../../kernel/all-of.ts';
import { currencyExponent, decimalToMinor } from '../../kernel/money.ts';
import {
  type PersonaKind,
  type PersonaTrait,
  personaTraits,
  type ReviewPersonas,
} from '../../records/review-persona.ts';
import type { StoreContext } from '../../store/context.ts';
import { featureRows, type SnapshotKey } from '../../store/facts/feature-rows.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { leastCell, personaRules, personasOf } from './persona-rules.ts';

type Row = Record<string, string>;

/** The persona of a row, by the same table as the rules of segments; later rows of it are tried first. */
const personaSql = (): FactsSql =>
  personaRules.reduce(
    (otherwise, { kind, stages, tier }) =>
      factsSql`if(has(${p.strings([...stages])}, toString(stage)) and (${p.string(tier)} = 'any' or (tier = 'high') = (${p.string(tier)} = 'high')), ${p.string(kind)}, ${otherwise})`,
    factsSql`'undetermined'`,
  );

const median = (value: FactsSql) =>
  factsSql`toString(quantilesExactInclusiveIf(0.5)(toFloat64(${value}), occasions > 0)[1])`;

const sumsSql = (snapshot: SnapshotKey): FactsSql =>
  factsSql`select if(grouping(persona) = 1, '', persona) as kind, count() as n, countIf(occasions > 0) as buyers, sum(value_365) as value,
  ${median(factsSql`ifNull(recency_days, 0)`)} as recency, ${median(factsSql`occasions`)} as times,
  ${median(factsSql`value_365`)} as value_each, ${median(factsSql`ifNull(mean_value, 0)`)} as order_value
from (select *, ${personaSql()} as persona from ${featureRows(snapshot)} as features) as snapshot group by persona with rollup order by kind`;

function traitsSql(snapshot: SnapshotKey): FactsSql {
  const pairs = personaTraits
    .map(trait => factsSql`(${p.string(trait)}, toString(${ident(trait, personaTraits)}))`)
    .reduce((all, pair) => factsSql`${all}, ${pair}`);
  return factsSql`select kind, trait, name, n, known, base_known, base from (
  select persona as kind, pair.1 as trait, pair.2 as name, count() as n, sum(n) over (partition by kind, trait) as known,
    sum(n) over (partition by trait) as base_known, sum(n) over (partition by trait, name) as base
  from (select ${personaSql()} as persona, arrayJoin([${pairs}]) as pair from ${featureRows(snapshot)} as features) as pairs
  where pair.2 != '' group by kind, trait, name) as counted
where n >= ${p.uint32(leastCell)} order by kind, trait, name`;
}

/** The chapter of a run whose snapshot is stored. */
export async function loadPersonas(
  { ch }: Pick<StoreContext, 'ch'>,
  snapshot: SnapshotKey,
  { currency, valueIs }: Pick<ReviewPersonas, 'currency' | 'valueIs'>,
): Promise<ReviewPersonas> {
  const [sums, traits] = await allOf([
    ch.query<Row>(sumsSql(snapshot), { tag: 'personas.sums', role: 'batch' }),
    ch.query<Row>(traitsSql(snapshot), { tag: 'personas.traits', role: 'batch' }),
  ]);
  const scale = 10 ** currencyExponent(currency);
  const shown = sums.map(row => {
    const known = Number(row['buyers']) > 0;
    const figure = (name: string) => (known ? Number(row[name]) : null);
    const minor = (name: string) => (known ? Math.round(Number(row[name]) * scale) : null);
    return {
      kind: (row['kind'] || null) as PersonaKind | null,
      customers: Number(row['n']),
      value365Minor: Number(decimalToMinor(row['value'] ?? '0', currency)),
      medians: {
        recencyDays: figure('recency'),
        occasions: figure('times'),
        value365Minor: minor('value_each'),
        orderValueMinor: minor('order_value'),
      },
    };
  });
  const counts = traits.map(row => ({
    kind: row['kind'] as PersonaKind,
    trait: row['trait'] as PersonaTrait,
    name: row['name'] ?? '',
    customers: Number(row['n']),
    known: Number(row['known']),
    baseKnown: Number(row['base_known']),
    base: Number(row['base']),
  }));
  return personasOf(shown, counts, { currency, valueIs });
}
