/** Every page of a house without data says what it is for and offers the one thing to do; home leads the way. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { type EmptyServer, startEmpty } from './empty-server.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';

let server: EmptyServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startEmpty();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

/** Pages with the text that says there is nothing yet, and where their one action goes. */
const pages = [
  ['/collect/imports', 'collect:imports.emptyTitle', '/collect/imports/new'],
  ['/collect/identity', 'identity:queue.emptyTitle', '/collect/imports/new'],
  ['/understand/review', 'understand:review.emptyTitle', '/collect/imports/new'],
  ['/understand/products', 'products:empty.title', '/understand/review'],
  ['/understand/channels', 'channels:empty.title', '/understand/review'],
  ['/understand/customers', 'understand:customers.emptyTitle', '/collect/imports/new'],
  ['/decide/opportunities', 'decide:opportunities.emptyTitle', '/understand/review'],
  ['/decide/segments', 'decide:segments.emptyTitle', '/decide/segments/new'],
  ['/act/campaigns', 'act:campaigns.emptyTitle', '/decide/opportunities'],
  ['/act/sandbox', 'act:sandbox.emptyTitle', '/act/campaigns'],
  ['/measure/results', 'measure:results.emptyTitle', '/act/campaigns'],
  ['/learn/retrospectives', 'learn:retrospectives.emptyTitle', '/measure/results'],
  ['/learn/knowledge', 'learn:knowledge.emptyTitle', '/learn/retrospectives'],
] as const;

describe.each<Locale>(['zh-CN', 'en'])('A house without data, in %s', locale => {
  let context: BrowserContext;
  let page: Page;
  let watched: PageWatch;
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
  const open = async (path: string) => {
    await page.goto(server.url + path);
    await page.locator('h1').first().waitFor();
    await settled(page);
  };

  beforeAll(async () => {
    const viewport = { width: 1280, height: 720 };
    context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce' });
    const headers = { origin: server.url };
    const { email, password } = server;
    const reply = await context.request.post(`${server.url}/api/session`, {
      data: { email, password },
      headers,
    });
    expect(reply.status()).toBe(200);
    await context.request.patch(`${server.url}/api/session`, { data: { locale }, headers });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    watched = watch(page, locale);
  });
  afterAll(() => context?.close());

  test('home shows the way to a first campaign and begins with the import', async () => {
    await open('/');
    const steps = page.locator('ol.first-steps li');
    expect(await steps.count()).toBe(5);
    const next = page.locator('ol.first-steps li[aria-current=step]');
    expect(await next.locator('h3').innerText()).toBe(t('home:steps.data.title'));
    expect(await next.locator('a').getAttribute('href')).toBe('/collect/imports/new');
    await watched.check('empty-home');
    await watched.checkDark('empty-home');
  });

  test.each(pages)('%s says what it is for and where to begin', async (path, title, to) => {
    await open(path);
    await page.getByRole('heading', { name: t(title), exact: true }).waitFor();
    const action = page.locator('main .empty a');
    expect(await action.count()).toBe(1);
    expect(await action.getAttribute('href')).toBe(to);
    await watched.check(`empty${path.replaceAll('/', '-')}`);
    await watched.checkDark(path);
  });

  test('daily backups are scheduled, changed and ended, and what is wrong is said beside its field', async () => {
    await open('/jobs');
    const dialog = page.getByRole('dialog');
    const press = (key: string) =>
      page
        .getByRole('button', { name: t(key), exact: true })
        .last()
        .click();
    await press('jobs:backups.set');
    const passphrases = dialog.locator('input[type=password]');
    const at = dialog.getByLabel(t('jobs:backups.at'), { exact: true });
    await at.fill('25:00');
    await passphrases.first().fill('short');
    await dialog.getByText(t('jobs:backups.badTime'), { exact: true }).waitFor();
    await press('jobs:backups.save');
    await dialog.getByText(t('jobs:backups.mend'), { exact: true }).waitFor();
    await watched.check('backups-refused');
    await at.fill('03:30');
    for (const index of [0, 1]) await passphrases.nth(index).fill('five unrelated long words');
    await press('jobs:backups.save');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(t('jobs:backups.daily_other', { at: '03:30', count: 7 }), { exact: true }).waitFor();
    await watched.check('backups-scheduled');
    await watched.checkDark('backups-scheduled');
    await press('jobs:backups.end');
    await dialog.getByText(t('jobs:backups.endNote'), { exact: true }).waitFor();
    await press('jobs:backups.end');
    await page.getByText(t('jobs:backups.none'), { exact: true }).waitFor();
  });

  test('the keys of the data are rotated, and the generation before is no longer used', async () => {
    await open('/privacy');
    const generations = page.getByRole('region', { name: t('privacy:keys.title'), exact: true });
    const before = await generations.locator('tbody tr').count();
    await generations.getByRole('button', { name: t('privacy:keys.rotate'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(t('privacy:keys.keep'), { exact: true }).waitFor();
    await dialog.getByRole('button', { name: t('privacy:keys.rotate'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    // The new generation is there at once; the old one is used until the work of the rotation is done.
    const patience = { timeout: 60_000 };
    await expect.poll(() => generations.locator('tbody tr').count(), patience).toBe(before + 1);
    const row = (index: number) => generations.locator('tbody tr').nth(index).innerText();
    await expect.poll(() => row(0), patience).toContain(t('privacy:keys.is.current'));
    await expect.poll(() => row(1), patience).not.toContain(t('privacy:keys.is.used'));
    await watched.check('keys-rotated');
    await watched.checkDark('keys-rotated');
  });
});
