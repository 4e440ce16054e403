/** The sandbox mailbox in state: address, subject (it may name the person) and source are encrypted. */
import { sql } from 'kysely';
import { z } from 'zod';
import { notFound } from '../kernel/errors.ts';
import type { mailboxQuery } from '../records/campaign-list.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { orderSql, pageOf, windowOf } from '../store/list-window.ts';
import type { ReceivedMessage } from './sandbox-smtp.ts';

/** Stores received messages with one statement; durable when it returns. */
export async function saveSandboxMessages(
  ctx: StoreContext,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  const now = ctx.now();
  const rows = messages.map(message => {
    const id = ctx.newId();
    const head = JSON.stringify({ to: message.to.reveal(), subject: message.subject });
    const sealed = ctx.keys.encrypt(head, fieldAad('sandbox_messages', 'head', id));
    const source = message.raw.reveal().toString('base64');
    const raw = ctx.keys.encrypt(source, fieldAad('sandbox_messages', 'raw', id));
    return {
      id,
      intentId: message.intentId,
      head: sealed.cipher,
      raw: raw.cipher,
      version: sealed.keyVersion,
    };
  });
  await sql`
    insert into sandbox_messages (message_id, intent_id, head_cipher, raw_cipher, key_version, received_at)
    select id, intent_id, head_cipher, raw_cipher, key_version, ${now}
    from unnest(${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.intentId)}::uuid[], ${rows.map(r => r.head)}::bytea[],
      ${rows.map(r => r.raw)}::bytea[], ${rows.map(r => r.version)}::int[])
      as t(id, intent_id, head_cipher, raw_cipher, key_version)`.execute(ctx.pg);
}

const sealedHead = z.object({ to: z.string(), subject: z.string() });

interface MailboxRow {
  readonly message_id: string;
  readonly head_cipher: Buffer;
  readonly raw_cipher: Buffer;
  readonly key_version: number;
  readonly received_at: Date;
  readonly campaign: string | null;
  readonly customer_id: string | null;
  readonly name_cipher: Buffer | null;
  readonly name_key_version: number | null;
}

export interface MailboxEntry {
  readonly messageId: string;
  readonly to: string;
  /** Of the recipient as they are called now, '' where none is known; for masking, never shown. */
  readonly name: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly campaign: string | null;
}

function entryOf(ctx: StoreContext, row: MailboxRow): MailboxEntry {
  const aad = fieldAad('sandbox_messages', 'head', row.message_id);
  const { to, subject } = sealedHead.parse(
    JSON.parse(ctx.keys.decrypt(row.head_cipher, row.key_version, aad)),
  );
  const entry = {
    messageId: row.message_id,
    to,
    subject,
    receivedAt: row.received_at,
    campaign: row.campaign,
  };
  return { ...entry, name: nameOf(ctx, row) };
}

function nameOf(ctx: StoreContext, row: MailboxRow): string {
  if (row.customer_id === null || row.name_cipher === null || row.name_key_version === null) return '';
  return ctx.keys.decrypt(
    row.name_cipher,
    row.name_key_version,
    fieldAad('customers', 'name', row.customer_id),
  );
}

const columns = sql`m.message_id, m.head_cipher, m.raw_cipher, m.key_version, m.received_at, c.name as campaign,
  who.customer_id, who.name_cipher, who.key_version as name_key_version`;
const tables = sql`sandbox_messages m left join intents i on i.intent_id = m.intent_id
  left join campaigns c on c.campaign_id = i.campaign_id left join customers who on who.customer_id = i.customer_id`;

const sorts = { at: sql`m.message_id`, campaign: sql`c.title` };

/**
 * One page of messages, newest first unless asked otherwise (ids ascend with time), and the campaigns that have any,
 * for the filter. Throws `cursor-invalid`.
 */
export async function findMailboxPage(ctx: StoreContext, query: z.output<typeof mailboxQuery>) {
  const window = windowOf(ctx, 'mailbox', query);
  const campaign = query.campaign ?? null;
  const where = sql`where ${campaign}::text is null or c.name = ${campaign}`;
  const order = orderSql(query.sort ?? '-at', sorts, sql`m.message_id`);
  const { rows } = await sql<MailboxRow>`
    select ${columns} from ${tables} ${where} ${order} limit ${window.limit} offset ${window.offset}`.execute(
    ctx.pg,
  );
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::int as n from ${tables} ${where}`.execute(ctx.pg);
  const { rows: campaigns } = await sql<{ name: string; title: string }>`
    select name, title from campaigns where definition #>> '{message,channel}' = 'sandbox'
    order by created_at desc, name limit 200`.execute(ctx.pg);
  const page = pageOf(ctx, 'mailbox', { ...window, total: counted[0]?.n ?? 0 });
  return { entries: rows.map(row => entryOf(ctx, row)), campaigns, ...page };
}

/** One message with its raw source. Throws `sandbox-message-unknown`. */
export async function loadSandboxMessage(
  ctx: StoreContext,
  messageId: string,
): Promise<MailboxEntry & { raw: Buffer }> {
  const { rows } = await sql<MailboxRow>`
    select ${columns} from ${tables} where m.message_id = ${messageId}`.execute(ctx.pg);
  const row = rows[0];
  if (!row) throw notFound('sandbox-message-unknown');
  const raw = ctx.keys.decrypt(
    row.raw_cipher,
    row.key_version,
    fieldAad('sandbox_messages', 'raw', messageId),
  );
  return { ...entryOf(ctx, row), raw: Buffer.from(raw, 'base64') };
}
