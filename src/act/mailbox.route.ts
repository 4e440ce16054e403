/** The sandbox mailbox over HTTP: what the sandbox channel delivered, with names and addresses masked. */
import { z } from 'zod';
import { sandboxMessageBody } from '../records/campaign.ts';
import { mailboxList, mailboxQuery } from '../records/campaign-list.ts';
import { maskEmail } from '../records/masking.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { nameMask } from './masked-message.ts';
import { findMailboxPage, loadSandboxMessage, type MailboxEntry } from './sandbox-mailbox.store.ts';

const route = routesFor<StoreContext>();

const shown = (entry: MailboxEntry) => ({
  messageId: entry.messageId,
  to: maskEmail(entry.to),
  subject: nameMask(entry.name)(entry.subject),
  receivedAt: entry.receivedAt.toISOString(),
  campaign: entry.campaign,
});

/** The subject is not among them: it may stand there in another spelling than the one that is masked. */
const shownHeaders = ['from', 'list-unsubscribe', 'list-unsubscribe-post', 'message-id', 'date'];

export const mailboxRoutes = [
  route({
    method: 'GET',
    path: '/api/sandbox/messages',
    scope: 'read',
    permission: 'sandbox.read',
    summary: 'Messages the sandbox received, newest first',
    query: mailboxQuery,
    response: mailboxList,
    async handle(ctx, { query }) {
      const { entries, campaigns, ...page } = await findMailboxPage(ctx, query);
      return { messages: entries.map(shown), campaigns, ...page };
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
      const mask = nameMask(message.name);
      const head = shown(message);
      return {
        ...head,
        html: mask(parsed.html || ''),
        text: mask(parsed.text ?? ''),
        headers: { ...headers, subject: head.subject },
      };
    },
  }),
];
