/** The sandbox mailbox in state: address, subject (it may name the person) and source are encrypted. */
import { sql } from 'kysely';
import { z } from 'zod';
import { notFound } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
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
}

export interface MailboxEntry {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly campaign: string | null;
}

function entryOf(ctx: StoreContext, row: MailboxRow): MailboxEntry {
  const aad = fieldAad('sandbox_messages', 'head', row.message_id);
  const { to, subject } = sealedHead.parse(
    JSON.parse(ctx.keys.decrypt(row.head_cipher, row.key_version, aad)),
  );
  return { messageId: row.message_id, to, subject, receivedAt: row.received_at, campaign: row.campaign };
}

/** The newest messages before a cursor (the last entry's id), with the campaign they belong to. */
export async function loadMailbox(
  ctx: StoreContext,
  page: { limit: number; cursor: string | null; campaign: string | null },
): Promise<{ entries: MailboxEntry[]; total: number }> {
  const belongs = sql`(${page.campaign}::text is null or c.name = ${page.campaign})`;
  const { rows } = await sql<MailboxRow>`
    select m.message_id, m.head_cipher, m.raw_cipher, m.key_version, m.received_at, c.name as campaign
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
    select m.message_id, m.head_cipher, m.raw_cipher, m.key_version, m.received_at, c.name as campaign
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
