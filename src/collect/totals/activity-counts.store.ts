/** What each source of activity contributes under a definition, which of its events make no line and why, and what else could be one. */
import type { ActivityCount, ActivityEvents, ActivitySource } from '../../records/activity.ts';
import { isToldByEvents } from '../../records/activity.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { leftOutEvents } from '../../store/facts/activity-lines.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { decimalOf, tenThousandths } from '../import/import-effects.ts';
import { propertyPaths } from './property-paths.ts';

async function countOne(
  ctx: StoreContext,
  definition: SalesDefinition,
  source: ActivitySource,
): Promise<ActivityCount> {
  const asOf = ctx.now();
  const lines = saleLines({
    definition: { ...definition, activities: [source] },
    asOf,
    knownAs: 'current',
  });
  const [row] = await ctx.ch.query<{ lines: string; customers: string; sales: string }>(
    factsSql`select countIf(kind = 'sale') as lines, uniqExact(customer_id) as customers, toString(sum(net_amount)) as sales
from (${lines}) where customer_id != ${p.uuid(noCustomer)}`,
    { tag: 'sales-definition.activity', role: 'interactive' },
  );
  const leftOut = isToldByEvents(source)
    ? await ctx.ch.query<{ reason: ActivityCount['leftOut'][number]['reason']; events: string }>(
        leftOutEvents(source, { definition, asOf }),
        { tag: 'sales-definition.left-out', role: 'interactive' },
      )
    : [];
  return {
    kind: source.kind,
    event: source.kind === 'orders' ? '' : source.event,
    lines: Number(row?.lines ?? 0),
    customers: Number(row?.customers ?? 0),
    sales: decimalOf(tenThousandths(row?.sales ?? '0')),
    leftOut: leftOut.map(({ reason, events }) => ({ reason, events: Number(events) })),
  };
}

/** One entry a source, in the definition's order. Two scans of a source's rows each. */
export async function countActivities(
  ctx: StoreContext,
  definition: SalesDefinition,
): Promise<ActivityCount[]> {
  const counts: ActivityCount[] = [];
  for (const source of definition.activities) counts.push(await countOne(ctx, definition, source));
  return counts;
}

const eventsOffered = 200;
const looksInto = 20;

/** Tracked events by number, with the properties of twenty of each. One scan of the names, a sample of the properties. */
export async function findActivityEvents({ ch }: StoreContext): Promise<ActivityEvents> {
  const rows = await ch.query<{ event: string; events: string; texts: string[] }>(
    factsSql`select event, count() as events, groupArraySample(${p.uint32(looksInto)}, 1)(properties) as texts
from events where kind = 'track' group by event order by count() desc, event limit ${p.uint32(eventsOffered)}`,
    { tag: 'sales-definition.events', role: 'interactive' },
  );
  return {
    events: rows.map(({ event, events, texts }) => ({
      event,
      events: Number(events),
      properties: propertyPaths(texts),
    })),
  };
}
