/** Reading stored events. */
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';

export interface EventCountQuery {
  readonly event: string;
  /** ISO time; events that happened then or later. */
  readonly since?: string | undefined;
}

/** Distinct message ids of the events of a name: what is sent twice counts once, merged or not. */
export async function countEvents({ ch }: StoreContext, { event, since }: EventCountQuery): Promise<number> {
  const from =
    since === undefined ? factsSql`` : factsSql` and occurred_at >= ${p.dateTime(new Date(since))}`;
  const [row] = await ch.query<{ count: string }>(
    factsSql`select uniqExact(source, message_id) as count from events where event = ${p.string(event)}${from}`,
    { tag: 'events.count', role: 'interactive' },
  );
  return Number(row?.count ?? 0);
}
