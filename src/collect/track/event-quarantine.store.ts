/** Events that broke a rule: kept encrypted with the rule, the place and the masked value, once however often they come. */
import { sql } from 'kysely';
import type { RefusedEventRow } from '../../records/tracking.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import type { RefusedEvent } from './prepare-events.ts';

export interface RefusedOfSource {
  readonly source: string;
  readonly at: Date;
  readonly machineAt: Date;
  readonly refused: readonly RefusedEvent[];
}

/** Saves refused events; the same event refused for the same reason is one row. */
export async function saveRefusedEvents(
  ctx: StoreContext,
  trx: StateTransaction,
  { source, at, machineAt, refused }: RefusedOfSource,
): Promise<void> {
  if (refused.length === 0) return;
  const rows = refused.map(each => {
    const id = ctx.newId();
    const { cipher, keyVersion } = ctx.keys.encrypt(
      each.payload,
      fieldAad('event_quarantine', 'payload', id),
    );
    const print = ctx.keys.matchHash('refused-event', `${source}\u0000${each.code}\u0000${each.said}`);
    return { ...each, id, cipher, keyVersion, print };
  });
  await sql`
    insert into event_quarantine (refused_id, fingerprint, source, message_id, event_type, event_name, code, path, received,
      expected, payload_cipher, key_version, received_at, machine_at)
    select id, print, ${source}, message_id, kind, name, code, path, received, expected, cipher,
      ${rows[0]?.keyVersion ?? 1}, ${at}, ${machineAt}
    from unnest(${rows.map(each => each.id)}::uuid[], ${rows.map(each => each.print)}::bytea[],
      ${rows.map(each => each.messageId)}::text[], ${rows.map(each => each.kind)}::text[],
      ${rows.map(each => each.code)}::text[], ${rows.map(each => each.path)}::text[],
      ${rows.map(each => each.received)}::text[], ${rows.map(each => each.expected)}::text[],
      ${rows.map(each => each.cipher)}::bytea[], ${rows.map(each => each.name)}::text[])
      as said (id, print, message_id, kind, code, path, received, expected, cipher, name)
    on conflict (fingerprint) do nothing`.execute(trx);
}

export interface RefusedQuery {
  /** Null: of all sources. */
  readonly source: string | null;
  readonly limit: number;
  /** The last id of the page before. */
  readonly after: string | null;
}

export type StoredRefusal = Omit<RefusedEventRow, 'message' | 'remedy'>;

/** Newest first. */
export async function findRefusedEvents(
  { pg }: StoreContext,
  { source, limit, after }: RefusedQuery,
): Promise<StoredRefusal[]> {
  const ofSource = source === null ? sql`true` : sql`source = ${source}`;
  const behind =
    after === null
      ? sql`true`
      : sql`(received_at, refused_id) < (select received_at, refused_id from event_quarantine where refused_id = ${after})`;
  const { rows } = await sql<Omit<StoredRefusal, 'receivedAt'> & { receivedAt: Date }>`
    select refused_id as id, source, message_id as "messageId", event_type as type, code, path, received, expected,
      received_at as "receivedAt"
    from event_quarantine where ${ofSource} and ${behind}
    order by received_at desc, refused_id desc limit ${limit}`.execute(pg);
  return rows.map(row => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
}
