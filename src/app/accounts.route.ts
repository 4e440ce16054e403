/**
 * Accounts and keys over HTTP. Only an owner who is logged in, or the command line of the server's own account, may
 * make them: a key that could make an owner would be an owner.
 */
import { randomInt } from 'node:crypto';
import { notFound } from '../kernel/errors.ts';
import {
  accountListSchema,
  accountRequestSchema,
  accountSchema,
  keyListSchema,
  keyParamsSchema,
  keyRequestSchema,
  keyRevokedSchema,
  keySchema,
} from '../records/account.ts';
import { roleSchema } from '../records/permission.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { findAccounts, saveAccount } from './accounts.store.ts';
import { addApiKey, findApiKeys, revokeApiKey } from './api-keys.store.ts';

const route = routesFor<StoreContext>();
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Twenty letters and digits that are not mistaken for each other, in groups: 99 bits. */
export const madePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join(''),
  ).join('-');

export const accountRoutes = [
  route({
    method: 'POST',
    path: '/api/users',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Make an account, or reset its password and role',
    body: accountRequestSchema,
    response: accountSchema,
    secretReply: true,
    async handle(ctx, { body }) {
      const password = body.password ?? madePassword();
      const { userId, created } = await saveAccount(ctx, { email: body.email, role: body.role, password });
      const shown = body.password === undefined ? { password } : {};
      return {
        userId,
        created,
        email: body.email.trim().toLowerCase(),
        role: roleSchema.parse(body.role),
        ...shown,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/users',
    scope: 'manage',
    permission: 'account.read',
    summary: 'Accounts that log in',
    response: accountListSchema,
    async handle(ctx) {
      return { accounts: await findAccounts(ctx) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/keys',
    scope: 'manage',
    permission: 'key.change',
    summary: 'Make an API key; it is shown once',
    body: keyRequestSchema,
    response: keySchema,
    secretReply: true,
    async handle(ctx, { body }) {
      return { key: await addApiKey(ctx, body.name, body.scope), name: body.name, scope: body.scope };
    },
  }),
  route({
    method: 'GET',
    path: '/api/keys',
    scope: 'manage',
    permission: 'key.read',
    summary: 'API keys, without their secrets',
    response: keyListSchema,
    handle: async ctx => ({ keys: await findApiKeys(ctx) }),
  }),
  route({
    method: 'DELETE',
    path: '/api/keys/:id',
    scope: 'manage',
    permission: 'key.change',
    summary: 'Revoke an API key at once',
    params: keyParamsSchema,
    response: keyRevokedSchema,
    async handle(ctx, { params }) {
      const revokedAt = await revokeApiKey(ctx, params.id);
      if (!revokedAt) throw notFound('key-unknown', { path: 'id' });
      return { keyId: params.id, revokedAt: revokedAt.toISOString() };
    },
  }),
];
