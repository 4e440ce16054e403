/** Keys of programs over HTTP. */
import { notFound } from '../kernel/errors.ts';
import {
  keyListSchema,
  keyParamsSchema,
  keyRequestSchema,
  keyRevokedSchema,
  keyRotationSchema,
  keySchema,
} from '../records/account.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { addApiKey, findApiKeys, revokeApiKey, rotateApiKey } from './api-keys.store.ts';

const route = routesFor<StoreContext>();

export const apiKeyRoutes = [
  route({
    method: 'POST',
    path: '/api/keys',
    scope: 'manage',
    permission: 'key.change',
    summary: 'Make an API key; it is shown once',
    body: keyRequestSchema,
    response: keySchema,
    secretReply: true,
    handle: (ctx, { body }) => addApiKey(ctx, body),
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
    method: 'POST',
    path: '/api/keys/:id/rotate',
    scope: 'manage',
    permission: 'key.change',
    summary: 'A new secret in place of a key; the old one lives on for some hours',
    params: keyParamsSchema,
    body: keyRotationSchema,
    response: keySchema,
    secretReply: true,
    handle: (ctx, { params, body }) => rotateApiKey(ctx, params.id, body),
  }),
  route({
    method: 'DELETE',
    path: '/api/keys/:id',
    scope: 'manage',
    permission: 'key.change',
    evenWhileDiskLow: true,
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
