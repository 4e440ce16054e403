/** Identity over HTTP: why records are one person, what waits for a decision, and deciding. */
import { customerParams } from '../../records/customer.ts';
import {
  doubtList,
  doubtQuery,
  identityOfCustomer,
  rulingParams,
  rulingReply,
  rulingRequest,
  undoRulingRequest,
} from '../../records/identity.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findDoubts } from './doubts.store.ts';
import { loadIdentity } from './identity-page.store.ts';
import { saveRuling, undoRuling } from './rulings.store.ts';

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
