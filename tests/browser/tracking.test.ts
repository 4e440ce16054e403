/** The pages of tracked events in a real browser, in both languages: what a program sends is seen, mended and counted. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { addApiKey } from '../../src/app/api-keys.store.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';

const login = { email: 'owner@example.com', password: 'correct horse battery' };

let stores: TestStores;
let server: TestServer;
let browser: Browser;
let writeKey: string;

beforeAll(async () => {
  await buildConsole();
  stores = await testStores();
  const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
  server = await testHttp(stores.ctx, { consoleFolder });
  await saveAccount(stores.ctx, { ...login, role: 'owner' });
  writeKey = (await addApiKey(stores.ctx, { name: 'web-shop', scope: 'track' })).key;
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stores?.close();
});

async function send(batch: object[]): Promise<void> {
  const reply = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  });
  expect(reply.status).toBe(200);
}

async function seat(locale: Locale): Promise<{ context: BrowserContext; page: Page; watched: PageWatch }> {
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce' });
  const headers = { origin: server.url };
  const reply = await context.request.post(`${server.url}/api/session`, { data: login, headers });
  expect(reply.status()).toBe(200);
  await context.request.patch(`${server.url}/api/session`, { data: { locale }, headers });
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: 'light' });
  page.setDefaultTimeout(60_000);
  return { context, page, watched: watch(page, locale) };
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(server.url + path);
  await page.locator('h1').first().waitFor();
  await settled(page);
}

test.each<Locale>(['zh-CN', 'en'])(
  'Before the first event, in %s, every part says what it is for',
  async locale => {
    const { context, page, watched } = await seat(locale);
    for (const [tab, text] of [
      ['live', 'tracking:live.emptyTitle'],
      ['plan', 'tracking:plan.emptyTitle'],
      ['quarantine', 'tracking:refused.emptyTitle'],
    ] as const) {
      await open(page, `/collect/tracking?tab=${tab}`);
      await page.getByText(textAt(locale, text)).waitFor();
      await watched.check(`tracking-${tab}-empty`);
    }
    await context.close();
  },
);

describe.each<Locale>(['zh-CN', 'en'])('Tracked events in %s', locale => {
  let context: BrowserContext;
  let page: Page;
  let watched: PageWatch;
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
  const run = locale === 'en' ? 'en' : 'zh';

  beforeAll(async () => {
    ({ context, page, watched } = await seat(locale));
  });
  afterAll(() => context?.close());

  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true });
  const drawer = () => page.getByRole('dialog');

  describe('the quarantine', () => {
    test('shows what broke and is mended by the keyboard alone', async () => {
      await send([
        {
          type: 'track',
          event: `Bought ${run}`,
          userId: 'guest',
          messageId: `q1-${run}`,
          properties: { sku: 'A', price: 10 },
        },
        { type: 'track', event: `Late ${run}`, anonymousId: 'v', timestamp: 'soon', messageId: `q2-${run}` },
        { type: 'page', messageId: `q3-${run}` },
      ]);
      await open(page, '/collect/tracking?tab=quarantine');
      const rows = page.locator('main tbody tr');
      expect(await rows.count()).toBeGreaterThanOrEqual(3);
      await watched.check('tracking-quarantine');
      await watched.checkDark('tracking-quarantine');
      await page.getByRole('button', { name: `Bought ${run}`, exact: true }).focus();
      await page.keyboard.press('Enter');
      await drawer()
        .getByRole('heading', { name: `Bought ${run}` })
        .waitFor();
      await settled(page);
      expect(await drawer().locator('pre').innerText()).toContain('"userId": "g***"');
      await watched.check('tracking-refused');
      await watched.checkDark('tracking-refused');
      await drawer().getByLabel('userId', { exact: true }).focus();
      await page.keyboard.type(`web-${run}`);
      await page.keyboard.press('Enter');
      await drawer().getByText(t('tracking:outcome.replayed')).waitFor();
      await settled(page);
      await watched.check('tracking-refused-taken-in');
      await page.keyboard.press('Escape');
      await drawer().waitFor({ state: 'hidden' });
    });

    test('a wrong value is said, and the event stays', async () => {
      await open(page, '/collect/tracking?tab=quarantine');
      await page.getByRole('button', { name: `Late ${run}`, exact: true }).click();
      await drawer().getByLabel('timestamp', { exact: true }).fill('tomorrow');
      await button('tracking:mend.changed').click();
      await drawer().getByText(t('tracking:outcome.refused')).waitFor();
      await settled(page);
      await watched.check('tracking-refused-again');
    });

    test('is filtered, and what a filter names is taken in by one wish', async () => {
      await open(page, '/collect/tracking?tab=quarantine&code=track-id-missing');
      const refused = await page.locator('main tbody tr').count();
      await button('tracking:all.filtered').click();
      await drawer()
        .getByRole('button', { name: t('tracking:all.confirm'), exact: true })
        .click();
      await page.getByText(t('tracking:all.done', { replayed: 0, refused })).waitFor();
      await settled(page);
      await watched.check('tracking-taken-all');
    });
  });

  describe('the live view', () => {
    const rows = () => page.locator('main tbody tr');
    const row = (event: string) => rows().filter({ hasText: event });

    test('shows events as they arrive, those of one person too, and stands still when told', async () => {
      await open(page, '/collect/tracking?tab=live');
      await page.getByText(t('tracking:live.connection.open'), { exact: true }).waitFor();
      await send([
        {
          type: 'track',
          event: `Seen ${run}`,
          userId: `live-${run}`,
          properties: { sku: 'A', email: `a${run}@b.example` },
        },
        {
          type: 'track',
          event: `Visited ${run}`,
          anonymousId: `v-${run}`,
          timestamp: '2030-01-01T00:00:00Z',
        },
        { type: 'track', event: `Nobody ${run}` },
      ]);
      await row(`Seen ${run}`).waitFor();
      await row(`Nobody ${run}`).waitFor();
      expect(await row(`Seen ${run}`).locator('code').innerText()).toBe('{"sku":"A"}');
      expect(await row(`Visited ${run}`).innerText()).toContain(t('tracking:live.future'));
      await watched.check('tracking-live');
      await watched.checkDark('tracking-live');
      await button('tracking:live.pause').click();
      await send([{ type: 'track', event: `Paused ${run}`, userId: `live-${run}` }]);
      await page
        .getByText(t(locale === 'en' ? 'tracking:live.waiting_one' : 'tracking:live.waiting', { n: 1 }))
        .waitFor();
      expect(await row(`Paused ${run}`).count()).toBe(0);
      await button('tracking:live.goOn').click();
      await row(`Paused ${run}`).waitFor();
      await page.getByLabel(t('tracking:live.person'), { exact: true }).fill(`v-${run}`);
      await page.keyboard.press('Enter');
      await expect.poll(() => rows().count()).toBe(1);
      expect(await rows().innerText()).toContain(`Visited ${run}`);
      await settled(page);
      await watched.check('tracking-live-person');
      expect(page.url()).not.toContain(`v-${run}`);
      await button('tracking:live.everybody').click();
      await page.getByLabel(t('tracking:live.name'), { exact: true }).fill(`seen ${run}`);
      await page.keyboard.press('Enter');
      await expect.poll(() => rows().count()).toBe(1);
      await button('tracking:live.clear').click();
      await page.getByText(t('tracking:live.emptyTitle')).waitFor();
    });
  });

  describe('the plan', () => {
    test('one press declares an event by what it looks like', async () => {
      await send([
        {
          type: 'track',
          event: `Coupon ${run}`,
          userId: 'plan-1',
          properties: { code: 'SPRING', value: 10 },
        },
      ]);
      await open(page, '/collect/tracking?tab=plan');
      const found = page.getByRole('group', { name: t('tracking:undeclared.title'), exact: true });
      await found.getByText(`Coupon ${run}`).waitFor();
      await watched.check('tracking-undeclared');
      await page
        .getByRole('button', {
          name: t('tracking:undeclared.declareOne', { event: `Coupon ${run}` }),
          exact: true,
        })
        .click();
      const declared = page.getByRole('group', { name: t('tracking:plan.title'), exact: true });
      const row = declared.getByRole('row').filter({ hasText: `Coupon ${run}` });
      await row.getByText('code, value').waitFor();
      await expect.poll(() => found.getByText(`Coupon ${run}`).count()).toBe(0);
    });

    test('a declaration is made strict by hand, and departures are counted and refused by it', async () => {
      await open(page, '/collect/tracking?tab=plan');
      await page.getByRole('button', { name: `Coupon ${run}`, exact: true }).click();
      await drawer().getByLabel(t('tracking:plan.owner'), { exact: true }).fill('Web');
      await drawer()
        .getByRole('group', { name: t('tracking:form.property', { number: 1 }) })
        .getByRole('checkbox')
        .check();
      await button('tracking:form.add').click();
      await settled(page);
      await watched.check('tracking-declaration');
      await watched.checkDark('tracking-declaration');
      await button('tracking:form.save').click();
      // A property without a name: the browser points at it and nothing is sent.
      expect(await drawer().isVisible()).toBe(true);
      await drawer()
        .getByRole('button', { name: t('tracking:form.removeOne', { number: 3 }) })
        .click();
      await button('tracking:form.save').click();
      await drawer().waitFor({ state: 'hidden' });
      await new Promise(resolve => setTimeout(resolve, 1_100));
      await send([{ type: 'track', event: `Coupon ${run}`, userId: 'plan-1', properties: { value: 'ten' } }]);
      await open(page, '/collect/tracking?tab=plan');
      const departures = page.getByRole('group', { name: t('tracking:plan.departures'), exact: true });
      await departures.getByText('properties.code').first().waitFor();
      expect(
        await departures
          .locator('tbody tr')
          .filter({ hasText: `Coupon ${run}` })
          .filter({ hasText: 'properties.' })
          .count(),
      ).toBe(2);
      await watched.check('tracking-plan');
      await watched.checkDark('tracking-plan');
    });
  });

  test('sources say what came, and the code beside them has this server’s address', async () => {
    await open(page, '/collect/tracking');
    const source = page
      .getByRole('group', { name: t('tracking:sources.title'), exact: true })
      .locator('tbody tr');
    expect(await source.count()).toBe(1);
    expect(await source.innerText()).toContain('web-shop');
    const code = page.locator('pre');
    expect(await code.innerText()).toContain(new URL(server.url).host);
    await watched.check('tracking-sources');
    await watched.checkDark('tracking-sources');
    await page.getByRole('combobox', { name: t('tracking:snippets.with') }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await settled(page);
    await source.getByRole('link').last().click();
    await page.getByRole('heading', { name: t('tracking:refused.title') }).waitFor();
  });
});
