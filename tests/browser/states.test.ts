/**
 * The states a page has besides its data, each forced in a real browser on the demo: waiting, gone wrong and mended,
 * grown old and refreshed. Besides: how the one list works, what paper shows, and how much the first page weighs.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { textAt } from './console-texts.ts';
import { type DemoServer, startDemo } from './demo-server.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';
import { consolePages } from './pages.ts';

const t = (key: string, values?: Record<string, string | number>) => textAt('zh-CN', key, values);
const first = 'autumn-win-back';
/** What a busy machine may take. */
const soon = { timeout: 20_000 };

let demo: DemoServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let watched: PageWatch;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await startDemo();
  context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  });
  const headers = { origin: demo.url };
  const login = { email: demo.email, password: demo.password };
  const reply = await context.request.post(`${demo.url}/api/session`, { data: login, headers });
  expect(reply.status()).toBe(200);
  await context.request.patch(`${demo.url}/api/session`, { data: { locale: 'zh-CN' }, headers });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

beforeEach(async () => {
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  watched = watch(page, 'zh-CN');
});
afterEach(() => page.close());

const open = async (path: string) => {
  await page.goto(demo.url + path);
  await page.locator('h1').first().waitFor();
};
const refuse = (route: Route) =>
  route.fulfill({
    status: 500,
    contentType: 'application/json',
    body: JSON.stringify({
      error: { code: 'test-refused', message: '这是试验用的失败', remedy: '再试一次' },
    }),
  });

describe.each(consolePages)('The page $name', ({ name, path, api }) => {
  test('shows a skeleton while it waits, and says what went wrong until a retry mends it', async () => {
    watched.allow(/500 \(Internal Server Error\)/);
    let release: () => void = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    await page.route(api, async route => {
      await held;
      await refuse(route);
    });
    await page.goto(demo.url + path);
    await page.locator('main .skeleton').first().waitFor();
    await page.screenshot({ path: `test-results/browser/waiting-${name.replaceAll(' ', '-')}.png` });
    release();
    await page.locator('main [role=alert]').first().waitFor();
    await settled(page);
    expect(await page.locator('main [role=alert]').first().innerText()).toContain('这是试验用的失败');
    await watched.check(`failed-${name.replaceAll(' ', '-')}`);
    await page.unroute(api);
    await page
      .locator('main [role=alert]')
      .getByRole('button', { name: t('common:retry') })
      .first()
      .click();
    await expect.poll(() => page.locator('main [role=alert]').count(), soon).toBe(0);
    await settled(page);
  });
});

describe('A page that lies open', () => {
  test.each(['/act/campaigns', '/understand/review', '/decide/opportunities', `/measure/results/${first}`])(
    '%s says how old it is, and refreshing makes it new',
    async path => {
      await page.clock.install();
      await open(path);
      await page.clock.runFor(5_000);
      await settled(page);
      expect(await page.getByText(t('common:stale.refresh'), { exact: true }).count()).toBe(0);
      await page.clock.fastForward('12:00');
      await page.clock.runFor(31_000);
      const refresh = page.getByRole('button', { name: t('common:stale.refresh'), exact: true }).first();
      await refresh.waitFor();
      await refresh.click();
      await page.clock.runFor(31_000);
      await expect.poll(() => refresh.count(), soon).toBe(0);
    },
  );
});

describe('The list', () => {
  const rows = () => page.locator('main tbody tr').count();

  test('keeps search, filter, order and columns in the address, and a link shows the same', async () => {
    await open('/act/campaigns');
    await settled(page);
    const titles = await page.locator('main tbody th').allInnerTexts();
    expect(titles).toHaveLength(2);
    const word = titles[0]?.slice(0, 4) ?? '';
    await page.locator('main [data-search] input').fill(word);
    await page.keyboard.press('Enter');
    await expect.poll(rows, soon).toBe(1);
    await page.locator('th button.sort', { hasText: t('act:campaigns.campaign') }).click();
    await page.getByRole('button', { name: t('common:list.columns'), exact: true }).click();
    await page.getByRole('checkbox', { name: t('act:campaigns.segment'), exact: true }).click();
    await page.getByRole('columnheader', { name: t('act:campaigns.segment'), exact: true }).waitFor();
    const address = page.url();
    for (const part of ['q=', 'sort=title', 'columns=']) expect(address).toContain(part);
    const other = await context.newPage();
    await other.goto(address);
    await settled(other);
    await expect.poll(() => other.locator('main tbody tr').count(), soon).toBe(1);
    expect(await other.locator('main thead th').count()).toBe(await page.locator('main thead th').count());
    await other.close();
    await watched.check('list-columns');
  });

  test('offers to clear what matches nothing', async () => {
    await open('/act/campaigns?q=nowhere&state=draft');
    await page.getByText(t('common:list.noneTitle')).waitFor();
    await settled(page);
    await watched.check('list-none');
    await page.getByRole('button', { name: t('common:list.clear') }).click();
    await expect.poll(rows, soon).toBe(2);
    expect(page.url()).not.toMatch(/q=|state=/);
  });

  test('keeps a view under a name and finds it again', async () => {
    await open('/act/campaigns?state=finished&sort=title');
    await settled(page);
    await page.getByRole('button', { name: t('common:list.views'), exact: true }).click();
    await page.getByRole('menuitem', { name: t('common:list.viewKeep') }).click();
    await page.getByLabel(t('common:list.viewName'), { exact: true }).fill('已经结束的');
    await watched.check('list-view-save');
    await page.keyboard.press('Enter');
    const named = t('common:list.viewNamed', { name: '已经结束的' });
    await page.getByRole('button', { name: named }).waitFor();
    await open('/act/campaigns');
    await settled(page);
    await page.getByRole('button', { name: t('common:list.views'), exact: true }).click();
    await page.getByRole('menuitem', { name: '已经结束的' }).click();
    await page.waitForURL(/state=finished/);
    await page.getByRole('button', { name: named }).waitFor();
    await context.request.delete(`${demo.url}/api/views/campaigns/${encodeURIComponent('已经结束的')}`, {
      headers: { origin: demo.url },
    });
  });

  test('pages forwards and back through customers, whose search never stands in the address', async () => {
    await open('/understand/customers');
    await settled(page);
    const place = () => page.locator('main nav').innerText();
    const before = await page.locator('main tbody tr').first().innerText();
    expect(await place()).toMatch(/1–50/);
    await page.getByRole('button', { name: t('common:pager.next') }).click();
    await expect.poll(place, soon).toMatch(/51–100/);
    await page.getByRole('button', { name: t('common:pager.previous') }).click();
    await expect.poll(place, soon).toMatch(/1–50/);
    expect(await page.locator('main tbody tr').first().innerText()).toBe(before);
    const number = await page.locator('main tbody td').first().innerText();
    await page.locator('main [data-search] input').fill(number);
    await page.keyboard.press('Enter');
    await expect.poll(rows, soon).toBe(1);
    expect(page.url()).not.toContain(number);
  });

  test('saves what matches as a file that a spreadsheet cannot run', async () => {
    const headers = { origin: demo.url };
    const rule = { feature: 'frequency', op: 'gte', value: 1 };
    await context.request.put(`${demo.url}/api/segments/formula`, {
      data: { title: '=HYPERLINK("x")', rule },
      headers,
    });
    await open('/decide/segments?q=HYPERLINK');
    await settled(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: t('common:list.export') }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    const lines = text.trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(t('decide:segments.segment'));
    expect(lines[1]).toMatch(/^"'=HYPERLINK\(""x""\)"/);
  });
});

/** How light the headings are, 0 black to 255 white. */
const inkOf = `(() => {
  const parts = getComputedStyle(document.querySelector('main h2')).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  return Math.max(...parts);
})()`;

describe('Paper', () => {
  test.each(['/understand/review', `/measure/results/${first}`, `/learn/retrospectives/${first}`])(
    'shows %s whole, without the frame around it',
    async path => {
      await open(path);
      await settled(page);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 680, height: 960 });
      for (const hidden of ['nav#side', 'header.top', '.page-actions', '.chart-tools']) {
        for (const part of await page.locator(hidden).all()) expect(await part.isVisible()).toBe(false);
      }
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(wide), 'wider than the paper').toBeLessThanOrEqual(1);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await expect.poll(() => page.evaluate(inkOf), soon).toBeLessThan(90);
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(0);
    },
  );
});

describe('Speed', () => {
  test('the first page needs at most 350 KB over the wire, charts not among them', async () => {
    const wire = await context.newCDPSession(page);
    const names = new Map<string, string>();
    const files: { name: string; bytes: number }[] = [];
    wire.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
      files.push({ name: names.get(requestId) ?? '', bytes: encodedDataLength }),
    );
    await wire.send('Network.enable');
    await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
    await page.goto(`${demo.url}/`);
    await page.locator('h1').first().waitFor();
    await settled(page);
    await page.waitForLoadState('networkidle');
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes, files.map(file => `${file.name} ${file.bytes}`).join('\n')).toBeLessThanOrEqual(350 * 1024);
    expect(files.some(file => file.name.includes('echarts'))).toBe(false);
  });
});
