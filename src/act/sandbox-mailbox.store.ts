/** The sandbox mailbox in state: addresses and bodies encrypted, subjects readable for the list. */
import { sql } from 'kysely';
import { notFound } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import type { ReceivedMessage } from './sandbox-smtp.ts';

/** Stores one received message; durable when it returns. */
export async function saveSandboxMessage(ctx: StoreContext, message: ReceivedMessage): Promise<void> {
  const id = ctx.newId();
  const to = ctx.keys.encrypt(message.to.reveal(), fieldAad('sandbox_messages', 'to', id));
  const raw = ctx.keys.encrypt(
    message.raw.reveal().toString('base64'),
    fieldAad('sandbox_messages', 'raw', id),
  );
  await sql`
    insert into sandbox_messages (message_id, intent_id, to_cipher, raw_cipher, key_version, subject, received_at)
    values (${id}, ${message.intentId}, ${to.cipher}, ${raw.cipher}, ${to.keyVersion}, ${message.subject}, ${ctx.now()})`.execute(
    ctx.pg,
  );
}

interface MailboxRow {
  readonly message_id: string;
  readonly to_cipher: Buffer;
  readonly raw_cipher: Buffer;
  readonly key_version: number;
  readonly subject: string;
  readonly received_at: Date;
  readonly campaign: string | null;
}

export interface MailboxEntry {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly campaign: string | null;
}

const entryOf = (ctx: StoreContext, row: MailboxRow): MailboxEntry => ({
  messageId: row.message_id,
  to: ctx.keys.decrypt(row.to_cipher, row.key_version, fieldAad('sandbox_messages', 'to', row.message_id)),
  subject: row.subject,
  receivedAt: row.received_at,
  campaign: row.campaign,
});

/** The newest messages before a cursor (the last entry's id), with the campaign they belong to. */
export async function loadMailbox(
  ctx: StoreContext,
  page: { limit: number; cursor: string | null; campaign: string | null },
): Promise<{ entries: MailboxEntry[]; total: number }> {
  const belongs = sql`(${page.campaign}::text is null or c.name = ${page.campaign})`;
  const { rows } = await sql<MailboxRow>`
    select m.message_id, m.to_cipher, m.raw_cipher, m.key_version, m.subject, m.received_at, c.name as campaign
    from sandbox_messages m left join intents i on i.intent_id = m.intent_id
    left join campaigns c on c.campaign_id = i.campaign_id
    where ${belongs} and (${page.cursor}::uuid is null or m.message_id < ${page.cursor}::uuid)
    order by m.message_id desc limit ${page.limit}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from sandbox_messages m left join intents i on i.intent_id = m.intent_id
    left join campaigns c on c.campaign_id = i.campaign_id where ${belongs}`.execute(ctx.pg);
  return { entries: rows.map(row => entryOf(ctx, row)), total: counted[0]?.n ?? 0 };
}

/** One message with its raw source. Throws `sandbox-message-unknown`. */
export async function loadSandboxMessage(
  ctx: StoreContext,
  messageId: string,
): Promise<MailboxEntry & { raw: Buffer }> {
  const { rows } = await sql<MailboxRow>`
    select m.message_id, m.to_cipher, m.raw_cipher, m.key_version, m.subject, m.received_at, c.name as campaign
    from sandbox_messages m left join intents i on i.intent_id = m.intent_id
    left join campaigns c on c.campaign_id = i.campaign_id where m.message_id = ${messageId}`.execute(ctx.pg);
  const row = rows[0];
  if (!row) throw notFound('sandbox-message-unknown');
  const raw = ctx.keys.decrypt(
    row.raw_cipher,
    row.key_version,
    fieldAad('sandbox_messages', 'raw', messageId),
  );
  return { ...entryOf(ctx, row), raw: Buffer.from(raw, 'base64') };
}
