/** What the audit test asks of the routes of inbound hooks, of those of the tracking plan and of those of pulls. */
import { type Job, pullCalls } from './audit-pull-calls.ts';

/** The calls in order; the hook made is the one changed and removed again. */
export function hookCalls(job: Job) {
  let id = '';
  return {
    ...pullCalls(job),
    'POST /api/hooks': {
      body: { name: 'web-shop', source: 'web-shop', signing: { scheme: 'shopify' }, shop: 'shopify' },
      after: (reply: Readonly<Record<string, unknown>>) => (id = String(reply['id'])),
    },
    'PATCH /api/hooks/:id': {
      get path() {
        return `/api/hooks/${id}`;
      },
      body: { live: true },
    },
    'POST /api/hooks/:id/secret': {
      get path() {
        return `/api/hooks/${id}/secret`;
      },
      body: {},
    },
    'DELETE /api/hooks/:id': {
      get path() {
        return `/api/hooks/${id}`;
      },
    },
    'PUT /api/tracking-plan/events/:name': {
      path: '/api/tracking-plan/events/Product%20Viewed',
      body: { properties: [{ name: 'price', type: 'number' }] },
    },
    'PUT /api/tracking-plan/undeclared': { body: { mode: 'refuse' } },
    'DELETE /api/tracking-plan/events/:name': { path: '/api/tracking-plan/events/Product%20Viewed' },
  };
}
