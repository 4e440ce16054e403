/**
 * Every route of the console, on the demo, in both languages, on screens of 1440 and 768, in both themes: no
 * accessibility fault, nothing cut off, no raw key. The list of routes is the router's own, so a new page is held to the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import type { Locale } from './console-texts.ts';
import { type DemoServer, startDemo } from './demo-server.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';

const source = readFileSync(
  join(import.meta.dirname, '..', '..', 'console', 'src', 'app', 'routes.tsx'),
  'utf8',
);
/** Pages of one pull need a database to pull from: pulls.test.ts has one and holds them to the same. */
const elsewhere = ['collect/imports/pulls/:id', 'collect/imports/pulls/:id/edit'];
const routes = [
  '',
  ...[...source.matchAll(/page\('([^']+)'/g)]
    .map(match => match[1] ?? '')
    .filter(route => !elsewhere.includes(route)),
];
const campaign = 'autumn-win-back';
const tabs: Readonly<Record<string, readonly string[]>> = {
  'act/campaigns/:name': ['progress', 'plan', 'audience', 'message'],
  'collect/imports': ['list', 'mappings', 'watch'],
  'collect/identity': ['doubts', 'shared'],
  'collect/tracking': ['sources', 'hooks', 'live', 'plan', 'quarantine'],
  settings: ['organisation', 'channels', 'mine', 'people', 'approvals', 'keys'],
};

/** Tabs that are pressed instead of opened by address: each once, then its charts handed on. */
const pressed = ['understand/products', 'understand/channels', 'collect/quality', 'collect/imports/:id'];
/** Pages with charts: each chart is saved in each form once, and each check-up format. */
const charted = ['understand/review', 'understand/review/value', 'understand/review/movement'];

let demo: DemoServer;
let browser: Browser;
let parts: Readonly<Record<string, string>>;

const api = async <T>(context: BrowserContext, path: string): Promise<T> => {
  const reply = await context.request.get(demo.url + path);
  expect(reply.status(), path).toBe(200);
  return (await reply.json()) as T;
};

async function seat(locale: Locale): Promise<BrowserContext> {
  const context = await browser.newContext({ locale, reducedMotion: 'reduce' });
  const headers = { origin: demo.url };
  const login = { email: demo.email, password: demo.password };
  const reply = await context.request.post(`${demo.url}/api/session`, { data: login, headers });
  expect(reply.status()).toBe(200);
  await context.request.patch(`${demo.url}/api/session`, { data: { locale }, headers });
  return context;
}

/** A drill with every step taken but the last, of whatever anybody took or saw. */
async function drill(context: BrowserContext): Promise<string> {
  const headers = { origin: demo.url };
  const post = async (path: string, data: object): Promise<string> => {
    const reply = await context.request.post(`${demo.url}/api/incidents${path}`, { data, headers });
    expect(reply.status(), path).toBe(200);
    return ((await reply.json()) as { incidentId: string }).incidentId;
  };
  const { now } = await api<{ now: string }>(context, '/api/settings');
  const source = { kind: 'span', from: '2020-01-01T00:00:00Z', to: now };
  const id = await post('', { mode: 'drill', finding: 'a list lay on a public share', source });
  await post(`/${id}/people`, { extent: 'possible' });
  await post(`/${id}/stop-sending`, { campaigns: 'all' });
  const facts = { cause: 'a wrong share', harm: 'unwanted calls', advice: 'hang up', contact: 'the officer' };
  await post(`/${id}/notices`, facts);
  return id;
}

/** What the parameters of the routes stand for in the demo. */
async function partsOf(context: BrowserContext): Promise<Record<string, string>> {
  const first = async (path: string, list: string, id: string) =>
    (await api<Record<string, Record<string, string>[]>>(context, path))[list]?.[0]?.[id] ?? 'none';
  return {
    'collect/imports/:id': await first('/api/imports?limit=1', 'imports', 'importId'),
    'understand/customers/:id': await first('/api/customers?limit=1', 'customers', 'customerId'),
    'decide/opportunities/:id': await first('/api/opportunities', 'opportunities', 'id'),
    'decide/segments/:name': await first('/api/segments?limit=1', 'segments', 'name'),
    'decide/segments/:name/edit': await first('/api/segments?limit=1', 'segments', 'name'),
    'privacy/incidents/:id': await drill(context),
  };
}

beforeAll(async () => {
  browser = await launchChromium();
  demo = await startDemo();
  const context = await seat('en');
  parts = await partsOf(context);
  await context.close();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

function addressesOf(route: string): string[] {
  const path = `/${route.replace(/:\w+/, () => parts[route] ?? campaign)}`;
  return (tabs[route] ?? []).length > 0 ? (tabs[route] ?? []).map(tab => `${path}?tab=${tab}`) : [path];
}

const widest = 1440;
const narrow = 768;

describe.each<Locale>(['zh-CN', 'en'])('In %s', locale => {
  let context: BrowserContext;
  let page: Page;
  let watched: PageWatch;

  beforeAll(async () => {
    context = await seat(locale);
    page = await context.newPage();
    await page.emulateMedia({ colorScheme: 'light' });
    page.setDefaultTimeout(60_000);
    watched = watch(page, locale);
  });
  afterAll(() => context?.close());

  test.each(routes)('/%s holds wide and narrow, in the light and in the dark', async route => {
    for (const address of addressesOf(route)) {
      await page.setViewportSize({ width: widest, height: 900 });
      await page.goto(demo.url + address);
      await page.locator('h1').first().waitFor();
      await settled(page);
      expect(await page.locator('main [role=alert]').count(), `${address}: something went wrong`).toBe(0);
      const name = `route${address.replace(/[/?=]/g, '-')}`;
      await watched.check(`${name}-${widest}`);
      await watched.checkDark(name);
      await page.setViewportSize({ width: narrow, height: 900 });
      await watched.check(`${name}-${narrow}`);
    }
  });
});

describe('What hands a page on', () => {
  let context: BrowserContext;
  let page: Page;
  let watched: PageWatch;

  beforeAll(async () => {
    context = await seat('en');
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    watched = watch(page, 'en');
  });
  afterAll(() => context?.close());

  /** Presses every button of each of these names and returns what was saved, by name. */
  async function saveAll(names: readonly string[]): Promise<string[]> {
    const saved: string[] = [];
    for (const name of names)
      for (const button of await page.getByRole('button', { name, exact: true }).all()) {
        const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
        saved.push(file.suggestedFilename());
        const text = readFileSync(await file.path(), 'latin1');
        expect(text.length, file.suggestedFilename()).toBeGreaterThan(20);
        if (name !== 'PNG') expect(text, file.suggestedFilename()).not.toMatch(/NaN|Infinity|undefined/);
      }
    return saved;
  }

  const forms = ['PNG', 'SVG', 'CSV'];

  test.each(charted)('every chart of /%s is saved as picture and figures', async route => {
    await page.goto(`${demo.url}/${route}`);
    await page.locator('.chart-frame svg').first().waitFor();
    await settled(page);
    const charts = await page.locator('.chart-frame').count();
    const saved = await saveAll(forms);
    for (const form of forms)
      expect(
        saved.filter(name => name.endsWith(`.${form.toLowerCase()}`)),
        route,
      ).toHaveLength(charts);
    expect(watched.faults.splice(0)).toEqual([]);
  });

  test.each(pressed)('every tab of /%s opens at a press, and its charts are saved', async route => {
    await page.goto(`${demo.url}/${route.replace(/:\w+/, () => parts[route] ?? 'none')}`);
    await page.locator('nav.tabs a').first().waitFor();
    const tabNames = await page.locator('nav.tabs a').allInnerTexts();
    expect(tabNames.length).toBeGreaterThan(1);
    for (const name of tabNames) {
      await page.locator('nav.tabs').getByRole('link', { name, exact: true }).click();
      await page.locator('nav.tabs a[aria-current=page]', { hasText: name }).waitFor();
      await settled(page);
      expect(await page.locator('main [role=alert]').count(), `${route} ${name}`).toBe(0);
      await saveAll(forms);
      expect(watched.faults.splice(0), `${route} ${name}`).toEqual([]);
    }
  });

  test('a check-up is handed on as page, workbook and PDF', async () => {
    await page.goto(`${demo.url}/understand/review`);
    await settled(page);
    const saved: string[] = [];
    for (const kind of [/HTML/, /XLSX|Excel/, /PDF/]) {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download', { timeout: 120_000 }),
        page.getByRole('menuitem', { name: kind }).click(),
      ]);
      saved.push(file.suggestedFilename().split('.').at(-1) ?? '');
      await settled(page);
    }
    expect(saved).toEqual(['html', 'xlsx', 'pdf']);
    expect(watched.faults.splice(0)).toEqual([]);
  });
});
