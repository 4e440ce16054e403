/**
 * Accounts over HTTP: made, invited, given a role, ended. Only people whose role says so, or the command line of the
 * server's own account, may: a key that could make an owner would be an owner.
 */
import { randomInt } from 'node:crypto';
import {
  accountChangedSchema,
  accountLinkSchema,
  accountListSchema,
  accountParamsSchema,
  accountRequestSchema,
  accountSchema,
  invitationRequestSchema,
  linkWishSchema,
  roleRequestSchema,
  signedOutSchema,
} from '../records/account.ts';
import { roleSchema } from '../records/permission.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import {
  changeRole,
  inviteAccount,
  makePasswordLink,
  resetSecondFactor,
  setActive,
  signOut,
} from './access/account-changes.store.ts';
import type { AccountLink } from './access/account-link.store.ts';
import { requireMayMake } from './access/account-rules.ts';
import { makeAccount } from './access/new-account.store.ts';
import { findAccounts } from './accounts.store.ts';

const route = routesFor<StoreContext>();
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Twenty letters and digits that are not mistaken for each other, in groups: 99 bits. */
export const madePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join(''),
  ).join('-');

/** The token stands behind `#`: a browser sends that to no server, so it is in no log. */
const linkReply = (userId: string, { token, expiresAt }: AccountLink) => ({
  userId,
  path: `/join#${token}`,
  expiresAt: expiresAt.toISOString(),
});

const makingRoutes = [
  route({
    method: 'GET',
    path: '/api/users',
    scope: 'manage',
    permission: 'account.read',
    summary: 'Accounts that log in',
    response: accountListSchema,
    handle: async ctx => ({ accounts: await findAccounts(ctx) }),
  }),
  route({
    method: 'POST',
    path: '/api/users',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Make an account, or reset its password and role; the way of the command line',
    body: accountRequestSchema,
    response: accountSchema,
    secretReply: true,
    async handle(ctx, { body, caller }) {
      requireMayMake(caller);
      const password = body.password ?? madePassword();
      const { email: address, role, alone } = body;
      const { userId, created } = await makeAccount(ctx, {
        email: address,
        role,
        password,
        alone,
        by: caller.role,
      });
      const shown = body.password === undefined ? { password } : {};
      const email = body.email.trim().toLowerCase();
      return { userId, created, email, role: roleSchema.parse(body.role), ...shown };
    },
  }),
  route({
    method: 'POST',
    path: '/api/users/invitations',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Invite a person; the one-time link is shown once',
    body: invitationRequestSchema,
    response: accountLinkSchema,
    secretReply: true,
    async handle(ctx, { body, caller }) {
      const made = await inviteAccount(ctx, { ...body, caller });
      return linkReply(made.userId, made);
    },
  }),
  route({
    method: 'POST',
    path: '/api/users/:id/password-link',
    scope: 'manage',
    permission: 'account.change',
    summary: 'A one-time link by which a person sets a new password, shown once',
    params: accountParamsSchema,
    body: linkWishSchema,
    response: accountLinkSchema,
    secretReply: true,
    handle: async (ctx, { params, body, caller }) =>
      linkReply(params.id, await makePasswordLink(ctx, { userId: params.id, caller, ...body })),
  }),
];

const active = (word: 'activate' | 'deactivate', summary: string) =>
  route({
    method: 'POST',
    path: `/api/users/:id/${word}`,
    scope: 'manage',
    permission: 'account.change',
    evenWhileDiskLow: true,
    summary,
    params: accountParamsSchema,
    body: linkWishSchema,
    response: accountChangedSchema,
    async handle(ctx, { params, body, caller }) {
      await setActive(ctx, { userId: params.id, active: word === 'activate', caller, ...body });
      return { userId: params.id };
    },
  });

const changingRoutes = [
  route({
    method: 'PUT',
    path: '/api/users/:id/role',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Give a role; open sessions follow at once',
    params: accountParamsSchema,
    body: roleRequestSchema,
    response: accountChangedSchema,
    async handle(ctx, { params, body, caller }) {
      await changeRole(ctx, { userId: params.id, ...body, caller });
      return { userId: params.id };
    },
  }),
  active('deactivate', 'End an account; its sessions and links end at once'),
  active('activate', 'Let a deactivated account in again'),
  route({
    method: 'POST',
    path: '/api/users/:id/sign-out',
    scope: 'manage',
    permission: 'account.change',
    evenWhileDiskLow: true,
    summary: 'End all sessions of a person',
    params: accountParamsSchema,
    response: signedOutSchema,
    handle: async (ctx, { params, caller }) => ({
      userId: params.id,
      sessionsEnded: await signOut(ctx, params.id, caller),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/api/users/:id/second-factor',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Take away the second factor of a person who lost phone and recovery codes',
    params: accountParamsSchema,
    body: linkWishSchema,
    response: accountChangedSchema,
    async handle(ctx, { params, body, caller }) {
      await resetSecondFactor(ctx, { userId: params.id, caller, ...body });
      return { userId: params.id };
    },
  }),
];

export const accountRoutes = [...makingRoutes, ...changingRoutes];
