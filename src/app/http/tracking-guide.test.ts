/** Every payload of the guide, and the documented examples of the Segment specification, sent to a real server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factsSql } from '../../store/facts/sql.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { referenceText } from '../../testing/reference-data.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';
import { projectFolder } from '../product-version.ts';

let stores: TestStores;
let server: TestServer;
let key: string;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  key = (await addApiKey(stores.ctx, { name: 'guide', scope: 'track' })).key;
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

async function send(path: string, body: string) {
  const reply = await fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body,
  });
  expect([reply.status, await reply.json()]).toEqual([200, { success: true }]);
}

async function refused(): Promise<string[]> {
  const reply = await fetch(`${server.url}/v1/ingest/errors`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return ((await reply.json()) as { errors: { code: string }[] }).errors.map(({ code }) => code);
}

const messageIds = async () =>
  (
    await stores.ctx.ch.query<{ id: string }>(factsSql`select message_id as id from events order by id`, {
      tag: 'test.ids',
    })
  ).map(({ id }) => id);

test('every payload of the guide does what the guide says', async () => {
  const guide = await readFile(join(projectFolder, 'docs', 'guide', 'tracking.md'), 'utf8');
  const payloads = [...guide.matchAll(/^```json (\S+)(?: refused=(\S+))?\n([\s\S]*?)^```/gm)];
  expect(payloads.length).toBeGreaterThan(4);
  const expected: string[] = [];
  for (const [, path = '', code, body = ''] of payloads) {
    await send(path, body);
    if (code) expect(await refused()).toContain(code);
    else expected.push(...[...body.matchAll(/"messageId": "([^"]+)"/g)].map(([, id = '']) => id));
  }
  expect(await messageIds()).toEqual(expected.sort());
});

/** As the specification prints its e-mail events; the words of the HTTP API are `userId` and `type`. */
const documented = [
  { user_id: '019mr8mf4r', action: 'track', event: 'Email Bounced' },
  { user_id: '019mr8mf4r', action: 'track', event: 'Email Delivered' },
];

test('the documented e-mail events and the names of e-commerce events are taken', async () => {
  const file = referenceText('events/segment_spec_events.json');
  const data = file
    ? (JSON.parse(file) as {
        email_event_examples: { user_id: string; action: string }[];
        ecommerce_v2_event_names: Record<string, string[]>;
      })
    : {
        email_event_examples: documented,
        ecommerce_v2_event_names: { ordering: ['Product Viewed', 'Order Completed'] },
      };
  const mails = data.email_event_examples.map(({ user_id, action, ...rest }, n) => ({
    ...rest,
    userId: user_id,
    type: action,
    messageId: `mail-${n}`,
  }));
  const names = Object.values(data.ecommerce_v2_event_names).flat();
  const shop = names.map((event, n) => ({
    type: 'track',
    userId: '019mr8mf4r',
    event,
    messageId: `shop-${n}`,
    properties: { order_id: `spec-${n}` },
  }));
  await send('batch', JSON.stringify({ batch: [...mails, ...shop] }));
  const stored = await messageIds();
  expect(stored).toEqual(expect.arrayContaining([...mails, ...shop].map(({ messageId }) => messageId)));
});
