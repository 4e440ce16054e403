/** The organisation's own cut points over HTTP. */
import { cutChoice } from '../../records/cut-choice.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadCutChoice, saveCutChoice } from './cut-choice.store.ts';

const route = routesFor<StoreContext>();

export const cutChoiceRoutes = [
  route({
    method: 'GET',
    path: '/api/cut-points',
    scope: 'read',
    permission: 'definition.read',
    summary: 'Cut points the organisation fixes itself; null where they are taken from its buyers',
    response: cutChoice,
    handle: ctx => loadCutChoice(ctx),
  }),
  route({
    method: 'PUT',
    path: '/api/cut-points',
    scope: 'manage',
    permission: 'definition.change',
    summary: 'Fix cut points; check-ups made from then on freeze a version by them',
    body: cutChoice,
    response: cutChoice,
    handle: (ctx, { body }) => saveCutChoice(ctx, body),
  }),
];
