/**
 * The outcome of a campaign from the facts: for everybody assigned, what they bought from their own slot to the end of
 * the window, known at the as-of time, by arm and by whether the message would have been sent.
 */
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { Facts } from '../store/facts/facts.ts';
import { saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { type ValueRule, valueAmount } from '../store/facts/value-rule.ts';
import type { MeasuredCampaign } from './campaign.store.ts';
import { beginOf } from './left-out.store.ts';

/** Version of every query of this file; a result names it, so that two reads can be told apart. */
export const outcomeQueryVersion = 'campaign-outcome-2';

export interface OutcomeRequest {
  readonly campaign: MeasuredCampaign;
  readonly definition: SalesDefinition;
  readonly rule: ValueRule;
  readonly asOf: Date;
  /** Ids of assigned people who are no customers after all, see `loadLeftOut`. */
  readonly leftOut: readonly string[];
}

type Arm = 'treatment' | 'control';

/** Everybody analysed, in groups of equal contact cost (major units, decimal). */
export interface PeopleGroup {
  readonly arm: Arm;
  readonly wouldSend: number;
  readonly cost: string;
  readonly people: number;
}

/** Exact sums of one group, decimals in major units. */
export interface OutcomeSums {
  readonly arm: Arm;
  readonly wouldSend: number;
  readonly buyers: number;
  readonly orders: number;
  readonly value: string;
}

/** A person with sales or refunds in the window; nobody's id, which statistics do not need. */
export interface PersonOutcome {
  readonly arm: Arm;
  readonly wouldSend: number;
  readonly cost: string;
  readonly buyer: number;
  readonly orders: number;
  readonly value: string;
}

/** Assigned people who are analysed, with their own clock: [slot_at, ends_at). */
export function members({ campaign, leftOut }: Pick<OutcomeRequest, 'campaign' | 'leftOut'>): FactsSql {
  const seconds = campaign.definition.outcome.windowDays * 86_400;
  return factsSql`select customer_id, arm, would_send, bucket, cluster_key, skip_reason, slot_at,
    slot_at + toIntervalSecond(${p.uint32(seconds)}) as ends_at
  from assignments
  where campaign_id = ${p.uuid(campaign.campaignId)} and customer_id not in ${p.uuids(leftOut)}`;
}

/** Sale lines of members inside their windows, as known at the as-of time. */
export function linesInWindow(request: OutcomeRequest, asOf = request.asOf): FactsSql {
  const { rule, campaign } = request;
  // Members are joined anyway, and they alone decide who counts.
  const definition = { ...request.definition, excludeRules: [] };
  const from = beginOf(campaign);
  return factsSql`select member.customer_id as customer_id, member.arm as arm, member.would_send as would_send,
    line.order_id as order_id, line.line_no as line_no, line.day as day, line.kind as kind, line.sku as sku,
    line.net_amount as net_amount, line.value as value
  from (select customer_id, order_id, line_no, sold_at, day, kind, sku, net_amount, ${valueAmount(rule)} as value
    from (${saleLines({ definition, asOf, knownAs: 'as-of', from })})) as line
  inner join (${members(request)}) as member on line.customer_id = member.customer_id
  where line.sold_at >= member.slot_at and line.sold_at < member.ends_at`;
}

/** One row per member and day: an occasion is a day whose net amount is above 0 after refunds. */
const customerDays = (request: OutcomeRequest): FactsSql => factsSql`select customer_id, any(arm) as arm,
    any(would_send) as would_send, day, sum(order_net) as net, sum(order_value) as value,
    countIf(order_net > 0 and order_id != '') as orders
  from (select customer_id, any(arm) as arm, any(would_send) as would_send, day, order_id,
      sum(net_amount) as order_net, sum(value) as order_value
    from (${linesInWindow(request)}) group by customer_id, day, order_id)
  group by customer_id, day`;

const personRows = (request: OutcomeRequest): FactsSql => factsSql`select customer_id, any(arm) as arm,
    any(would_send) as would_send, toUInt8(max(net) > 0) as buyer, sum(orders) as orders, sum(value) as value
  from (${customerDays(request)}) group by customer_id`;

/** What this campaign's messages cost per member. */
const costRows = ({
  campaign,
  asOf,
}: OutcomeRequest): FactsSql => factsSql`select customer_id, sum(cost) as cost
  from touches where campaign_id = ${p.uuid(campaign.campaignId)} and occurred_at < ${p.dateTime(asOf)}
  group by customer_id`;

/** Everybody analysed by arm, `would_send` and contact cost. One scan of assignments and of the campaign's touches. */
export async function loadPeople(facts: Facts, request: OutcomeRequest): Promise<PeopleGroup[]> {
  const rows = await facts.query<PeopleGroup & { people: string }>(
    factsSql`select member.arm as arm, member.would_send as wouldSend, toString(paid.cost) as cost, count() as people
from (${members(request)}) as member
left join (${costRows(request)}) as paid on member.customer_id = paid.customer_id
group by arm, wouldSend, cost order by arm, wouldSend, cost`,
    { tag: 'measure.people', role: 'batch' },
  );
  return rows.map(row => ({ ...row, people: Number(row.people) }));
}

/** Exact totals by arm and `would_send`. */
export async function loadSums(facts: Facts, request: OutcomeRequest): Promise<OutcomeSums[]> {
  const rows = await facts.query<{
    arm: Arm;
    wouldSend: number;
    buyers: string;
    orders: string;
    value: string;
  }>(
    factsSql`select arm, would_send as wouldSend, sum(buyer) as buyers, sum(orders) as orders, sum(value) as value
from (select arm, would_send, buyer, orders, value from (${personRows(request)}))
group by arm, would_send order by arm, would_send`,
    { tag: 'measure.sums', role: 'batch' },
  );
  return rows.map(row => ({ ...row, buyers: Number(row.buyers), orders: Number(row.orders) }));
}

/**
 * Everybody with a value, in an order that depends on the figures only. Streamed: 300,000 buyers need no more memory
 * than their typed arrays.
 */
export async function* streamPersons(facts: Facts, request: OutcomeRequest): AsyncIterable<PersonOutcome[]> {
  const rows = facts.stream<PersonOutcome & { orders: string }>(
    factsSql`select person.arm as arm, person.would_send as wouldSend, toString(paid.cost) as cost,
  person.buyer as buyer, person.orders as orders, toString(person.value) as value
from (${personRows(request)}) as person
left join (${costRows(request)}) as paid on person.customer_id = paid.customer_id
order by arm, wouldSend, person.value, orders, cost`,
    { tag: 'measure.persons', role: 'batch' },
  );
  for await (const batch of rows) yield batch.map(row => ({ ...row, orders: Number(row.orders) }));
}

export interface DayRow {
  readonly day: string;
  readonly arm: Arm;
  readonly started: number;
  readonly newBuyers: number;
  readonly orders: number;
  readonly value: string;
}

/** Per day and arm: people whose slot came, first-time buyers of the window, orders and value. Not cumulative. */
export async function loadDays(facts: Facts, request: OutcomeRequest): Promise<DayRow[]> {
  const zone = p.string(request.definition.zone);
  const rows = await facts.query<
    Record<'started' | 'newBuyers' | 'orders', string> & Pick<DayRow, 'day' | 'arm' | 'value'>
  >(
    factsSql`select day, arm, sum(started) as started, sum(new_buyers) as newBuyers, sum(orders) as orders,
  toString(sum(value)) as value
from (
  select toDate(slot_at, ${zone}) as day, arm, 1 as started, 0 as new_buyers, toUInt64(0) as orders,
    toDecimal128(0, 4) as value
  from (${members(request)}) where slot_at < ${p.dateTime(request.asOf)}
  union all
  select day, arm, 0 as started, toUInt8(day = first_day) as new_buyers, orders, toDecimal128(value, 4) as value
  from (select customer_id, arm, day, net, orders, value,
      minIf(day, net > 0) over (partition by customer_id) as first_day
    from (${customerDays(request)}))
)
group by day, arm order by day, arm`,
    { tag: 'measure.days', role: 'batch' },
  );
  return rows.map(row => ({
    ...row,
    started: Number(row.started),
    newBuyers: Number(row.newBuyers),
    orders: Number(row.orders),
  }));
}
