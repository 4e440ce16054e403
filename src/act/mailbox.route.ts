/** The sandbox mailbox over HTTP: what the sandbox channel delivered, readable by people who may see addresses masked. */
import { z } from 'zod';
import { sandboxMessage, sandboxMessageBody, slug } from '../records/campaign.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { maskEmail } from './masking.ts';
import { loadMailbox, loadSandboxMessage, type MailboxEntry } from './sandbox-mailbox.store.ts';

const route = routesFor<StoreContext>();

const shown = (entry: MailboxEntry) => ({
  messageId: entry.messageId,
  to: maskEmail(entry.to),
  subject: entry.subject,
  receivedAt: entry.receivedAt.toISOString(),
  campaign: entry.campaign,
});

const shownHeaders = ['from', 'subject', 'list-unsubscribe', 'list-unsubscribe-post', 'message-id', 'date'];

export const mailboxRoutes = [
  route({
    method: 'GET',
    path: '/api/sandbox/messages',
    scope: 'read',
    permission: 'sandbox.read',
    summary: 'Messages the sandbox received, newest first',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.uuid().optional(),
      campaign: slug.optional(),
    }),
    response: z.object({
      messages: z.array(sandboxMessage),
      total: z.number().int(),
      nextCursor: z.uuid().nullable(),
    }),
    async handle(ctx, { query: { limit, cursor, campaign } }) {
      const { entries, total } = await loadMailbox(ctx, {
        limit,
        cursor: cursor ?? null,
        campaign: campaign ?? null,
      });
      const nextCursor = entries.length === limit ? (entries.at(-1)?.messageId ?? null) : null;
      return { messages: entries.map(shown), total, nextCursor };
    },
  }),
  route({
    method: 'GET',
    path: '/api/sandbox/messages/:id',
    scope: 'read',
    permission: 'sandbox.read',
    summary: 'One sandbox message with body and headers',
    params: z.object({ id: z.uuid() }),
    response: sandboxMessageBody,
    async handle(ctx, { params: { id } }) {
      const message = await loadSandboxMessage(ctx, id);
      // Loaded here: the mail libraries take a tenth of a second and only this reply needs them.
      const { simpleParser } = await import('mailparser');
      const parsed = await simpleParser(message.raw);
      const headers = Object.fromEntries(
        parsed.headerLines
          .filter(line => shownHeaders.includes(line.key))
          .map(line => [line.key, line.line.slice(line.key.length + 1).trim()]),
      );
      return { ...shown(message), html: parsed.html || '', text: parsed.text ?? '', headers };
    },
  }),
];
