/**
 * The sale lines, buyers and reach of one channels run, written once: every figure of channels reads these drafts. A step
 * of its own beside the review, which stays as fast as it is without channels.
 */
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { draftExclusions } from '../../store/facts/exclusion-draft.ts';
import { excludedAsOf } from '../../store/facts/exclusion-matches.ts';
import { loadKnownAs } from '../../store/facts/known-as.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { loadExclusionRules } from '../../store/state/exclusion-rules.store.ts';
import { type DraftedLines, dropDrafts } from '../review-lines.store.ts';
import { zoneDay } from '../zone-day.ts';

export interface ChannelsInput {
  readonly reviewId: string;
  readonly asOf: Date;
  readonly definition: SalesDefinition;
}

export interface ChannelLines extends ChannelsInput {
  readonly runId: string;
  readonly asOfDay: string;
  /** The drafts as subqueries, and the lines as a person can read them anew. */
  readonly drafted: FactsSql;
  readonly buyers: FactsSql;
  readonly shown: FactsSql;
}

const draftTables = ['channel_lines_draft', 'channel_buyers_draft', 'channel_reach_draft'] as const;
/** A draft older than this belongs to a process that is gone. */
const leftoverAfterMs = 6 * 3_600_000;

const channelLines = (lines: DraftedLines): FactsSql =>
  factsSql`select customer_id, cityHash64(customer_id, order_id) as order_key, cityHash64(sku) as sku_key, sold_at, day,
    toDate(booked_at, ${p.string(lines.definition.zone)}) as booked_day, sku, product_name, channel, store, quantity, net_amount,
    discount_amount, margin_amount, toUInt8(kind = 'refund') as is_refund
  from (${saleLines(lines)}) as sale_lines`;

/**
 * A buyer's occasions: days with an amount above nought after refunds, each with the channel its first line went through.
 * `used` are all channels of purchases in the 365 days that end with the review.
 */
export const buyersSql = (lines: FactsSql, asOfDay: string): FactsSql =>
  factsSql`select customer_id, occasions.1 as days, occasions.2 as times, occasions.3 as channels, occasions.4 as amounts, used
from (select customer_id, arraySort(groupArray((day, first_at, first_channel, amount))) as occasions,
    arraySort(groupUniqArrayArray(day_channels)) as used
  from (select customer_id, day, minIf(sold_at, is_refund = 0) as first_at,
      toString(argMinIf(channel, (sold_at, channel), is_refund = 0)) as first_channel, sum(net_amount) as amount,
      groupUniqArrayIf(toString(channel), is_refund = 0 and day > ${p.date(asOfDay)} - 365) as day_channels
    from ${lines} as lines where customer_id != ${p.uuid(noCustomer)}
    group by customer_id, day having amount > 0 and countIf(is_refund = 0) > 0)
  group by customer_id)`;

async function dropRun({ ch }: StoreContext, runId: string): Promise<void> {
  const everywhere = ch.cluster ? factsSql` on cluster ${ident(ch.cluster, [ch.cluster])}` : factsSql``;
  for (const table of draftTables) {
    const local = ident(`${table}_local`, [`${table}_local`]);
    await ch.command(factsSql`alter table ${local}${everywhere} drop partition ${p.string(runId)}`, {
      tag: 'channels.drop-draft',
      role: 'batch',
    });
  }
}

async function dropLeftovers(ctx: StoreContext): Promise<void> {
  const old = ctx.machineNow().getTime() - leftoverAfterMs;
  const rows = await ctx.ch.query<{ run_id: string }>(
    factsSql`select distinct toString(run_id) as run_id from channel_lines_draft
union distinct select distinct toString(run_id) as run_id from channel_reach_draft`,
    { tag: 'channels.draft-runs', role: 'batch' },
  );
  for (const { run_id } of rows)
    if (Number.parseInt(run_id.replace('-', '').slice(0, 12), 16) < old) await dropRun(ctx, run_id);
}

/** Writes the drafts of lines and buyers, hands them over and drops them, whatever happened. */
export async function withChannelLines<T>(
  ctx: StoreContext,
  input: ChannelsInput,
  then: (lines: ChannelLines) => Promise<T>,
): Promise<T> {
  const { asOf, definition } = input;
  const known = { asOf, knownAs: await loadKnownAs(ctx.ch, asOf) };
  const rules = await loadExclusionRules(ctx.pg);
  const asked = {
    ...known,
    definition,
    excluded: excludedAsOf(rules, { ...known, zone: ctx.settings.zone }),
  };
  const runId = ctx.newId();
  const asOfDay = zoneDay(asOf, definition.zone);
  await dropLeftovers(ctx);
  try {
    const lines = { ...asked, excluded: await draftExclusions(ctx.ch, runId, asked) };
    const drafted = factsSql`(select * from channel_lines_draft where run_id = ${p.uuid(runId)})`;
    const write = (table: (typeof draftTables)[number], rows: FactsSql) =>
      ctx.ch.command(
        factsSql`insert into ${ctx.ch.target(table)} select ${p.uuid(runId)} as run_id, * from (${rows})`,
        { tag: 'channels.draft', role: 'batch' },
      );
    await write('channel_lines_draft', channelLines(lines));
    await write('channel_buyers_draft', buyersSql(drafted, asOfDay));
    return await then({
      ...input,
      runId,
      asOfDay,
      drafted,
      buyers: factsSql`(select * from channel_buyers_draft where run_id = ${p.uuid(runId)})`,
      shown: factsSql`(${channelLines(asked)})`,
    });
  } finally {
    await dropRun(ctx, runId);
    await dropDrafts(ctx, runId);
  }
}
