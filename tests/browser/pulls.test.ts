/** A database set up, pulled from and taken away again in a real browser, on a real PostgreSQL, in both languages. */
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAccount } from '../../src/app/accounts.store.ts';
import type { StoreContext } from '../../src/store/context.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import {
  loopback,
  type PulledDatabase,
  pulledDatabase,
  pulledServers,
} from '../../src/testing/pulled-database.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { settled, watch } from './page-watch.ts';
import { speak } from './speak.ts';

const owner = { email: 'owner@example.com', password: 'correct horse battery' };
const reader = { email: 'reader@example.com', password: 'correct horse battery' };
const slow = { timeout: 60_000 };

const rows = (ids: readonly number[], paid = '19.90') =>
  ids
    .map(
      id =>
        `(${id}, 'O${id}', 1, 'A1', 1, ${paid}, '2026-02-01 08:00:00+00', 'M${id}', '2026-03-01 10:00:0${id}+00')`,
    )
    .join(', ');

describe.skipIf(!pulledServers.postgresql)('databases in the console', () => {
  let stores: TestStores;
  let server: TestServer;
  let browser: Browser;
  let database: PulledDatabase;

  beforeAll(async () => {
    await buildConsole();
    stores = await testStores();
    const ctx: StoreContext = { ...stores.ctx, callable: loopback };
    const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
    server = await testHttp(ctx, { consoleFolder });
    await saveAccount(ctx, { ...owner, role: 'owner' });
    await saveAccount(ctx, { ...reader, role: 'operator' });
    database = await pulledDatabase('postgresql');
    await database.run(`create table lines (id bigint primary key, order_no text, line_no int, sku text, qty numeric(10,2),
      paid numeric(12,2), ordered_at timestamptz, member_no text, updated_at timestamptz not null)`);
    await database.run(`insert into lines values ${rows([1, 2, 3])}`);
    browser = await launchChromium();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
    await stores?.close();
  });

  async function seat(locale: Locale, login = owner) {
    const context = await browser.newContext({
      locale,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
    });
    const headers = { origin: server.url };
    const reply = await context.request.post(`${server.url}/api/session`, { data: login, headers });
    expect(reply.status()).toBe(200);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(server.url);
    await speak(page, locale);
    const watched = watch(page, locale);
    // Away from the button, whose colour is another below the pointer.
    const away = (look: (name: string) => Promise<void>) => async (name: string) => {
      await page.mouse.move(0, 0);
      await look(name);
    };
    const { check, checkDark } = watched;
    return { context, page, watched: { ...watched, check: away(check), checkDark: away(checkDark) } };
  }
  const tab = () => `${server.url}/collect/imports?tab=databases`;
  const stored = async () => {
    const [row] = await stores.ctx.ch.query<{ n: string }>(
      factsSql`select toString(count()) as n from order_lines`,
      { tag: 'test' },
    );
    return Number(row?.n);
  };
  const button = (name: string, within: Page | Locator) => within.getByRole('button', { name, exact: true });
  const choose = async (page: Page, label: string, option: string) => {
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click();
  };

  test('a database is added, tried, pulled from, away, and taken out', async () => {
    const locale = 'zh-CN';
    const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
    const { context, page, watched } = await seat(locale);
    await page.goto(tab());
    await page.getByText(t('pulls:source.emptyTitle')).waitFor();
    await watched.check('databases-empty');

    // A database that is not there is said with what can be done, where it can be mended.
    await button(t('pulls:source.new'), page).click();
    const drawer = page.getByRole('dialog');
    const field = (name: string) => drawer.getByLabel(t(`pulls:source.field.${name}`), { exact: true });
    const { host, port, user } = database.request;
    await field('name').fill('till');
    await field('host').fill(host);
    await field('port').fill(String(port));
    await field('database').fill('nobody_knows');
    await field('user').fill(user);
    await field('password').fill('told once');
    await choose(page, t('pulls:source.tls'), t('pulls:source.tlsMode.off'));
    watched.allow(/400.*pull-sources\/[^/]+\/test/);
    await button(t('pulls:source.keep'), drawer).click();
    await drawer.getByText('pull-database-unknown').waitFor();
    expect(await field('password').inputValue()).toBe('');
    await watched.check('databases-source-wrong');
    await field('database').fill(database.request.database);
    await button(t('pulls:source.keep'), drawer).click();
    await drawer.getByText(t('pulls:source.tables_other', { n: 1 })).waitFor();
    await watched.checkDark('databases-source');
    await drawer.getByRole('link', { name: t('pulls:source.pullFrom') }).click();

    // What will be stored is seen before anything is kept.
    await choose(page, t('pulls:what.table'), 'public.lines');
    await page.getByRole('table', { name: t('collect:preview.title') }).waitFor();
    await choose(page, t('collect:field.netAmount'), 'paid');
    await settled(page);
    expect(await page.getByRole('table', { name: t('collect:preview.title') }).innerText()).toContain('O3');
    await watched.check('databases-new-pull');
    expect(await page.getByLabel(t('pulls:name'), { exact: true }).inputValue()).toBe('till lines');
    await button(t('pulls:form.make'), page).click();
    await page.getByRole('heading', { level: 1, name: 'till lines' }).waitFor();
    await page.getByText(t('pulls:runs.emptyTitle')).waitFor();

    const run = page.getByRole('button', { name: `${t('pulls:run')}: till lines` });
    const ended = (state: string, count: number) =>
      expect
        .poll(
          () =>
            page
              .locator('tbody .tag')
              .filter({ hasText: t(`common:job.state.${state}`) })
              .count(),
          slow,
        )
        .toBe(count);
    await run.click();
    await ended('done', 1);
    expect(await stored()).toBe(3);
    await expect.poll(() => run.isEnabled(), slow).toBe(true);

    // The table goes away between two runs: the reason stands in words, and what is here stays.
    await database.run('alter table lines rename to moved');
    await run.click();
    await ended('failed', 1);
    await page.locator('.notice.less').waitFor();
    await watched.check('databases-pull-failed');
    await database.run('alter table moved rename to lines');
    await database.run(`insert into lines values ${rows([4])}`);
    await run.click();
    await ended('done', 2);
    await expect.poll(() => page.locator('.notice.less').count(), slow).toBe(0);
    expect(await stored()).toBe(4);

    // Paused, it does not run by itself; another pace is a change of the same form.
    const toggle = page.getByRole('switch', { name: t('pulls:byItself', { name: 'till lines' }) });
    await toggle.click();
    await page.getByText(t('pulls:state.paused'), { exact: true }).waitFor();
    await page.getByRole('link', { name: t('pulls:change'), exact: true }).click();
    await page.getByRole('table', { name: t('collect:preview.title') }).waitFor();
    await choose(page, t('pulls:when.every'), t('pulls:pace.hours', { n: 6 }));
    await button(t('pulls:form.keep'), page).click();
    await page
      .getByRole('definition')
      .getByText(t('pulls:pace.hours', { n: 6 }), { exact: true })
      .waitFor();
    await context.close();
  });

  test('the pages stand in the other language, wide and narrow', async () => {
    const t = (key: string, values?: Record<string, string | number>) => textAt('en', key, values);
    const { context, page, watched } = await seat('en');
    await page.goto(tab());
    await page.getByRole('link', { name: 'till lines' }).waitFor();
    await watched.check('databases');
    await page.setViewportSize({ width: 768, height: 900 });
    await page.getByRole('link', { name: 'till lines' }).click();
    await page.getByRole('heading', { level: 1, name: 'till lines' }).waitFor();
    await page
      .getByRole('link', { name: t('pulls:runs.import', { n: 1 }) })
      .first()
      .waitFor();
    await watched.check('databases-pull-narrow');
    await page.getByRole('link', { name: t('pulls:change'), exact: true }).click();
    await page.getByRole('table', { name: t('collect:preview.title') }).waitFor();
    await watched.check('databases-pull-change-narrow');
    await context.close();
  });

  test('who may run pulls runs them and changes nothing; what is in use is not taken away', async () => {
    const t = (key: string, values?: Record<string, string | number>) => textAt('en', key, values);
    const other = await seat('en', reader);
    await other.page.goto(tab());
    await other.page.getByRole('button', { name: `${t('pulls:run')}: till lines` }).waitFor();
    await settled(other.page);
    const offered = await other.page.locator('main').getByRole('button').allInnerTexts();
    expect(offered.filter(name => name === t('pulls:source.edit') || name === t('pulls:source.new'))).toEqual(
      [],
    );
    expect(await other.page.getByRole('link', { name: t('pulls:new') }).count()).toBe(0);
    await other.page.goto(`${server.url}/collect/imports/pulls/new`);
    await other.page.getByText(t('shell:refused.role')).first().waitFor();
    await other.context.close();

    const { context, page, watched } = await seat('en');
    await page.goto(tab());
    watched.allow(/409.*pull-sources/);
    await page.getByRole('button', { name: `${t('pulls:source.remove')}: till` }).click();
    const asked = page.getByRole('dialog');
    await button(t('pulls:source.remove'), asked).click();
    await asked.getByText('pull-source-used').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'till lines' }).click();
    await button(t('pulls:remove'), page).click();
    await button(t('pulls:remove'), page.getByRole('dialog')).click();
    await page.getByText(t('pulls:emptyTitle')).waitFor();
    expect(await stored()).toBe(4);
    await context.close();
  });
});
