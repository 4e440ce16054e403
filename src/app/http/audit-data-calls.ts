/** What the audit test asks of the routes of spend, channels, cost rules and data quality. */

import { defaultCutChoice } from '../../records/cut-choice-default.ts';

/** The calls in order; a row entered is the one taken out again, `job` waits for the work a reply started. */
export function dataCalls<J>(job: J) {
  let spendId = '';
  return {
    'POST /api/spend': {
      body: { spentOn: '2026-02-10', channel: 'shop', amount: '12.50', currency: 'CNY' },
      after: (reply: Readonly<Record<string, unknown>>) => (spendId = String(reply['spendId'])),
    },
    'POST /api/spend/removals': {
      get body() {
        return { source: 'console', spendId };
      },
    },
    'PUT /api/city-tiers': { body: { asOfDay: '2026-01-01', tiers: [{ name: 'A', cities: ['杭州'] }] } },
    'PUT /api/cut-points': { body: { ...defaultCutChoice, frequency: [1, 3, 9] } },
    'PUT /api/sales-channels': { body: { channel: 'shop', title: 'Shop', kind: 'store' } },
    'PUT /api/cost-rules': {
      body: { version: 0, rules: [{ channel: 'rent', purpose: 'fixed', basis: 'sales' }] },
    },
    'PUT /api/watched-folders/:name': { path: '/api/watched-folders/people', body: { kind: 'customers' } },
    'DELETE /api/watched-folders/:name': { path: '/api/watched-folders/people' },
    'POST /api/quality/runs': { body: {}, after: job },
    'PUT /api/quality/rules': {
      body: { rules: [{ name: 'sku-filled', kind: 'not-null', table: 'order_lines', column: 'sku' }] },
    },
  };
}
