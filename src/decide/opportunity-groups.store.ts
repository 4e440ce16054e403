/** Counts of a snapshot's groups: of past times with what followed, of T from a draft that lists are taken from. */
import { arrivalDays } from '../records/buying-share.ts';
import type { StoreContext } from '../store/context.ts';
import { dropDraft } from '../store/facts/exclusion-draft.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { type FactsSql, factsSql, joinSql, p } from '../store/facts/sql.ts';
import { type Brought, type GroupCount, groupOf } from './opportunity-groups.ts';
import { type SnapshotOptions, snapshotCustomers, valueAfter } from './opportunity-snapshot.store.ts';

type Stores = Pick<StoreContext, 'ch'>;
type Row = Record<string, string>;
const dayMs = 86_400_000;
const batch = (tag: string) => ({ tag: `opportunities.${tag}`, role: 'batch' }) as const;

export interface SnapshotFound {
  readonly customers: number;
  readonly valueIs: 'margin' | 'sales' | null;
}

/** Whether features were computed at a time under this definition. */
export async function loadSnapshot(
  { ch }: Stores,
  asOf: Date,
  definitionVersion: number,
): Promise<SnapshotFound> {
  const [row] = await ch.query<Row>(
    factsSql`select count() as customers, any(value_is) as value_name from ${featureRows({ asOf, definitionVersion })}`,
    batch('snapshot'),
  );
  const name = row?.value_name;
  return {
    customers: Number(row?.customers ?? 0),
    valueIs: name === 'margin' || name === 'sales' ? name : null,
  };
}

/** A group of a past time and what its customers did in the horizon after it. */
export interface OriginGroups {
  readonly at: Date;
  readonly groups: readonly GroupCount[];
}

/** Sums of weights are taken in whole millionths, so that no order of addition changes a byte. */
const knownSums = factsSql`count() as customers, sum(weight) / 1000000 as weight_sum, toString(sum(shrunk)) as occasion_value,
  sum(own_value) as own_sum, countIf(own_bought) as own_buyers, sum(messages) as message_count, sum(message_cost) as cost_sum`;

const knownOf = (row: Row): GroupCount => ({
  group: groupOf(Number(row.code)),
  customers: Number(row.customers),
  weight: Number(row.weight_sum),
  occasionValue: Number(row.occasion_value),
  ownValue: Number(row.own_sum),
  ownBuyers: Number(row.own_buyers),
  messages: Number(row.message_count),
  messageCost: Number(row.cost_sum),
});

const dominantShare = 0.05;

/**
 * Customers worth over 5 % of the year of everybody as far off their rhythm: at an origin they are left out as they are
 * at T, or one of them would decide what a whole list is compared with.
 */
const dominates = factsSql`value_365 > ${p.float64(dominantShare)} * sum(toFloat64(value_365))
    over (partition by multiIf(intDiv(code, 4) % 4 = 0, 0, intDiv(code, 4) % 4 <= 2, 1, 2))`;

/** Value, buyers and both by days, of everything or with the prefix `category_`. */
function broughtSums(prefix: FactsSql, snapshot: Date): FactsSql {
  const arrived = arrivalDays.map(
    days =>
      factsSql`countIf(${prefix}bought and ${prefix}first_at < ${p.dateTime(new Date(snapshot.getTime() + days * dayMs))})`,
  );
  return factsSql`sum(${prefix}value) as ${prefix}value_sum, countIf(${prefix}bought) as ${prefix}buyers,
  arrayMap(each -> toString(each), sumForEach(${prefix}value_by_days)) as ${prefix}value_sums, [${joinSql(arrived, ', ')}] as ${prefix}arrivals`;
}

function broughtOf(row: Record<string, string | string[]>, prefix: '' | 'category_'): Brought {
  const list = (name: string) => (row[`${prefix}${name}`] as string[] | undefined) ?? [];
  return {
    value: Number(row[`${prefix}value_sum`]),
    buyers: Number(row[`${prefix}buyers`]),
    arrivals: list('arrivals').map(Number),
    values: arrivalDays.map((_, index) => Number(list('value_sums')[index] ?? 0)),
  };
}

/** Groups of an origin with value and buyers of the horizon after it, as known at T. Two bounded scans of the lines. */
export async function loadOriginGroups({ ch }: Stores, options: SnapshotOptions): Promise<GroupCount[]> {
  const { snapshot } = options;
  const rows = await ch.query<Row & Record<string, string[]>>(
    factsSql`select code, ${knownSums}, ${broughtSums(factsSql``, snapshot)}, ${broughtSums(factsSql`category_`, snapshot)}
from (select *, ${dominates} as dominant from (${snapshotCustomers(options)}) as at_origin) as compared
left join (${valueAfter(options)}) as after using (customer_id)
where not dominant group by code order by code`,
    batch('origin-groups'),
  );
  return rows.map(row => ({
    ...knownOf(row),
    brought: broughtOf(row, ''),
    broughtOfCategory: broughtOf(row, 'category_'),
  }));
}

/** T's customers, found once for all lists. */
export interface TodayDraft {
  readonly runId: string;
}

const drafted = ({ runId }: TodayDraft): FactsSql =>
  factsSql`(select * from opportunity_draft where run_id = ${p.uuid(runId)})`;

/** Hands the drafted customers of T to `work` and drops them, whatever happened. A crash leaves them to the next review. */
export async function withToday<T>(
  { ch, newId }: Stores & { newId(): string },
  options: SnapshotOptions,
  work: (draft: TodayDraft) => Promise<T>,
): Promise<T> {
  const runId = newId();
  try {
    await ch.command(
      factsSql`insert into ${ch.target('opportunity_draft')} select ${p.uuid(runId)} as run_id, * from (${snapshotCustomers(options)})`,
      batch('today'),
    );
    return await work({ runId });
  } finally {
    await dropDraft(ch, 'opportunity_draft', runId);
  }
}

/** T's groups, without what is still to come. */
export async function loadTodayGroups({ ch }: Stores, draft: TodayDraft): Promise<GroupCount[]> {
  const rows = await ch.query<Row>(
    factsSql`select code, ${knownSums} from ${drafted(draft)} as today group by code order by code`,
    batch('today-groups'),
  );
  return rows.map(knownOf);
}

/** Groups as the parameter of a statement. */
const codesOf = (codes: readonly number[]): FactsSql =>
  factsSql`has(arrayMap(each -> toUInt32(each), ${p.strings(codes.map(String))}), code)`;

/** A customer who is listed apart, as a group of one. */
export interface Dominant {
  readonly customerId: string;
  readonly count: GroupCount;
}

/** Customers of the groups worth over 5 % of their yearly value; they stand apart from the list's money. */
export async function loadDominant(
  { ch }: Stores,
  draft: TodayDraft,
  codes: readonly number[],
): Promise<Dominant[]> {
  const rows = await ch.query<Row>(
    factsSql`select toString(customer_id) as id, any(code) as code, ${knownSums} from
  (select *, value_365 > ${p.float64(dominantShare)} * sum(toFloat64(value_365)) over () as dominant
   from ${drafted(draft)} as today where ${codesOf(codes)}) as list
where dominant group by customer_id order by id`,
    batch('dominant'),
  );
  return rows.map(row => ({ customerId: row.id ?? '', count: knownOf(row) }));
}

export interface MembersOptions {
  readonly draft: TodayDraft;
  readonly opportunityId: string;
  readonly codes: readonly number[];
  readonly without: readonly string[];
  readonly version: number;
}

/** Freezes a list in facts, where segments join it. */
export async function saveMembersInFacts(
  { ch }: Stores,
  { draft, opportunityId, codes, without, version }: MembersOptions,
): Promise<void> {
  await ch.command(
    factsSql`insert into ${ch.target('opportunity_members')} (opportunity_id, customer_id, version)
select ${p.uuid(opportunityId)}, customer_id, ${p.uint64(version)} from ${drafted(draft)} as today
where ${codesOf(codes)} and not has(${p.uuids(without)}, customer_id)`,
    batch('save-members'),
  );
}

/** The frozen members in batches, for the copy in state. */
export async function* streamMembers({ ch }: Stores, opportunityId: string): AsyncGenerator<string[]> {
  const rows = ch.stream<{ customer_id: string }>(
    factsSql`select customer_id from (select * from opportunity_members
  where opportunity_id = ${p.uuid(opportunityId)} settings final = 1) as frozen order by customer_id`,
    batch('members'),
  );
  for await (const chunk of rows) yield chunk.map(row => row.customer_id);
}
