/** One's own account: password, second factor and open sessions. What weakens it asks for the password again. */
import { notFound } from '../../kernel/errors.ts';
import {
  accountParamsSchema,
  codeSchema,
  doneSchema,
  ownAccountSchema,
  passwordChangeSchema,
  provenByPasswordSchema,
  recoveryCodesSchema,
  secondFactorBegunSchema,
} from '../../records/account.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { closeOneSession } from '../sessions.store.ts';
import { changeOwnPassword, findOwnAccount, ownIdOf, requireOwnPassword } from './own-account.store.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from './second-factor.store.ts';

const route = routesFor<StoreContext>();
const done = { done: true } as const;

const passwordRoutes = [
  route({
    method: 'GET',
    path: '/api/account',
    scope: 'read',
    permission: 'self.account.read',
    summary: 'Own account: second factor and open sessions',
    response: ownAccountSchema,
    handle: (ctx, { caller }) => findOwnAccount(ctx, caller),
  }),
  route({
    method: 'PUT',
    path: '/api/account/password',
    scope: 'manage',
    permission: 'self.change',
    evenWhileDiskLow: true,
    summary: 'Change own password; other sessions end',
    body: passwordChangeSchema,
    response: doneSchema,
    secretReply: true,
    async handle(ctx, { body, caller }) {
      await changeOwnPassword(ctx, caller, body);
      return done;
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/account/sessions/:id',
    scope: 'manage',
    permission: 'self.change',
    evenWhileDiskLow: true,
    summary: 'End one of the own sessions',
    params: accountParamsSchema,
    response: doneSchema,
    async handle(ctx, { params, caller }) {
      const ended = await closeOneSession(ctx, { userId: ownIdOf(caller), sessionId: params.id });
      if (!ended) throw notFound('session-unknown', { path: 'id' });
      return done;
    },
  }),
];

const secondFactorRoutes = [
  route({
    method: 'POST',
    path: '/api/account/second-factor',
    scope: 'manage',
    permission: 'self.change',
    summary: 'Begin a second factor: a secret for an authenticator app, shown once',
    body: provenByPasswordSchema,
    response: secondFactorBegunSchema,
    secretReply: true,
    handle: async (ctx, { body, caller }) =>
      beginSecondFactor(ctx, await requireOwnPassword(ctx, caller, body.current)),
  }),
  route({
    method: 'POST',
    path: '/api/account/second-factor/confirm',
    scope: 'manage',
    permission: 'self.change',
    summary: 'Switch the second factor on with its first code; recovery codes are shown once',
    body: codeSchema,
    response: recoveryCodesSchema,
    secretReply: true,
    handle: async (ctx, { body, caller }) => ({
      recoveryCodes: [...(await confirmSecondFactor(ctx, ownIdOf(caller), body.code))],
    }),
  }),
  route({
    method: 'POST',
    path: '/api/account/recovery-codes',
    scope: 'manage',
    permission: 'self.change',
    summary: 'New recovery codes instead of the old ones, shown once',
    body: provenByPasswordSchema,
    response: recoveryCodesSchema,
    secretReply: true,
    async handle(ctx, { body, caller }) {
      const { userId } = await requireOwnPassword(ctx, caller, body.current);
      return { recoveryCodes: [...(await renewRecoveryCodes(ctx, userId))] };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/account/second-factor',
    scope: 'manage',
    permission: 'self.change',
    summary: 'Switch the own second factor off',
    body: provenByPasswordSchema,
    response: doneSchema,
    secretReply: true,
    async handle(ctx, { body, caller }) {
      const { userId } = await requireOwnPassword(ctx, caller, body.current);
      await removeSecondFactor(ctx, userId);
      return done;
    },
  }),
];

export const ownAccountRoutes = [...passwordRoutes, ...secondFactorRoutes];
