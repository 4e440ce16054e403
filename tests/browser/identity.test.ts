/** Which records are one person, seen and decided in a browser: joined, split, and taken back. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { settlePeople } from '../../src/collect/identity/identity.job.ts';
import { importPaths } from '../../src/collect/import/import-paths.ts';
import { runImport } from '../../src/collect/import/run-import.ts';
import { customersMapping, ordersMapping } from '../../src/records/mapping.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { settled, watch } from './page-watch.ts';
import { speak } from './speak.ts';

const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
const password = 'correct horse battery';

let stores: TestStores;
let server: TestServer;
let browser: Browser;

async function importFile(mapping: object, lines: readonly string[]) {
  const { ctx, clock } = stores;
  clock.advance({ minutes: 1 });
  const said = mapping as { kind: 'customers' | 'orders' };
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, `${lines.join('\n')}\n`);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const done = await runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: said.kind,
    mapping: said.kind === 'customers' ? customersMapping.parse(mapping) : ordersMapping.parse(mapping),
    dryRun: false,
    createdBy: null,
    upload: { path, fileName: 'people.csv', sha256 },
  });
  await settlePeople(ctx);
  expect(done.rowsQuarantined).toBe(0);
}

const people = (source: string, identifierType: string) => ({
  kind: 'customers',
  name: source,
  title: source,
  source,
  identifierType,
  columns: { customer: 'id', name: 'name', phone: 'phone', email: 'email' },
});
const head = 'id,name,phone,email';

/** Two members at one phone, one of them with a buyer of the web shop; for each language its own. */
async function savePersons(mark: string, phone: string) {
  await importFile(people('crm', 'member-no'), [
    head,
    `${mark}1,鹮鸰一,1998731${phone}1,a${mark}@kanari.example`,
  ]);
  await importFile(people('crm', 'member-no'), [head, `${mark}2,鹮鸰一,1998731${phone}1,`]);
  await importFile(people('web', 'buyer-id'), [head, `W${mark},鹮鸰一,,a${mark}@kanari.example`]);
  const columns = {
    orderId: 'o',
    customer: 'id',
    orderedAt: 'at',
    sku: 'sku',
    quantity: 'n',
    netAmount: 'net',
  };
  const orders = {
    kind: 'orders',
    name: `o-${mark.toLowerCase()}`,
    title: 'orders',
    source: `o-${mark.toLowerCase()}`,
    columns,
  };
  await importFile({ ...orders, identifierType: 'buyer-id' }, [
    'o,id,at,sku,n,net',
    `O${mark}1,W${mark},2025-03-01 10:00:00,A,1,10.00`,
    `O${mark}2,W${mark},2025-03-02 10:00:00,A,1,30.00`,
  ]);
}

beforeAll(async () => {
  await buildConsole();
  browser = await launchChromium();
  stores = await testStores();
  server = await testHttp(stores.ctx, { consoleFolder });
  await saveAccount(stores.ctx, { email: 'admin@example.com', password, role: 'admin' });
  await saveAccount(stores.ctx, { email: 'analyst@example.com', password, role: 'analyst' });
  await savePersons('Z', '100');
  await savePersons('E', '200');
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stores?.close();
});

interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
}

async function logIn(locale: Locale, email: string): Promise<Seat> {
  const context = await browser.newContext({ locale, colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const reply = await context.request.post(`${server.url}/api/session`, {
    data: { email, password },
    headers: { origin: server.url },
  });
  expect(reply.status()).toBe(200);
  await page.goto(server.url);
  await speak(page, locale);
  return { context, page };
}

const idOf = (type: string, value: string) => stores.ctx.keys.customerId(type, value);
const personOf = async (id: string) =>
  (
    await sql<{ id: string }>`select customer_id as id from identity_links where raw_id = ${id}`.execute(
      stores.ctx.pg,
    )
  ).rows[0]?.id ?? id;
const ordersOn = (page: Page, locale: Locale) =>
  page
    .locator('.stat')
    .filter({ hasText: textAt(locale, 'understand:customer.orders') })
    .locator('.value')
    .innerText();

/** Confirms the dialog that is open, after it said what would move. */
async function confirm(
  page: Page,
  { locale, moves, label }: { locale: Locale; moves: string; label: string },
) {
  const dialog = page.getByRole('dialog');
  await dialog.getByText(moves).waitFor();
  const ok = dialog.getByRole('button', { name: label, exact: true });
  expect(await ok.isDisabled()).toBe(true);
  await dialog.getByLabel(textAt(locale, 'identity:reason'), { exact: true }).fill('they told us so');
  await settled(page);
  return ok;
}

test.each<[Locale, string]>([
  ['zh-CN', 'Z'],
  ['en', 'E'],
])('a record is split off and a person is joined with another, in %s', async (locale, mark) => {
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
  const [member, other] = [idOf('member-no', `${mark}1`), idOf('member-no', `${mark}2`)];
  const buyer = idOf('buyer-id', `W${mark}`);
  expect(await personOf(buyer)).toBe(member);
  const { context, page } = await logIn(locale, 'admin@example.com');
  const watched = watch(page, locale);
  await page.goto(`${server.url}/understand/customers/${buyer}`);
  const section = page.getByRole('region', { name: t('identity:title'), exact: true });
  await section.getByText(t('identity:namesPerson'), { exact: true }).waitFor();
  await settled(page);
  expect(await ordersOn(page, locale)).toBe('2');
  await watched.check(`identity-person-${mark}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await watched.check(`identity-person-${mark}-390`);
  await page.setViewportSize({ width: 1440, height: 900 });

  await section
    .getByRole('button', { name: new RegExp(`^${t('identity:split.label')}: .*W${mark}$`) })
    .click();
  const what = t('identity:moves.what', { orders: 2, contacts: 1, consents: 0 });
  const split = await confirm(page, { locale, moves: what, label: t('identity:split.confirm') });
  await watched.check(`identity-split-${mark}`);
  await split.click();
  await page.getByRole('region', { name: t('identity:titleOnly'), exact: true }).waitFor();
  expect(await personOf(buyer)).toBe(buyer);
  await page.goto(`${server.url}/understand/customers/${member}`);
  await settled(page);
  expect(await ordersOn(page, locale)).toBe('0');

  await page.getByRole('button', { name: t('identity:joinOther'), exact: true }).click();
  await page.getByLabel(t('identity:find.label'), { exact: true }).fill(`${mark}2`);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('radio').click();
  const none = t('identity:moves.what', { orders: 0, contacts: 1, consents: 0 });
  const joined = await confirm(page, { locale, moves: none, label: t('identity:join.confirm') });
  await watched.check(`identity-join-${mark}`);
  await joined.click();
  await section.getByText(t('identity:ruled.same'), { exact: true }).waitFor();
  expect(await personOf(other)).toBe(member);
  await settled(page);
  await watched.check(`identity-joined-${mark}`);
  await watched.checkDark(`identity-joined-${mark}`);
  const { rows } = await sql<{ action: string }>`
    select action from audit_entries where target in (${`customer:${member}`}, ${`customer:${buyer}`})
      and action like 'identity.%' order by audit_id`.execute(stores.ctx.pg);
  expect(rows.map(({ action }) => action)).toEqual(['identity.part', 'identity.join']);
  await context.close();
});

test.each<[Locale, string]>([
  ['zh-CN', 'Q'],
  ['en', 'R'],
])('pairs in doubt and keys shared too widely are looked at and decided, in %s', async (locale, mark) => {
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
  const phone = locale === 'en' ? '400' : '300';
  await importFile(people('crm', 'member-no'), [
    head,
    ...['1', '2', '3'].map(n => `${mark}${n},鹮鸰甲,1998731${phone}1,`),
    ...['一', '二', '三', '四', '五'].map((name, n) => `${mark}9${n},鹮鸰${name},1998731${phone}9,`),
  ]);
  const { context, page } = await logIn(locale, 'admin@example.com');
  const watched = watch(page, locale);
  await page.goto(server.url);
  await page.getByRole('link', { name: t('shell:nav.identity'), exact: true }).click();
  const rows = page.locator('main tbody tr').filter({ hasText: new RegExp(`${mark}\\d`) });
  await rows.first().waitFor();
  await settled(page);
  expect(await rows.count()).toBe(2);
  await watched.check(`identity-queue-${mark}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await watched.check(`identity-queue-${mark}-390`);
  await page.setViewportSize({ width: 768, height: 900 });
  await watched.check(`identity-queue-${mark}-768`);
  await watched.checkDark(`identity-queue-${mark}`);
  await page.setViewportSize({ width: 1440, height: 900 });

  const act = async (deed: string) => {
    const before = await rows.count();
    // By keyboard, as somebody works through a queue.
    await rows
      .first()
      .getByRole('button', { name: new RegExp(`^${t(`identity:${deed}.label`)}: `) })
      .focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(t('identity:reason'), { exact: true }).fill('they told us so');
    await settled(page);
    await dialog.getByRole('button', { name: t(`identity:${deed}.confirm`), exact: true }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(before - 1);
  };
  await act('part');
  await act('ignore');
  await page.goto(`${server.url}/collect/identity?tab=shared`);
  await rows.first().waitFor();
  await settled(page);
  expect(await rows.count()).toBe(1);
  expect(await rows.first().locator('th').innerText()).toMatch(/199\*\*\*\*\d{4}/);
  await watched.check(`identity-shared-${mark}`);
  await watched.checkDark(`identity-shared-${mark}`);
  await act('ignoreKey');
  await settled(page);
  // What was ignored is listed again from its own list; enabling says what it would move first.
  await page.goto(`${server.url}/collect/identity?tab=shared&state=ignored`);
  await rows.first().waitFor();
  await settled(page);
  await watched.check(`identity-ignored-${mark}`);
  await act('reopenKey');
  await page.goto(`${server.url}/collect/identity?tab=shared`);
  await rows.first().waitFor();
  await settled(page);
  await rows
    .first()
    .getByRole('button', { name: new RegExp(`^${t('identity:enableKey.label')}: `) })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(t('identity:moves.none')).waitFor();
  await settled(page);
  await watched.check(`identity-enable-${mark}`);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await act('enableKey');
  await page.goto(`${server.url}/collect/identity?tab=shared&state=enabled`);
  await rows.first().waitFor();
  await settled(page);
  await act('disableKey');
  await page.goto(`${server.url}/collect/identity?tab=shared`);
  await rows.first().waitFor();
  await settled(page);
  await act('ignoreKey');
  await page.goto(`${server.url}/collect/identity?state=ignored`);
  await rows.first().waitFor();
  await settled(page);
  await act('reopen');
  await page.goto(`${server.url}/`);
  await page.getByText(t('home:need.identity-doubts.tag'), { exact: true }).waitFor();
  await settled(page);
  await watched.check(`identity-home-${mark}`);
  await page.goto(`${server.url}/collect/identity?tab=shared`);
  await settled(page);
  await watched.check(`identity-none-${mark}`);
  await context.close();
});

test('who may only look sees why, finds no button and is refused', async () => {
  const { context, page } = await logIn('en', 'analyst@example.com');
  const member = idOf('member-no', 'E1');
  await page.goto(`${server.url}/understand/customers/${member}`);
  const section = page.getByRole('region', { name: textAt('en', 'identity:title'), exact: true });
  await section.waitFor();
  await settled(page);
  expect(await section.getByRole('button').count()).toBe(0);
  const post = (data: object) =>
    context.request.post(`${server.url}/api/identity/rulings`, {
      data: { reason: 'they told us so', ...data },
      headers: { origin: server.url },
    });
  expect((await post({ kind: 'apart', record: member })).status()).toBe(403);
  await context.close();
});

test('what cannot be decided is refused with a code', async () => {
  const { context } = await logIn('en', 'admin@example.com');
  const nobody = randomUUID();
  const [alone, record] = [idOf('buyer-id', 'WE'), idOf('member-no', 'E1')];
  const post = async (data: object) => {
    const reply = await context.request.post(`${server.url}/api/identity/rulings`, {
      data: { reason: 'they told us so', ...data },
      headers: { origin: server.url },
    });
    const body = (await reply.json()) as { error?: { code: string } };
    return [reply.status(), body.error?.code];
  };
  expect(await post({ kind: 'same', record, other: nobody })).toEqual([404, 'customer-unknown']);
  expect(await post({ kind: 'apart', record: nobody })).toEqual([404, 'customer-unknown']);
  expect(await post({ kind: 'same', record, other: record })).toEqual([400, 'identity-same-record']);
  expect(await post({ kind: 'same', record })).toEqual([400, 'identity-other-missing']);
  expect(await post({ kind: 'apart', record: alone })).toEqual([409, 'identity-alone']);
  expect((await post({ kind: 'same', record, other: alone, reason: 'x' }))[0]).toBe(400);
  await context.close();
});
