/** Accounts in a real browser: an owner invites, the person arrives, protects the account with a second factor and comes back. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hotp, stepAt } from '../../src/app/access/totp.ts';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { fromBase32 } from '../../src/testing/base32.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';

const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
const password = 'correct horse battery';
const owner = 'owner@example.com';

let stores: TestStores;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  await buildConsole();
  browser = await launchChromium();
  stores = await testStores();
  server = await testHttp(stores.ctx, { consoleFolder });
  await saveAccount(stores.ctx, { email: owner, password, role: 'owner' });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stores?.close();
});

describe.each<Locale>(['zh-CN', 'en'])('Accounts in %s', locale => {
  const person = `analyst-${locale.toLowerCase()}@example.com`;
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
  let secret: Buffer = Buffer.alloc(0);
  const code = () => hotp(secret, stepAt(stores.ctx.machineNow()));

  interface Seat {
    readonly context: BrowserContext;
    readonly page: Page;
    readonly watched: PageWatch;
  }
  const seat = async (): Promise<Seat> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const watched = watch(page, locale);
    watched.allow(/401 \(Unauthorized\).*\/api\/session/);
    return { context, page, watched };
  };
  /** Checked without the pointer on a button, which would be in its hover colours. */
  const check = async ({ page, watched }: Pick<Seat, 'page' | 'watched'>, name: string) => {
    await page.mouse.move(2, 2);
    await watched.check(name);
  };
  const button = (page: Page, key: string) => page.getByRole('button', { name: t(key), exact: true });
  const logIn = async (page: Page, email: string) => {
    await page.goto(server.url);
    await page.getByLabel(t('shell:login.email')).fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.locator('button[type=submit]').click();
  };
  /** Pages are read in the tested language: first the account's own arrives, then it is changed where it differs. */
  const speak = async (page: Page) => {
    await page.locator('header .end').waitFor();
    const reply = await page.request.get(`${server.url}/api/session`);
    const { user } = (await reply.json()) as { user: { locale: string } };
    const spoken = () => page.evaluate('document.documentElement.lang');
    await expect.poll(spoken, { timeout: 15_000 }).toBe(user.locale);
    if (user.locale !== locale) await page.locator(`header button[lang="${locale}"]`).click();
    await expect.poll(spoken, { timeout: 15_000 }).toBe(locale);
  };
  const open = async (page: Page, tab: string) => {
    await page.goto(`${server.url}/settings?tab=${tab}`);
    await page.locator('h1').first().waitFor();
    await settled(page);
  };

  let link = '';

  test('an owner invites a person and makes a key, each secret shown once', async () => {
    const { context, page, watched } = await seat();
    await logIn(page, owner);
    await speak(page);
    await open(page, 'people');
    await page.getByLabel(t('shell:login.email'), { exact: true }).fill(person);
    await page.getByLabel(t('settings:role'), { exact: true }).click();
    await page.getByTitle(t('shell:role.analyst'), { exact: true }).click();
    await button(page, 'access:invite.submit').click();
    link = await page.locator('.secret').innerText();
    await page.getByText(person, { exact: true }).first().waitFor();
    await check({ page, watched }, 'settings-people');
    await page.reload();
    await page.getByText(person).first().waitFor();
    expect(await page.locator('.secret').count()).toBe(0);
    await open(page, 'keys');
    await page.getByLabel(t('access:key.name'), { exact: true }).fill(`shop-${locale}`);
    await button(page, 'access:key.add').click();
    expect(await page.locator('.secret').innerText()).toMatch(/^rk_[0-9a-f]{8}_/);
    await check({ page, watched }, 'settings-keys');
    await context.close();
  });

  test('the person sets a password by the link, and the link is used up', async () => {
    const { context, page, watched } = await seat();
    watched.allow(/404 \(Not Found\).*\/api\/account-links\/look/);
    await page.goto(link);
    await page.locator('input[type=password]').fill(password);
    await check({ page, watched }, 'join');
    await page.locator('button[type=submit]').click();
    await page.getByRole('link', { name: t('access:join.toLogin') }).waitFor();
    const again = await context.newPage();
    await again.goto(link);
    await again.getByRole('alert').waitFor();
    await context.close();
  });

  test('sees only what the role may do, and switches a second factor on', async () => {
    const { context, page, watched } = await seat();
    await logIn(page, person);
    await page.locator('header .end').waitFor();
    await page.goto(`${server.url}/collect/imports`);
    await page.locator('h1').first().waitFor();
    expect(await page.getByRole('link', { name: t('collect:imports.new') }).count()).toBe(0);
    await open(page, 'mine');
    expect(await page.getByRole('link', { name: t('access:tab.people') }).count()).toBe(0);
    await page.getByLabel(t('access:password.current')).nth(1).fill(password);
    await button(page, 'access:factor.begin').click();
    secret = fromBase32(await page.locator('.secret').innerText());
    await check({ page, watched }, 'settings-second-factor');
    await page.getByLabel(t('shell:login.code')).fill(code());
    await button(page, 'access:factor.confirm').click();
    await page.getByText(t('access:factor.codesTitle'), { exact: true }).waitFor();
    await page.getByText(t('access:factor.on_other', { count: 10 })).waitFor();
    await check({ page, watched }, 'settings-recovery-codes');
    await context.close();
  });

  test('is asked for the code at the next login and gets in with it', async () => {
    stores.clock.advanceMachine({ minutes: 2 });
    const { context, page, watched } = await seat();
    await logIn(page, person);
    await page.getByText(t('shell:login.codeAsked')).waitFor();
    await check({ page, watched }, 'login-code');
    await page.getByLabel(t('shell:login.code')).fill(code());
    await page.locator('button[type=submit]').click();
    await page.locator('header .end').waitFor();
    await context.close();
  });
});
