/** What programs told of one customer: their events, also from when they were a visitor, and their traits as last said. */
import type { CustomerPage, TimelineEntry } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { isObject } from '../track/json-text.ts';
import { orderEventNames } from '../track/order-event.ts';
import { eventIdsOf } from '../track/tracked-person.store.ts';

const iso = (text: string): string => `${text.replace(' ', 'T')}Z`;

/** A shared device may have had many visitors; the first of them say enough. */
const mostIds = 500;

/** The ids of a person's records and those of the visitors who turned out to be them. */
export const findEventIds = (ctx: Pick<StoreContext, 'pg'>, id: string): Promise<string[]> =>
  eventIdsOf(ctx, [id], mostIds);

const mostText = 1_000;

/** The newest events of any of these ids; those that became orders or refunds stand in the timeline as such. */
export async function findTracked(
  { ch }: Pick<StoreContext, 'ch'>,
  ids: readonly string[],
  limit: number,
): Promise<TimelineEntry[]> {
  const rows = await ch.query<{
    at: string;
    source: string;
    type: string;
    event: string;
    properties: string;
  }>(
    factsSql`select occurred_at as at, source, kind as type, event,
  substringUTF8(properties, 1, ${p.uint32(mostText)}) as properties
from events where customer_id in ${p.uuids(ids)} and kind in ('track', 'page', 'screen', 'group', 'identify')
  and not (kind = 'track' and has(${p.strings(orderEventNames)}, event))
order by occurred_at desc, source, message_id limit ${p.uint32(limit)}`,
    { tag: 'customer.tracked', role: 'interactive' },
  );
  return rows.map(({ at, ...row }) => ({ kind: 'event', at: iso(at), ...row }));
}

const identifiesRead = 200;
const mostTraits = 100;

const shown = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 300) : (JSON.stringify(value) ?? '').slice(0, 300);

/** Each trait as the newest identify call that names it said it; null said takes it away. */
export async function findTraits(
  { ch }: Pick<StoreContext, 'ch'>,
  ids: readonly string[],
): Promise<CustomerPage['traits']> {
  const rows = await ch.query<{ at: string; source: string; traits: string }>(
    factsSql`select occurred_at as at, source, properties as traits from events
where customer_id in ${p.uuids(ids)} and kind = 'identify' and properties != '{}'
order by occurred_at desc, source, message_id limit ${p.uint32(identifiesRead)}`,
    { tag: 'customer.traits', role: 'interactive' },
  );
  const traits = new Map<string, { value: unknown; at: string; source: string }>();
  for (const { at, source, traits: text } of rows) {
    const said: unknown = JSON.parse(text);
    for (const [name, value] of Object.entries(isObject(said) ? said : {}))
      if (!traits.has(name)) traits.set(name, { value, at: iso(at), source });
  }
  return [...traits]
    .filter(([, { value }]) => value !== null)
    .map(([name, { value, at, source }]) => ({ name, value: shown(value), at, source }))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, mostTraits);
}
