/** A bank says in a real browser what counts: a balance chosen among the events that came, tried, kept and edited. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { storeBankBase } from '../../src/testing/told-bases.ts';
import { launchChromium } from './chromium.ts';
import { takeSeat } from './console-seat.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { settled } from './page-watch.ts';

const login = { email: 'owner@example.com', password: 'correct horse battery' };
const end = new Date('2026-06-01T00:00:00Z');

let stores: TestStores;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  await buildConsole();
  stores = await testStores({ start: end });
  const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
  server = await testHttp(stores.ctx, { consoleFolder });
  await saveAccount(stores.ctx, { ...login, role: 'owner' });
  await storeBankBase(stores.ctx.ch, { customers: 200, months: 14, end, seed: 3 });
  browser = await launchChromium();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stores?.close();
});

const seat = (locale: Locale) => takeSeat(browser, { url: server.url, login, locale });

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).click();
  await page.locator('.ant-select-item-option:visible').filter({ hasText: option }).first().click();
}

test('a balance counts once it was chosen, tried and kept; orders no longer do', async () => {
  const { context, page, watched } = await seat('zh-CN');
  const say = (key: string) => textAt('zh-CN', key);
  await page.goto(`${server.url}/collect/sales-definition`);
  await page.getByRole('button', { name: say('collect:activity.add'), exact: true }).click();
  const drawer = page.getByRole('dialog');
  await choose(page, say('collect:activity.source'), say('collect:activity.kind.balance'));
  await choose(page, say('collect:activity.event'), 'Balance Reported');
  await choose(page, say('collect:activity.balanceFrom'), 'balance');
  await choose(page, say('collect:activity.account'), 'account');
  await choose(page, say('collect:activity.item'), 'product');
  await choose(page, say('collect:activity.category'), 'product');
  await settled(page);
  await watched.check('activity-drawer-zh');
  await drawer.getByRole('button', { name: say('collect:activity.use') }).click();
  const row = page.getByRole('row').filter({ hasText: 'Balance Reported' });
  await row.waitFor();
  await page
    .getByRole('row')
    .filter({ hasText: say('collect:activity.kind.orders') })
    .getByRole('button', { name: say('collect:activity.remove') })
    .click();
  await expect.poll(() => row.innerText()).toMatch(/[1-9]\d{2,}/);
  await settled(page);
  await watched.check('activity-tried-zh');
  await page.getByRole('button', { name: say('collect:definition.keep') }).click();
  await expect
    .poll(async () => {
      const reply = await page.request.get(`${server.url}/api/sales-definition`);
      return ((await reply.json()) as { definition: { activities: unknown[] } }).definition.activities;
    })
    .toMatchObject([
      { kind: 'balance', balanceFrom: 'balance', accountFrom: 'account', itemFrom: 'product' },
    ]);
  await context.close();
});

test('in English it is edited, and what is left out is counted', async () => {
  const { context, page, watched } = await seat('en');
  const say = (key: string) => textAt('en', key);
  await page.goto(`${server.url}/collect/sales-definition`);
  const row = page.getByRole('row').filter({ hasText: 'Balance Reported' });
  await row.getByRole('button', { name: say('collect:activity.edit') }).click();
  await page.getByLabel(say('collect:activity.minimum'), { exact: true }).fill('5000');
  await settled(page);
  await watched.check('activity-drawer-en');
  await page.getByRole('button', { name: say('collect:activity.use') }).click();
  await expect.poll(() => row.innerText()).toMatch(/below the smallest balance/);
  await settled(page);
  await watched.check('activity-tried-en');
  await page.setViewportSize({ width: 768, height: 1024 });
  await settled(page);
  await watched.check('activity-narrow-en');
  await context.close();
});
