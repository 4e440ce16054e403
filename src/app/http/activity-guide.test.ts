/** The definitions and events of the guide on activity, sent to a real server, with the totals they come to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityEvents } from '../../records/activity.ts';
import { salesDefinitionReply } from '../../records/sales-definition.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { projectFolder } from '../product-version.ts';

let stores: TestStores;
let server: TestServer;
const blocks: { readonly kind: string; readonly text: string }[] = [];

async function call(method: string, path: string, body?: unknown) {
  const reply = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.localToken}`,
      'x-rekindle-locale': 'en',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as unknown };
}

const put = async (change: object) => {
  const { status, body } = await call('PUT', '/api/sales-definition', change);
  expect([status, body]).toEqual([200, body]);
  return salesDefinitionReply.parse(body);
};

beforeAll(async () => {
  stores = await testStores({ start: '2026-03-20T02:00:00Z' });
  server = await testHttp(stores.ctx);
  const guide = await readFile(join(projectFolder, 'docs', 'guide', 'activity.md'), 'utf8');
  for (const [, kind = '', text = ''] of guide.matchAll(/^```json (\S+)\n([\s\S]*?)^```/gm))
    blocks.push({ kind, text });
  const events = blocks.filter(({ kind }) => kind === 'events').flatMap(({ text }) => JSON.parse(text));
  const { status } = await call('POST', '/v1/batch', { batch: events });
  expect(status).toBe(200);
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

describe('what counts as activity', () => {
  it('is what the guide says of a shop, a bank and a software company', async () => {
    const definitions = blocks
      .filter(({ kind }) => kind === 'definition')
      .map(({ text }) => JSON.parse(text));
    expect(definitions).toHaveLength(3);
    const [shop, bank, software] = definitions;
    // 240 over twelve months, of which three have begun.
    expect((await put(shop)).activities).toMatchObject([
      { kind: 'orders', lines: 0 },
      { kind: 'subscription', lines: 3, customers: 1, sales: '60.00' },
    ]);
    // A twelfth of 120,000 and of 60,000, and 1.5 % a year of it.
    const atBank = await put(bank);
    expect(atBank).toMatchObject({ sales: '15000.00', marginKnownShare: 1, customers: 1 });
    expect((await put(software)).activities).toMatchObject([
      { lines: 4, customers: 2, sales: '399.00', leftOut: [] },
    ]);
  });

  it('is tried without being kept, and stays when something else is changed', async () => {
    const before = salesDefinitionReply.parse((await call('GET', '/api/sales-definition')).body);
    const tried = await put({ activities: [{ kind: 'orders' }], dryRun: true });
    expect(tried).toMatchObject({ sales: '0.00', salesBefore: '399.00' });
    const after = await put({ refundLagDays: 10 });
    expect(after.definition.activities).toEqual(before.definition.activities);
  });

  it('offers the events that came with the properties that hold numbers', async () => {
    const { events } = activityEvents.parse((await call('GET', '/api/sales-definition/events')).body);
    expect(events.map(({ event }) => event).sort()).toEqual([
      'Balance Reported',
      'Invoice Paid',
      'Membership Paid',
    ]);
    expect(events.find(({ event }) => event === 'Invoice Paid')?.properties.slice(0, 2)).toEqual([
      { path: 'invoice.months', isAmount: true },
      { path: 'invoice.total', isAmount: true },
    ]);
  });

  it('refuses with the place: no source, the same event twice, a path that is none, too many months', async () => {
    const source = { kind: 'event', event: 'Invoice Paid', amountFrom: 'invoice.total' };
    for (const [activities, path] of [
      [[], 'activities'],
      [[source, { ...source, kind: 'subscription' }], 'activities'],
      [[{ ...source, amountFrom: 'invoice..total' }], 'activities.0.amountFrom'],
      [[{ ...source, kind: 'subscription', months: 61 }], 'activities.0.months'],
    ] as const) {
      const { status, body } = await call('PUT', '/api/sales-definition', { activities });
      expect([status, (body as { error: { path: string } }).error.path]).toEqual([400, path]);
    }
  });

  it('shows on the page of a customer', async () => {
    const { body } = await call('POST', '/api/customers/search', { query: 'm-3001' });
    const [found] = (body as { customers: { customerId: string }[] }).customers;
    const page = await call('GET', `/api/customers/${found?.customerId}`);
    expect(page.body).toMatchObject({ totals: { orders: 3, sales: '300', currency: 'CNY' } });
  });
});
