/** A whole server with a small shop in it, started in a process of its own and filled through its own API. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Child, startChild } from '../../../src/testing/child-process.ts';
import { scratchFolder } from '../../../src/testing/scratch-folder.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'src', 'testing', 'service-process.ts');

/** Personal data that must never stand in a refusal, nor in anything a stranger reads. */
export const canaries = ['Quetzal Canary', 'canary.quetzal', '1998731', '金丝雀'];

export interface Condition {
  readonly heapBytes: number;
  readonly failures: readonly string[];
}

export interface Shop {
  readonly child: Child;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly dataFolder: string;
  readonly password: string;
  readonly email: string;
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: Record<string, unknown> }>;
  logIn(): Promise<string>;
  /** Heap after a full collection, and what the server logged as unexpected since the last question. */
  condition(): Promise<Condition>;
}

const people = Array.from({ length: 120 }, (_, n) => ({
  id: `m${n}`,
  name: n % 2 ? `Quetzal Canary ${n}` : `鹮鸰金丝雀${n}`,
  email: `canary.quetzal${n}@kanari.example`,
  phone: `1998731${5000 + n}`,
}));
const customers = `member,name,email,phone,ok\n${people.map(p => `${p.id},${p.name},${p.email},${p.phone},yes`).join('\n')}\n`;
const day = (n: number) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
const orders = `order,member,at,sku,n,net\n${Array.from({ length: 900 }, (_, n) => `o${n},m${n % 120},${n % 90 ? day((n * 37) % 600) : 'never'} 10:00:00,s${n % 20},1,${10 + (n % 50)}`).join('\n')}\n`;

const mapping = (kind: string, columns: object) => ({ kind, name: kind, title: kind, columns });
const mappings = {
  customers: mapping('customers', {
    customer: 'member',
    name: 'name',
    email: 'email',
    phone: 'phone',
    consentEmail: 'ok',
    consentSms: 'ok',
  }),
  orders: {
    ...mapping('orders', {
      orderId: 'order',
      customer: 'member',
      orderedAt: 'at',
      sku: 'sku',
      quantity: 'n',
      netAmount: 'net',
    }),
    dateField: 'orderedAt',
  },
};

const campaign = (name: string, channel: 'sandbox' | 'file') => ({
  name,
  title: 'Attacked',
  goal: { metric: 'buyers', statement: 'more', baseline: 0.05, target: 0.08, dueDate: '2099-01-01' },
  audience: { segment: 'everybody' },
  message: {
    channel,
    subject: '{{ customer.name }} 好久不见',
    senderName: 'Shop',
    senderAddress: 'hello@shop.example',
    mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>{{ customer.name }} <a href="{{ unsubscribe_url }}">退订</a></mj-text></mj-column></mj-section></mj-body></mjml>',
    text: '{{ customer.name }} 退订回T',
  },
  budget: { capMinor: 100_000, contactCostMinor: 5 },
  schedule: { startsAt: new Date().toISOString(), spreadHours: 0 },
  policy: { caps: [], sendFromHour: 0, sendToHour: 24 },
  planning: { baseRate: 0.05, valuePerBuyerMinor: 5_000 },
});

async function untilDone(shop: Shop, jobId: unknown) {
  for (;;) {
    const { json } = await shop.call('GET', `/api/jobs/${jobId}`);
    if (json['finishedAt'] !== null) return json;
    await wait(100);
  }
}

async function importText(shop: Shop, kind: 'customers' | 'orders', text: string) {
  const form = new FormData();
  form.set('file', new Blob([text]), `${kind}.csv`);
  const reply = await fetch(`${shop.url}/api/uploads`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${shop.token}` },
  });
  const { uploadId } = (await reply.json()) as { uploadId: string };
  const started = await shop.call('POST', '/api/imports', { uploadId, kind, mapping: mappings[kind] });
  return untilDone(shop, started.json['jobId']);
}

async function fill(shop: Shop): Promise<void> {
  const steps: [string, string, unknown?][] = [
    ['PUT', '/api/segments/everybody', { title: 'All', rule: { feature: 'frequency', op: 'gte', value: 0 } }],
    ['POST', '/api/segments/everybody/count'],
    ['PUT', '/api/campaigns/mailed', campaign('mailed', 'sandbox')],
    ['PUT', '/api/campaigns/listed', campaign('listed', 'file')],
    ['PUT', '/api/campaigns/drafted', campaign('drafted', 'sandbox')],
    ['POST', '/api/campaigns/mailed/approve'],
    ['POST', '/api/campaigns/mailed/launch'],
    ['POST', '/api/campaigns/listed/approve'],
    ['POST', '/api/campaigns/listed/launch'],
    ['POST', '/api/keys', { name: 'reader', scope: 'read' }],
  ];
  await importText(shop, 'customers', customers);
  await importText(shop, 'orders', orders);
  await untilDone(shop, (await shop.call('POST', '/api/reviews', {})).json['jobId']);
  for (const [method, path, body] of steps) {
    const { status, json } = await shop.call(method, path, body);
    if (status !== 200) throw new RangeError(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
  }
}

/** Starts and fills it (about 8 s); it ends with the test. */
export async function openShop(): Promise<Shop> {
  const dataFolder = join(await scratchFolder(), 'data');
  const child = startChild(script, [dataFolder]);
  onTestFinished(() => child.close());
  const { url, token } = await child.line<{ url: string; token: string }>();
  const account = { email: 'owner@shop.example', password: 'correct horse battery' };
  const shop: Shop = {
    child,
    url,
    token,
    dataFolder,
    ...account,
    port: Number(new URL(url).port),
    async call(method, path, body) {
      const reply = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await reply.text();
      return { status: reply.status, json: text.startsWith('{') ? JSON.parse(text) : {} };
    },
    async logIn() {
      await shop.call('POST', '/api/users', { ...account, role: 'owner' });
      const reply = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(account),
      });
      return reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    },
    async condition() {
      child.process.stdin?.write('heap\n');
      const line = await child.line<Condition | { uncaught: string }>();
      if ('uncaught' in line) throw new RangeError(`uncaught in the server: ${line.uncaught}`);
      return line;
    },
  };
  await fill(shop);
  return shop;
}
