/** A shop's page with `@segment/analytics-next` in a real browser: another origin, beacons, an offline queue, retries. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addApiKey } from '../../src/app/api-keys.store.ts';
import { snippets } from '../../src/records/tracking-snippets.ts';
import { factsSql, p } from '../../src/store/facts/sql.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';

let stores: TestStores;
let server: TestServer;
let shop: Server;
let shopUrl: string;
let browser: Browser;
let key: string;

const bundles = join(
  dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')),
  'dist',
  'umd',
);

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  key = (await addApiKey(stores.ctx, { name: 'page', scope: 'track' })).key;
  shop = createServer(async (request, response) => {
    const name = (request.url ?? '/').slice(1).split('?')[0] ?? '';
    if (!name.endsWith('.js'))
      return response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>Shop</title><script src="/index.js"></script>');
    const file = await readFile(join(bundles, name)).catch(() => null);
    return file
      ? response.setHeader('content-type', 'text/javascript').end(file)
      : response.writeHead(404).end();
  });
  await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve));
  shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}`;
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await new Promise(resolve => shop?.close(resolve));
  await server?.close();
  await stores?.close();
});

const storedOf = (event: string) =>
  stores.ctx.ch.query<{ id: string; n: string; kind: string }>(
    factsSql`select message_id as id, kind, JSONExtractString(properties, 'n') as n from events where event = ${p.string(event)} order by n`,
    { tag: 'test.page' },
  );

async function until(event: string, count: number) {
  for (let waited = 0; waited < 40_000; waited += 250) {
    const stored = await storedOf(event);
    if (stored.length >= count) return stored;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  return storedOf(event);
}

async function openShop(delivery: object): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await loadShop(page, delivery);
  return page;
}

async function loadShop(page: Page, delivery: object): Promise<void> {
  await page.goto(shopUrl);
  const host = new URL(server.url).host;
  await page.evaluate(
    ([writeKey, apiHost, strategy]) => {
      const { AnalyticsBrowser } = (globalThis as any).AnalyticsNext;
      const settings = {
        apiKey: writeKey,
        apiHost: `${apiHost}/v1`,
        protocol: 'http',
        deliveryStrategy: strategy,
      };
      const integrations = { 'Segment.io': settings };
      const analytics = AnalyticsBrowser.load({ writeKey, cdnSettings: { integrations } }, { integrations });
      (globalThis as any).analytics = analytics;
      return analytics.ready();
    },
    [key, host, delivery] as const,
  );
}

const track = (page: Page, event: string, from: number, to: number) =>
  page.evaluate(
    ([name, first, last]) => {
      for (let n = Number(first); n < Number(last); n += 1)
        void (globalThis as any).analytics.track(name, { n: String(n) });
    },
    [event, from, to] as const,
  );

test('events of a page on another origin arrive, and who identifies is a customer', async () => {
  const page = await openShop({});
  await page.evaluate(() =>
    (globalThis as any).analytics.identify('web-1', { email: 'web@sdk.example', plan: 'gold' }),
  );
  await track(page, 'Web', 0, 5);
  await page.evaluate(() => (globalThis as any).analytics.page('Home'));
  expect((await until('Web', 5)).map(({ n }) => n)).toEqual(['0', '1', '2', '3', '4']);
  const [home] = await until('Home', 1);
  expect(home).toMatchObject({ kind: 'page' });
  const [row] = await stores.ctx.ch.query<{ customer: string; context: string }>(
    factsSql`select toString(customer_id) as customer, context from events where event = 'Web' limit 1`,
    { tag: 'test.page' },
  );
  expect(row?.customer).toBe(stores.ctx.keys.customerId('member-no', 'web-1'));
  expect(row?.context).not.toContain('web@sdk.example');
  await page.context().close();
}, 120_000);

test('a page that goes offline keeps its events and sends them again when it is back', async () => {
  const page = await openShop({});
  await page.context().setOffline(true);
  await track(page, 'Offline', 0, 5);
  await page.waitForTimeout(1_000);
  expect(await storedOf('Offline')).toEqual([]);
  await page.context().setOffline(false);
  expect((await until('Offline', 5)).map(({ n }) => n)).toEqual(['0', '1', '2', '3', '4']);
  await page.context().close();
}, 120_000);

test('a page closed while offline sends its events when it is opened again', async () => {
  const page = await openShop({});
  await page.context().setOffline(true);
  await track(page, 'Reopened', 0, 5);
  await page.waitForTimeout(1_000);
  await page.evaluate(() => (globalThis as any).dispatchEvent(new Event('pagehide')));
  await page.context().setOffline(false);
  await loadShop(page, {});
  const stored = await until('Reopened', 5);
  expect(stored.map(({ n }) => n)).toEqual(['0', '1', '2', '3', '4']);
  await page.context().close();
}, 120_000);

test('a batch that is sent as the page closes arrives', async () => {
  const page = await openShop({ strategy: 'batching', config: { size: 50, timeout: 60_000 } });
  await track(page, 'Closing', 0, 5);
  await page.waitForTimeout(500);
  expect(await storedOf('Closing')).toEqual([]);
  await page.close({ runBeforeUnload: true });
  expect((await until('Closing', 5)).map(({ n }) => n)).toEqual(['0', '1', '2', '3', '4']);
}, 120_000);

test('a beacon arrives, which can only be plain text and carries its key in the body', async () => {
  const page = await openShop({});
  const isQueued = await page.evaluate(
    ([url, writeKey]) =>
      (globalThis as any).navigator.sendBeacon(
        `${url}/v1/batch`,
        JSON.stringify({
          writeKey,
          batch: [{ type: 'track', event: 'Beacon', anonymousId: 'b-1', messageId: 'beacon-1' }],
        }),
      ),
    [server.url, key] as const,
  );
  expect(isQueued).toBe(true);
  await page.close();
  expect((await until('Beacon', 1)).map(({ id }) => id)).toEqual(['beacon-1']);
}, 120_000);

test('the snippet the console shows for pages does what it says', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(shopUrl);
  const writeKey = (await addApiKey(stores.ctx, { name: 'pasted', scope: 'track' })).key;
  const code = snippets.find(({ id }) => id === 'browser')?.code({ url: server.url, writeKey }) ?? '';
  // A bundler gives what the page's own script has given already.
  await page.addScriptTag({
    content: code.replace(/^import .*$/m, 'const { AnalyticsBrowser } = AnalyticsNext;'),
  });
  await until('Product Viewed', 1);
  const rows = await stores.ctx.ch.query<{ event: string; properties: string }>(
    factsSql`select event, properties from events where source = 'pasted' and kind = 'track'`,
    { tag: 'test.page' },
  );
  expect(rows).toEqual([{ event: 'Product Viewed', properties: '{"sku":"tea-7","price":68.5}' }]);
});
