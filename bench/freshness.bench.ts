/**
 * From the answer to an event until it is seen: on the customer's page and in the count of its name; for an order until the
 * page's totals have it; for an identify until a visitor's event, for an alias until another customer's event stands on the
 * page of who they turned out to be. Shipper and resolution run as a server runs them. The floor is one look at the page with
 * nothing new. Seconds are the slowest of all; the line with `-median` is the middle one.
 */
import { addApiKey } from '../src/app/api-keys.store.ts';
import { outboxTick } from '../src/app/outbox-tick.ts';
import { startTicker } from '../src/app/ticker.ts';
import { identityTick } from '../src/collect/identity/identity.job.ts';
import type { CustomerPage } from '../src/records/customer.ts';
import type { StoreContext } from '../src/store/context.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { testHttp } from '../src/testing/http.ts';
import { benchLine } from './bench-line.ts';

export const defaultSize = 30;

interface Client {
  readonly ctx: StoreContext;
  readonly url: string;
  readonly key: string;
  readonly token: string;
}

async function ask<T>({ url, token }: Client, path: string): Promise<T> {
  const reply = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  if (!reply.ok) throw new RangeError(`${path}: ${reply.status}`);
  return (await reply.json()) as T;
}

async function send({ url, key }: Client, body: object, call = 'track'): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const reply = await fetch(`${url}/v1/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new RangeError(`${call}: ${reply.status}`);
}

const pageOf = (client: Client, userId: string) =>
  ask<CustomerPage>(client, `/api/customers/${client.ctx.keys.customerId('member-no', userId)}`);

/** Seconds from now until the look says yes. */
async function secondsUntil(look: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await look())) await new Promise(resolve => setTimeout(resolve, 10));
  return (performance.now() - began) / 1000;
}

const eventSeen = (client: Client, n: number) => async () => {
  const event = `Fresh ${n}`;
  const [{ timeline }, { count }] = await Promise.all([
    pageOf(client, `e${n}`),
    ask<{ count: number }>(client, `/api/events/count?event=${encodeURIComponent(event)}`),
  ]);
  return count === 1 && timeline.some(entry => entry.kind === 'event' && entry.event === event);
};

async function eventTimes(client: Client, size: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < size; n += 1) {
    await send(client, { event: `Fresh ${n}`, userId: `e${n}`, messageId: `e${n}`, properties: { n } });
    times.push(await secondsUntil(eventSeen(client, n)));
  }
  return times;
}

/** So that what is measured falls anywhere between two rounds of what runs every second. */
const spread = (n: number) => new Promise(resolve => setTimeout(resolve, (n * 137) % 1_000));

async function orderTimes(client: Client, size: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < size; n += 1) {
    const properties = { order_id: `o${n}`, total: 20, products: [{ sku: 'A', price: 20 }] };
    await send(client, { event: 'Order Completed', userId: `o${n}`, messageId: `o${n}`, properties });
    times.push(await secondsUntil(async () => (await pageOf(client, `o${n}`)).totals.orders === 1));
    await spread(n);
  }
  return times;
}

const eventOn = (client: Client, userId: string, event: string) => async () =>
  (await pageOf(client, userId)).timeline.some(entry => entry.kind === 'event' && entry.event === event);

async function visitorTimes(client: Client, size: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < size; n += 1) {
    await send(client, { event: `Looked ${n}`, anonymousId: `visitor-${n}`, messageId: `v${n}` });
    await spread(n);
    await send(client, { anonymousId: `visitor-${n}`, userId: `v${n}`, messageId: `vi${n}` }, 'identify');
    times.push(await secondsUntil(eventOn(client, `v${n}`, `Looked ${n}`)));
  }
  return times;
}

/** A customer known by an address turns out to be one known by a number. */
async function mergeTimes(client: Client, size: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < size; n += 1) {
    await send(client, { event: `Bought ${n}`, userId: `m${n}@merged.example`, messageId: `mo${n}` });
    await send(client, { event: 'Opened', userId: `new-${n}`, messageId: `mn${n}` });
    await spread(n);
    await send(
      client,
      { previousId: `m${n}@merged.example`, userId: `new-${n}`, messageId: `ma${n}` },
      'alias',
    );
    times.push(await secondsUntil(eventOn(client, `new-${n}`, `Bought ${n}`)));
  }
  return times;
}

function* linesOf(name: string, times: readonly number[], floorSeconds: number) {
  const sorted = [...times].sort((a, b) => a - b);
  yield benchLine(name, times.length, { seconds: sorted.at(-1) ?? 0, floorSeconds });
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  yield benchLine(`${name}-median`, times.length, { seconds: median, floorSeconds });
}

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  const server = await testHttp(ctx);
  const { key } = await addApiKey(ctx, { name: 'bench', scope: 'track' });
  const client: Client = { ctx, url: server.url, key, token: server.localToken };
  const ticker = startTicker(ctx, [outboxTick, identityTick]);
  await eventTimes(client, 1);
  const floorSeconds = await secondsUntil(eventSeen(client, 0));
  yield* linesOf('fresh-event', await eventTimes(client, size), floorSeconds);
  yield* linesOf('fresh-order', await orderTimes(client, size), floorSeconds);
  yield* linesOf('fresh-visitor', await visitorTimes(client, size), floorSeconds);
  yield* linesOf('fresh-merge', await mergeTimes(client, size), floorSeconds);
  await ticker.stop();
  await server.close();
  await close();
}
