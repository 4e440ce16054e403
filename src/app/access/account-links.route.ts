/** Where an invited person, or one who lost their password, sets it. The token stands in the body, never in an address. */
import {
  linkAcceptedSchema,
  linkAcceptSchema,
  linkRequestSchema,
  linkViewSchema,
} from '../../records/account.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { acceptLink, findLink } from './account-link.store.ts';

const route = routesFor<StoreContext>();

export const accountLinkRoutes = [
  route({
    method: 'POST',
    path: '/api/account-links/look',
    scope: 'public',
    permission: 'anyone',
    summary: 'Whose one-time link this is',
    body: linkRequestSchema,
    response: linkViewSchema,
    async handle(ctx, { body }) {
      const { account, purpose, expiresAt } = await findLink(ctx, body.token);
      const { email, role } = account;
      const { organisation } = ctx.settings;
      return { email, role, purpose, organisation, expiresAt: expiresAt.toISOString() };
    },
  }),
  route({
    method: 'POST',
    path: '/api/account-links/accept',
    scope: 'public',
    permission: 'anyone',
    summary: 'Set the password a one-time link is for; the link is used up',
    body: linkAcceptSchema,
    response: linkAcceptedSchema,
    secretReply: true,
    handle: (ctx, { body }) => acceptLink(ctx, body),
  }),
];
