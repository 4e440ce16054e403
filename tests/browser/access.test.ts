/** Accounts in a real browser: an owner invites, the person arrives, protects the account with a second factor and comes back. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveDefinition } from '../../src/act/campaign.store.ts';
import { hotp, stepAt } from '../../src/app/access/totp.ts';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { saveCustomerPlace } from '../../src/collect/profile/customer-place.store.ts';
import { catalogue } from '../../src/kernel/catalogue.ts';
import { fromBase32 } from '../../src/testing/base32.ts';
import { savePeople, testCampaign } from '../../src/testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';
import { speak } from './speak.ts';

const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
const password = 'correct horse battery';
const owner = 'owner@example.com';

let stores: TestStores;
let server: TestServer;
let browser: Browser;
let customers: string[] = [];

beforeAll(async () => {
  await buildConsole();
  browser = await launchChromium();
  stores = await testStores();
  server = await testHttp(stores.ctx, { consoleFolder });
  await saveAccount(stores.ctx, { email: owner, password, role: 'owner' });
  customers = await savePeople(stores.ctx, [{ externalId: 'M-1' }, { externalId: 'M-2' }]);
  await saveCustomerPlace(stores.ctx, { customerId: customers[0] ?? '', wish: { store: 'West' } });
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
    page.setDefaultTimeout(60_000);
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
  const open = async (page: Page, tab: string) => {
    await page.goto(`${server.url}/settings?tab=${tab}`);
    await page.locator('h1').first().waitFor();
    await settled(page);
  };

  let link = '';

  test('an owner invites a person and makes a key, each secret shown once', async () => {
    const { context, page, watched } = await seat();
    await logIn(page, owner);
    await speak(page, locale);
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

  const clerk = `clerk-${locale.toLowerCase()}@example.com`;
  const second = `second-${locale.toLowerCase()}@example.com`;
  const write = async (within: Page | Locator, page: Page, key: string, name: string) => {
    await within.getByRole('combobox', { name: t(key), exact: true }).click();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  };
  /** Chooses a name that customers have from the list. */
  const choose = async (page: Page, key: string, name: string) => {
    await page.getByRole('combobox', { name: t(key), exact: true }).click();
    const option = page.locator('.ant-select-item-option').filter({ hasText: name });
    await option.getByText(t('access:dataScope.ofCustomers_one', { n: '1' }), { exact: true }).waitFor();
    await option.click();
    await page.keyboard.press('Tab');
  };
  const manage = async (page: Page) => {
    await open(page, 'people');
    await page.getByRole('button', { name: `${t('access:people.manage')} ${clerk}`, exact: true }).click();
    return page.getByRole('dialog');
  };
  const standing = (page: Page, who: string) =>
    page.locator('main tbody tr').filter({ hasText: who }).locator('td').nth(1).innerText();

  test('an owner limits a person and a key to a store', async () => {
    await saveAccount(stores.ctx, { email: clerk, password, role: 'service' });
    const { context, page, watched } = await seat();
    await logIn(page, owner);
    await speak(page, locale);
    const dialog = await manage(page);
    const change = dialog.getByRole('button', { name: t('access:dataScope.change'), exact: true });
    await dialog.getByText(t('access:dataScope.only'), { exact: true }).click();
    await dialog.getByText(t('access:dataScope.nothing'), { exact: true }).waitFor();
    expect(await change.isDisabled()).toBe(true);
    await write(dialog, page, 'access:dataScope.stores', 'x'.repeat(201));
    await dialog.getByText(t('access:dataScope.tooLong', { most: 200 }), { exact: true }).waitFor();
    expect(await change.isDisabled()).toBe(true);
    await dialog.locator('.ant-select-selection-item-remove').click();
    await write(dialog, page, 'access:dataScope.stores', 'West');
    await change.click();
    await dialog.getByText(t('access:dataScope.changed'), { exact: true }).waitFor();
    await check({ page, watched }, 'settings-scope');
    await watched.checkDark('settings-scope');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await standing(page, clerk)).toBe(t('access:dataScope.ofStores', { names: 'West' }));

    await open(page, 'keys');
    await page.getByLabel(t('access:key.name'), { exact: true }).fill(`till-${locale}`);
    await page.getByText(t('access:dataScope.only'), { exact: true }).click();
    expect(await button(page, 'access:key.add').isDisabled()).toBe(true);
    await choose(page, 'access:dataScope.stores', 'West');
    await button(page, 'access:key.add').click();
    await page.locator('.secret').waitFor();
    expect(await standing(page, `till-${locale}`)).toBe(t('access:dataScope.ofStores', { names: 'West' }));
    await check({ page, watched }, 'settings-key-scope');
    await context.close();
  });

  test('the limited person sees these customers, and why a page about all of them stays closed', async () => {
    const { context, page, watched } = await seat();
    await logIn(page, clerk);
    await speak(page, locale);
    await settled(page);
    const nav = page.locator('#side');
    await nav.getByText(t('access:dataScope.ofStores', { names: 'West' })).waitFor();
    for (const name of ['health', 'jobs', 'review', 'opportunities', 'results']) {
      expect(await nav.getByRole('link', { name: t(`shell:nav.${name}`), exact: true }).count()).toBe(0);
    }
    await check({ page, watched }, 'scoped-home');
    await page.goto(`${server.url}/understand/customers`);
    await page.locator(`main a[href$="${customers[0]}"]`).waitFor();
    expect(await page.locator('main tbody tr').count()).toBe(1);
    await check({ page, watched }, 'scoped-customers');
    const why = catalogue['scope-whole-base']?.[locale === 'en' ? 'en' : 'zh'] ?? '';
    for (const path of ['/health', '/jobs?state=failed']) {
      await page.goto(`${server.url}${path}`);
      await page.getByText(why).waitFor();
      expect(await page.locator('.problem').count()).toBe(0);
    }
    await check({ page, watched }, 'scoped-refused');
    await watched.checkDark('scoped-refused');
    await page.goto(`${server.url}/measure/results/anything`);
    await page.getByText(t('shell:refused.role'), { exact: true }).waitFor();
    await check({ page, watched }, 'role-refused');
    await context.close();
  });

  test('an owner sees where a colleague is logged in and ends one of these log-ins', async () => {
    const colleague = await seat();
    await logIn(colleague.page, clerk);
    await speak(colleague.page, locale);
    await settled(colleague.page);
    const { context, page, watched } = await seat();
    await logIn(page, owner);
    await speak(page, locale);
    const dialog = await manage(page);
    const sessions = dialog.getByRole('table', { name: t('access:sessions.others'), exact: true });
    await sessions.waitFor();
    const rows = sessions.locator('tbody tr');
    const before = await rows.count();
    expect(await rows.first().innerText()).toContain('127.0.0.1');
    await check({ page, watched }, 'settings-sessions-of');
    await watched.checkDark('settings-sessions-of');
    // Last used first: the colleague's newest.
    await rows
      .first()
      .getByRole('button', { name: t('access:sessions.end'), exact: true })
      .click();
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(before - 1);
    await context.close();
    const ended = await colleague.context.request.get(`${server.url}/api/session`);
    expect(ended.status()).toBe(401);
    await colleague.context.close();
  });

  test('with two owners the second decides, and sees the scope in words', async () => {
    const { userId } = await saveAccount(stores.ctx, { email: second, password, role: 'owner' });
    const { context, page, watched } = await seat();
    watched.allow(/409 \(Conflict\).*\/scope/);
    await logIn(page, owner);
    await speak(page, locale);
    const dialog = await manage(page);
    await dialog.getByText(t('access:dataScope.all'), { exact: true }).click();
    const change = dialog.getByRole('button', { name: t('access:dataScope.change'), exact: true });
    await change.click();
    const asked = dialog.getByRole('status').filter({ hasText: t('shell:role.owner') });
    await asked.waitFor();
    expect(await asked.innerText()).not.toMatch(/\bowner\b/);
    await check({ page, watched }, 'settings-scope-asked');

    const other = await seat();
    await logIn(other.page, second);
    await speak(other.page, locale);
    await open(other.page, 'approvals');
    const row = other.page.locator('main tbody tr').filter({ hasText: clerk }).first();
    expect(await row.innerText()).toContain(t('access:approval.kind.scope'));
    expect(await row.innerText()).toContain(
      t('access:approval.role', {
        before: t('access:dataScope.ofStores', { names: 'West' }),
        after: t('access:dataScope.all'),
      }),
    );
    await check(other, 'approvals-scope');
    await row.getByRole('button').click();
    await other.page.getByLabel(t('access:approval.note'), { exact: true }).fill('as agreed');
    await button(other.page, 'access:approval.approve').click();
    await row.getByText(t('access:approval.state.approved'), { exact: true }).waitFor();
    await other.context.close();

    await change.click();
    await dialog.getByText(t('access:dataScope.changed'), { exact: true }).waitFor();
    await context.close();
    await stores.ctx.pg
      .updateTable('users')
      .set({ deactivated_at: stores.ctx.now() })
      .where('user_id', '=', userId)
      .execute();
  });

  test('gives a customer an owner by address, a store and a region', async () => {
    const { context, page, watched } = await seat();
    watched.allow(/400 \(Bad Request\).*\/place/);
    await logIn(page, owner);
    await speak(page, locale);
    await page.goto(`${server.url}/understand/customers/${customers[1]}`);
    await button(page, 'understand:place.change').click();
    const dialog = page.getByRole('dialog');
    const field = (key: string) => dialog.getByLabel(t(`understand:place.${key}`), { exact: true });
    const save = dialog.getByRole('button', { name: t('understand:place.save'), exact: true });
    await field('owner').fill('nobody@example.com');
    await save.click();
    await dialog.getByRole('alert').waitFor();
    await check({ page, watched }, 'customer-place-refused');
    await field('owner').fill(clerk);
    await field('store').fill(`East ${locale}`);
    await save.click();
    await dialog.waitFor({ state: 'hidden' });
    const place = page.getByRole('region', { name: t('understand:place.title'), exact: true });
    await place.getByText(`East ${locale}`, { exact: true }).waitFor();
    expect(await place.innerText()).toContain(clerk);
    await check({ page, watched }, 'customer-place');
    await context.close();
  });

  test('a step that somebody else was faster with says both states in words', async () => {
    const name = `raced-${locale.toLowerCase()}`;
    const startsAt = stores.ctx.now();
    await saveDefinition(stores.ctx, testCampaign({ name, segment: 'all', startsAt }));
    const { context, page, watched } = await seat();
    watched.allow(/409 \(Conflict\).*\/approve/);
    // The campaign's segment is none that exists: its page asks for it and for its waterfall.
    watched.allow(/404 \(Not Found\).*\/api\/segments\/all/);
    watched.allow(/400 \(Bad Request\).*\/waterfall/);
    await logIn(page, owner);
    await speak(page, locale);
    await page.goto(`${server.url}/act/campaigns/${name}`);
    await button(page, 'act:move.approve.label').click();
    const earlier = await page.request.post(`${server.url}/api/campaigns/${name}/cancel`);
    expect(earlier.status()).toBe(200);
    await button(page, 'act:move.approve.confirm').last().click();
    const problem = page.getByRole('dialog').getByRole('alert');
    await problem.waitFor();
    const said = await problem.locator('dd').allInnerTexts();
    expect(said).toEqual([t('act:state.draft'), t('act:state.canceled')]);
    await check({ page, watched }, 'campaign-raced');
    await context.close();
  });
});
