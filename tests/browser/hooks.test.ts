/** Setting a shop up in a real browser, in both languages: made, tried, live, its mapping changed, another secret. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { canaryPerson } from '../../src/testing/contact-canaries.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { shopifyOrder } from '../../src/testing/shop-deliveries.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { takeSeat } from './console-seat.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { settled } from './page-watch.ts';

const login = { email: 'owner@example.com', password: 'correct horse battery' };

let stores: TestStores;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  await buildConsole();
  stores = await testStores();
  const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
  server = await testHttp(stores.ctx, { consoleFolder });
  await saveAccount(stores.ctx, { ...login, role: 'owner' });
  browser = await launchChromium();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stores?.close();
});

const seat = (locale: Locale) => takeSeat(browser, { url: server.url, login, locale });

const order = JSON.stringify(shopifyOrder({ id: 901, person: 79, placedAt: '2026-03-01T02:00:00Z' }));

async function send(address: string, secret: string): Promise<number> {
  const reply = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(order).digest('base64'),
    },
    body: order,
  });
  return reply.status;
}

test.each<[Locale]>([['zh-CN'], ['en']])('a shop is set up and changed, in %s', async locale => {
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
  const { context, page, watched } = await seat(locale);
  const button = (name: string, within: Page | ReturnType<Page['getByRole']> = page) =>
    within.getByRole('button', { name, exact: true });
  const name = `shop-${locale}`;
  await page.goto(`${server.url}/collect/tracking?tab=hooks`);
  await page.getByLabel(t('hooks:field.name'), { exact: true }).fill(name);
  await page.getByLabel(t('hooks:field.source'), { exact: true }).fill(name);
  await page.getByLabel(t('hooks:pasted'), { exact: true }).fill(order);
  await button(t('hooks:try')).click();
  await page.getByRole('status', { name: t('hooks:result') }).waitFor();
  await settled(page);
  expect(await page.locator('main').innerText()).not.toContain(canaryPerson(79).email);
  await button(t('hooks:make')).click();
  const secrets = page.locator('pre.secret');
  await expect.poll(() => secrets.count(), { timeout: 60_000 }).toBe(2);
  const [address = '', secret = ''] = await secrets.allInnerTexts();
  expect(await send(address, secret)).toBe(503);
  await button(t('hooks:goLive')).click();
  // Its state in the row is no sign: in Chinese it is the word on the button before, too.
  await expect.poll(() => send(address, secret), { timeout: 60_000 }).toBe(200);

  await button(name).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText(t('hooks:outcome.stored'), { exact: true }).waitFor();
  await settled(page);
  await watched.check(`hook-${name}`);
  await watched.checkDark(`hook-${name}`);

  await button(t('hooks:editMapping'), drawer).click();
  const mapping = drawer.getByLabel(t('hooks:mapping'), { exact: true }).locator('visible=true').last();
  expect(JSON.parse(await mapping.inputValue())).toHaveProperty('events');
  await drawer.getByLabel(t('hooks:pasted'), { exact: true }).fill(order);
  await button(t('hooks:try'), drawer).click();
  await drawer.getByRole('status', { name: t('hooks:result') }).waitFor();
  await settled(page);
  await watched.check(`hook-edit-${name}`);
  await button(t('hooks:saveMapping'), drawer).click();
  await drawer.getByText(t('hooks:mappingOwn'), { exact: true }).waitFor();
  await button(t('hooks:useReady'), drawer).click();
  const asked = page.getByRole('dialog', { name: t('hooks:useReadyTitle') });
  await button(t('hooks:useReady'), asked).click();
  await drawer.getByText(t('hooks:mappingReady'), { exact: true }).waitFor();

  await button(t('hooks:renew'), drawer).click();
  const renewing = page.getByRole('dialog', { name: t('hooks:renewTitle', { name }) });
  await renewing.waitFor();
  await settled(page);
  await watched.check(`hook-renew-${name}`);
  await button(t('hooks:renewConfirm'), renewing).click();
  const renewed = await drawer.locator('pre.secret').innerText();
  expect(await send(address, secret)).toBe(401);
  expect(await send(address, renewed)).toBe(200);

  // What cannot be read is said with its place, and nothing is saved. On a page of its own: a refusal is an error there.
  const other = await context.newPage();
  await other.goto(page.url());
  const wrong = other.getByRole('dialog');
  await wrong.getByRole('button', { name: t('hooks:editMapping'), exact: true }).click();
  await wrong
    .getByLabel(t('hooks:mapping'), { exact: true })
    .last()
    .fill('{"events": [{"type": "nothing"}]}');
  await wrong.getByRole('button', { name: t('hooks:saveMapping'), exact: true }).click();
  await wrong.getByText('mapping.events').first().waitFor();
  await wrong.getByText(t('hooks:mappingReady'), { exact: true }).waitFor();
  await context.close();
});
