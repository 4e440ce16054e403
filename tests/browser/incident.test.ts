/** A real leak, clicked through in a browser: recorded, its people listed, sending stopped, the account signed out. */
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveCampaign } from '../../src/act/campaign.route.ts';
import { loadCampaign, saveDefinition } from '../../src/act/campaign.store.ts';
import { launchCampaign } from '../../src/act/launch.store.ts';
import { saveAccount } from '../../src/app/accounts.store.ts';
import { openSession } from '../../src/app/sessions.store.ts';
import { revealCustomer } from '../../src/collect/profile/reveal.store.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../src/testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../src/testing/http.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { buildConsole } from './demo-server.ts';
import { settled, watch } from './page-watch.ts';
import { speak } from './speak.ts';

const consoleFolder = join(import.meta.dirname, '..', '..', 'console', 'dist');
const password = 'correct horse battery';
const officer = 'officer@example.com';

let stores: TestStores;
let server: TestServer;
let browser: Browser;
let people: string[] = [];
const accounts = new Map<string, string>();

async function runCampaign(name: string, segment: string) {
  const { ctx } = stores;
  const change = { control: { share: 0, absenceReason: 'a test' }, schedule: { spreadHours: 4 } };
  await saveDefinition(ctx, testCampaign({ name, segment, startsAt: ctx.now(), change }));
  await approveCampaign(ctx, name, { locale: 'en' });
  await launchCampaign(ctx, name);
}

beforeAll(async () => {
  await buildConsole();
  browser = await launchChromium();
  stores = await testStores({ settings: { publicUrl: 'https://shop.example' } });
  server = await testHttp(stores.ctx, { consoleFolder });
  for (const [email, role] of [
    [officer, 'privacy-officer'],
    ['clerk-zh-cn@example.com', 'service'],
    ['clerk-en@example.com', 'service'],
  ] as const)
    accounts.set(email, (await saveAccount(stores.ctx, { email, password, role })).userId);
  people = await savePeople(
    stores.ctx,
    Array.from({ length: 4 }, (_, n) => ({ externalId: `m-${n}`, email: `m${n}@shop.example` })),
  );
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await stores?.close();
});

const stateOf = async (name: string) => (await loadCampaign(stores.ctx.pg, name)).state;
const sessionsOf = async (userId: string) =>
  (await sql`select 1 from sessions where user_id = ${userId}`.execute(stores.ctx.pg)).rows.length;

async function logIn(page: Page, locale: Locale) {
  await page.goto(server.url);
  await page.getByLabel(textAt(locale, 'shell:login.email')).fill(officer);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await speak(page, locale);
}

test.each<Locale>(['zh-CN', 'en'])(
  'a real leak of an account pauses the campaigns of its people and signs it out, in %s',
  async locale => {
    const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);
    const { ctx } = stores;
    const short = locale.toLowerCase();
    const clerk = `clerk-${short}@example.com`;
    const userId = accounts.get(clerk) ?? '';
    await saveSnapshot(ctx, `seen-${short}`, people.slice(0, 2));
    await saveSnapshot(ctx, `other-${short}`, people.slice(2));
    await runCampaign(`seen-${short}`, `seen-${short}`);
    await runCampaign(`other-${short}`, `other-${short}`);
    await openSession(ctx, { actorId: userId, actorKind: 'user' });
    const caller = { actorId: userId, actorKind: 'user', locale: 'en', role: 'service' } as const;
    await revealCustomer({ ...ctx, caller }, { customerId: people[0] ?? '', reason: 'a call' });

    const context = await browser.newContext({ locale, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const watched = watch(page, locale);
    watched.allow(/401 \(Unauthorized\).*\/api\/session/);
    await logIn(page, locale);
    await page.goto(`${server.url}/privacy/incidents/new`);
    await page.getByText(t('incident:mode.real'), { exact: true }).click();
    await page.getByLabel(t('incident:finding'), { exact: true }).fill('a password was written on a board');
    await page.getByLabel(t('incident:source.title'), { exact: true }).click();
    await page.locator('.ant-select-item-option').getByText(t('incident:source.account')).click();
    await page.getByLabel(t('incident:sourceField.account'), { exact: true }).click();
    await page.locator('.ant-select-item-option').getByText(clerk).click();
    await page.getByRole('button', { name: t('incident:begin.real'), exact: true }).click();

    await page.getByRole('button', { name: t('incident:people.find'), exact: true }).click();
    await page.getByRole('button', { name: t('incident:people.file.real'), exact: true }).waitFor();
    await page.getByRole('button', { name: t('incident:stop.act.real'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(t('incident:stop.accountToo', { name: clerk })).waitFor();
    expect([await stateOf(`seen-${short}`), await sessionsOf(userId)]).toEqual(['running', 1]);
    await dialog.getByRole('button', { name: t('incident:stop.act.real'), exact: true }).click();
    await page.getByText(t('incident:stop.done'), { exact: true }).waitFor();
    await page.getByRole('link', { name: `seen-${short}`, exact: true }).waitFor();
    await settled(page);
    await page.mouse.move(2, 2);
    await watched.check(`incident-real-${short}`);
    expect([await stateOf(`seen-${short}`), await stateOf(`other-${short}`)]).toEqual(['paused', 'running']);
    expect(await sessionsOf(userId)).toBe(0);

    // What the officer read on the way is counted within ten seconds.
    const counted = () =>
      sql`select 1 from masked_reads`.execute(stores.ctx.pg).then(({ rows }) => rows.length);
    await expect.poll(counted, { timeout: 30_000, interval: 500 }).toBeGreaterThan(0);
    await page.goto(`${server.url}/audit`);
    await page.getByText('GET /api/incidents/:id/people', { exact: true }).first().waitFor();
    await settled(page);
    await watched.check(`audit-reads-${short}`);
    await context.close();
  },
);
