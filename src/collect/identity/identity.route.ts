/** Identity over HTTP: why records are one person, what waits for a decision, and deciding. */
import { customerParams } from '../../records/customer.ts';
import {
  doubtList,
  doubtQuery,
  doubtWish,
  identityOfCustomer,
  ignoreReply,
  keyReply,
  keyWish,
  reopenReply,
  rulingParams,
  rulingPreview,
  rulingPreviewQuery,
  rulingReply,
  rulingRequest,
  sharedKeyList,
  sharedKeyQuery,
  undoRulingRequest,
} from '../../records/identity.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findDoubts } from './doubts.store.ts';
import { loadIdentity } from './identity-page.store.ts';
import { ignoreDoubt, reopenDoubt } from './ignore.store.ts';
import { previewRuling } from './ruling-preview.store.ts';
import { saveRuling, undoRuling } from './rulings.store.ts';
import {
  disableSharedKey,
  enableSharedKey,
  ignoreSharedKey,
  reopenSharedKey,
} from './shared-key-deeds.store.ts';
import { findSharedKeys } from './shared-keys.store.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'identity.read' } as const;
const changing = { scope: 'manage', permission: 'identity.change' } as const;

export const identityRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/customers/:id/identity',
    ...reading,
    summary: 'The records that are this person, what joins them and what is in doubt',
    params: customerParams,
    response: identityOfCustomer,
    handle: (ctx, { params }) => loadIdentity(ctx, params.id),
  }),
  route({
    method: 'GET',
    path: '/api/identity/doubts',
    ...reading,
    summary: 'Pairs of records that a key would join and a rule keeps apart, for a person to decide',
    query: doubtQuery,
    response: doubtList,
    handle: (ctx, { query }) => findDoubts(ctx, query),
  }),
  route({
    method: 'POST',
    path: '/api/identity/doubts/ignore',
    ...changing,
    summary: 'Leave a doubtful pair as it is and take it off the list; no ruling is made',
    body: doubtWish,
    response: ignoreReply,
    handle: (ctx, { body }) => ignoreDoubt(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/identity/doubts/reopen',
    ...changing,
    summary: 'Put an ignored pair on the list again',
    body: doubtWish,
    response: reopenReply,
    handle: (ctx, { body }) => reopenDoubt(ctx, body),
  }),
  route({
    method: 'GET',
    path: '/api/identity/shared-keys',
    ...reading,
    summary: 'Keys that too many people share and that therefore join nobody, with examples',
    query: sharedKeyQuery,
    response: sharedKeyList,
    handle: (ctx, { query }) => findSharedKeys(ctx, query),
  }),
  route({
    method: 'POST',
    path: '/api/identity/shared-keys/ignore',
    ...changing,
    summary: 'Take a key that too many people share off the list; it goes on joining nobody',
    body: keyWish,
    response: ignoreReply,
    handle: (ctx, { body }) => ignoreSharedKey(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/identity/shared-keys/reopen',
    ...changing,
    summary: 'Put an ignored key on the list again',
    body: keyWish,
    response: reopenReply,
    handle: (ctx, { body }) => reopenSharedKey(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/identity/shared-keys/enable',
    ...changing,
    summary: 'Let a key join in spite of how many people share it; names go on keeping apart',
    body: keyWish,
    response: keyReply,
    handle: (ctx, { body }) => enableSharedKey(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/identity/shared-keys/disable',
    ...changing,
    summary: 'Hold an enabled key to the limits again',
    body: keyWish,
    response: keyReply,
    handle: (ctx, { body }) => disableSharedKey(ctx, body),
  }),
  route({
    method: 'GET',
    path: '/api/identity/rulings/preview',
    ...reading,
    summary: 'What a decision about records would move: records, orders, contact points and consents',
    query: rulingPreviewQuery,
    response: rulingPreview,
    handle: (ctx, { query }) => previewRuling(ctx, query),
  }),
  route({
    method: 'POST',
    path: '/api/identity/rulings',
    ...changing,
    summary: 'Say that two records are one person, or that a record is not',
    body: rulingRequest,
    response: rulingReply,
    handle: (ctx, { body }) => saveRuling(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/identity/rulings/:id/undo',
    ...changing,
    summary: 'Take a decision back; the records are as keys and other decisions say',
    params: rulingParams,
    body: undoRulingRequest,
    response: rulingReply,
    handle: (ctx, { params, body }) => undoRuling(ctx, params.id, body.reason),
  }),
];
