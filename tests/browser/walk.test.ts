/**
 * A working day in the console, in a real browser on the demo, once in each language: every page of the loop is
 * opened, used as its reader would, compared with what the API says, and held to the rules of page-watch.ts.
 */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type Locale, textAt } from './console-texts.ts';
import { type DemoServer, startDemo } from './demo-server.ts';
import { badRow, goodRows, ordersFile, salesOfCompleted } from './orders-file.ts';
import { type PageWatch, settled, watch } from './page-watch.ts';
import { speak } from './speak.ts';

const wide = { width: 1440, height: 900 };
const narrow = { width: 1024, height: 800 };
const first = 'autumn-win-back';
const second = 'lost-vip-letter';

let demo: DemoServer;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await startDemo();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
}, 60_000);

/** `1,234`, `−12`, `¥1,234.50` as a number. */
const figure = (text: string | null): number =>
  Number((text ?? '').replace('\u2212', '-').replace(/[^\d.-]/g, ''));

describe.each<Locale>(['zh-CN', 'en'])('The console in %s', locale => {
  let context: BrowserContext;
  let page: Page;
  let watched: PageWatch;
  const t = (key: string, values?: Record<string, string | number>) => textAt(locale, key, values);

  beforeAll(async () => {
    context = await browser.newContext({
      viewport: wide,
      locale,
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    watched = watch(page, locale);
  });
  afterAll(() => context?.close());

  const open = async (path: string) => {
    await page.goto(demo.url + path);
    await page.locator('h1').first().waitFor();
    await settled(page);
  };
  const api = async <T>(path: string): Promise<T> => {
    const reply = await context.request.get(demo.url + path);
    expect(reply.status(), path).toBe(200);
    return (await reply.json()) as T;
  };
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true });
  const link = (key: string) => page.getByRole('link', { name: t(key), exact: true });
  const table = (key: string) => page.getByRole('group', { name: t(key), exact: true });
  const cells = async (rows: Locator): Promise<string[][]> =>
    Promise.all((await rows.all()).map(row => row.locator('th, td').allInnerTexts()));
  /** The figure under a name in a row of figures. */
  const stat = async (key: string) =>
    figure(
      await page
        .locator('.stat')
        .filter({ has: page.locator('dt', { hasText: new RegExp(`^${t(key)}\\??$`) }) })
        .locator('.value')
        .first()
        .innerText(),
    );

  test('refuses a wrong password in words and lets the owner in', async () => {
    watched.allow(/401 \(Unauthorized\).*\/api\/session/);
    await open('/');
    await watched.check('login');
    await page.getByLabel(t('shell:login.email')).fill(demo.email);
    await page.locator('input[type=password]').fill('not the password');
    await page.locator('button[type=submit]').click();
    await page.getByRole('alert').waitFor();
    await watched.check('login-refused');
    await page.locator('input[type=password]').fill(demo.password);
    await page.locator('button[type=submit]').click();
    await speak(page, locale);
    await page.getByRole('heading', { level: 1, name: t('home:title') }).waitFor();
  });

  test('opens on the home page with what waits, what runs and where money lies', async () => {
    await open('/');
    const home = await api<{ needs: unknown[]; opportunities: unknown[] }>('/api/home');
    for (const key of ['needs', 'running', 'money', 'targets', 'calendar']) {
      await page.getByRole('heading', { name: t(`home:${key}.title`), exact: true }).waitFor();
    }
    expect(figure(await page.locator('nav#side .badge').innerText())).toBe(home.needs.length);
    expect(home.opportunities.length).toBeGreaterThan(0);
    await watched.check('home');
  });

  test('imports a file: preview, dry run, commit, quarantine, and back', async () => {
    await open('/collect/imports/new');
    await watched.check('import-file');
    await page.locator('input[type=radio][value=orders]').check();
    const prefix = locale === 'en' ? 'EN' : 'ZH';
    await page.locator('input[type=file]').setInputFiles({
      name: `orders-${prefix}.csv`,
      mimeType: 'text/csv',
      buffer: ordersFile(prefix),
    });
    await page.getByText('GB18030', { exact: false }).first().waitFor();
    await table('collect:preview.title').getByText('保温杯').first().waitFor();
    await page.getByRole('checkbox', { name: /已关闭/ }).uncheck();
    await settled(page);
    await watched.check('import-columns');
    await button('collect:mapping.next').click();
    await page.getByRole('heading', { name: t('collect:check.result') }).waitFor();
    expect(await stat('collect:rows.read')).toBe(goodRows + 1);
    expect(await stat('collect:rows.quarantined')).toBe(1);
    const dates = await cells(table('collect:question.date').locator('tbody tr'));
    expect(dates.map(row => figure(row[2] ?? ''))).toContain(salesOfCompleted);
    await watched.check('import-dry-run');
    await button('collect:check.commit').click();
    await link('collect:run.open').click();
    await page.getByRole('heading', { level: 1, name: `orders-${prefix}.csv` }).waitFor();
    expect(await stat('collect:rows.stored')).toBe(goodRows);
    await watched.check('import');
    await page.getByRole('link', { name: t('collect:import.quarantine', { n: 1 }) }).click();
    await table('collect:quarantine.title').locator('tbody tr').first().waitFor();
    const [refused = []] = await cells(table('collect:quarantine.title').locator('tbody tr'));
    expect(figure(refused[0] ?? '')).toBe(badRow);
    const reasons = await api<{ rows: { code: string; message: string; remedy: string }[] }>(
      `/api/imports/${page.url().split('/').pop()?.split('?')[0]}/quarantine`,
    );
    expect(reasons.rows).toHaveLength(1);
    expect(refused).toContain(reasons.rows[0]?.message);
    expect(refused).toContain(reasons.rows[0]?.remedy);
    await watched.check('import-quarantine');
    await button('collect:undo.label').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('collect:undo.confirm'), exact: true })
      .click();
    await page.getByText(t('collect:state.undone'), { exact: true }).first().waitFor({ timeout: 60_000 });
    await watched.check('import-undone');
    await open('/collect/imports');
    await watched.check('imports');
  });

  test('shows the sales definition and the exclusions', async () => {
    await open('/collect/sales-definition');
    await watched.check('sales-definition');
  });

  test('shows in the base check-up exactly what the API says', async () => {
    await open('/understand/review');
    const review = await api<{
      customers: {
        total: number;
        buyers: number;
        tiers: Record<string, number>;
        stages: Record<string, number>;
      };
      months: unknown[];
    }>('/api/reviews/latest');
    const { customers } = review;
    expect(await stat('understand:figure.total')).toBe(customers.total);
    expect(await stat('understand:figure.buyers')).toBe(customers.buyers);
    const tiers = await cells(table('understand:tiers.title').locator('tbody tr'));
    expect(tiers.map(row => figure(row[1] ?? ''))).toEqual(
      ['high', 'mid', 'low'].map(tier => customers.tiers[tier]),
    );
    expect(tiers.reduce((sum, row) => sum + figure(row[1] ?? ''), 0)).toBe(customers.buyers);
    const stages = await cells(table('understand:stages.title').locator('tbody tr'));
    expect(stages.reduce((sum, row) => sum + figure(row[1] ?? ''), 0)).toBe(customers.total);
    const chart = page
      .locator('figure')
      .filter({ has: page.getByRole('img', { name: t('understand:months.title') }) });
    await chart.getByRole('button', { name: t('common:chart.showTable') }).click();
    expect(await table('understand:months.title').last().locator('tbody tr').count()).toBe(
      review.months.length,
    );
    await watched.check('review');
  });

  test('shows products as the API has them, one beside the list, and takes an action on', async () => {
    await open('/understand/products');
    const { summary } = await api<{ summary: { products: { sold: number } } }>(
      '/api/reviews/latest/products/summary',
    );
    expect(await stat('products:figure.sold')).toBe(summary.products.sold);
    const { total } = await api<{ total: number }>('/api/reviews/latest/products?class=A');
    await table('products:class.title')
      .getByRole('link', { name: t('products:class.A') })
      .click();
    await settled(page);
    expect(await table('products:title').locator('tbody tr').count()).toBe(Math.min(50, total));
    await watched.check('products');
    // A product of its own in each language: one may have one open action of a kind.
    const place = locale === 'en' ? 1 : 0;
    await table('products:title').locator('tbody th a').nth(place).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('heading', { name: t('products:stage.title') }).waitFor();
    await drawer.getByLabel(t('products:actions.owner')).fill(locale === 'en' ? 'Buying' : '采购组');
    await drawer.getByRole('button', { name: t('products:take.take') }).click();
    await drawer.getByText(t('products:take.taken')).waitFor();
    await watched.check('product');
    await open('/understand/products?tab=change');
    await page.getByRole('img', { name: t('products:bridge.title') }).waitFor();
    await watched.check('products-change');
  });

  let segment = '';
  test('turns an opportunity into a segment with one click, and its count is its members', async () => {
    await open('/decide/opportunities');
    await watched.check('opportunities');
    await page.locator('article h2 a').first().click();
    await button('decide:opportunity.toSegment').waitFor();
    await watched.check('opportunity');
    await button('decide:opportunity.toSegment').click();
    await page.waitForURL(/\/decide\/segments\/[^/]+$/);
    segment = page.url().split('/').pop() ?? '';
    await settled(page);
    const count = page.getByRole('button', {
      name: new RegExp(`${t('decide:segment.countNow')}|${t('decide:segment.countAgain')}`),
    });
    await count.click();
    await table('decide:members.title').waitFor();
    await settled(page);
    const members = await api<{ count: number; members: { tier: string; frequency: number }[] }>(
      `/api/segments/${segment}/members?limit=200`,
    );
    expect(figure((await page.locator('.answer').innerText()).match(/[\d,]+/)?.[0] ?? '')).toBe(
      members.count,
    );
    let seen = members.members.length;
    for (let next = (members as { nextCursor?: string }).nextCursor; next; ) {
      const more = await api<{ members: unknown[]; nextCursor?: string }>(
        `/api/segments/${segment}/members?limit=200&cursor=${next}`,
      );
      seen += more.members.length;
      next = more.nextCursor;
    }
    expect(seen).toBe(members.count);
    expect(members.members.every(member => member.tier !== '' && member.frequency >= 0)).toBe(true);
    await watched.check('segment');
    await open('/decide/segments');
    await watched.check('segments');
  });

  test('plans a campaign whose audience adds up step by step', async () => {
    await open(`/act/campaigns/new?segment=${segment}`);
    await page.getByLabel(t('decide:edit.nameLabel')).fill(`walk-${locale.toLowerCase()}`);
    await page.getByLabel(t('act:form.senderName')).fill('Shop');
    await page.getByLabel(t('act:form.senderAddress')).fill('hello@shop.example');
    await page.getByLabel(t('act:form.subject')).fill('Hello');
    await watched.check('campaign-new');
    await button('act:edit.save').first().click();
    await page.waitForURL(/\/act\/campaigns\/walk-[^/]+$/);
    await page.getByRole('link', { name: t('act:tab.audience'), exact: true }).click();
    const rows = page.locator('table.waterfall tbody tr');
    await rows.first().waitFor();
    const steps = (await cells(rows)).map(row => ({
      lost: row[1] === '–' ? 0 : -figure(row[1] ?? ''),
      left: figure(row[2] ?? ''),
    }));
    expect(steps.length).toBeGreaterThan(4);
    for (const [index, step] of steps.entries()) {
      const before = steps[index - 1];
      if (before) expect(step.left, `step ${index}`).toBe(before.left - step.lost);
    }
    await page.locator('table.waterfall button.toggle').first().click();
    await page.locator('table.waterfall tr.reason').first().waitFor();
    await watched.check('campaign-audience');
  });

  test("shows the demo's campaign, its state and where every message went", async () => {
    await open('/act/campaigns');
    await watched.check('campaigns');
    await open(`/act/campaigns/${first}`);
    const status = await api<Record<'audience' | 'intents' | 'delivered' | 'control', number>>(
      `/api/campaigns/${first}/status`,
    );
    expect(await stat('act:progress.audience')).toBe(status.audience);
    expect(await stat('act:progress.delivered')).toBe(status.delivered);
    expect(status.intents + status.control).toBe(status.audience);
    await page.getByText(t('act:state.finished'), { exact: true }).first().waitFor();
    await watched.check('campaign');
    for (const tab of ['plan', 'audience', 'message']) {
      await open(`/act/campaigns/${first}?tab=${tab}`);
      await watched.check(`campaign-${tab}-launched`);
    }
  });

  test('cancels several campaigns at once, names those left out and goes on after one that is refused', async () => {
    const plan = await api<{ definition: { name: string; title: string } }>(
      `/api/campaigns/walk-${locale.toLowerCase()}`,
    );
    const drafts = [1, 2].map(n => ({ name: `${plan.definition.name}-${n}`, title: `Walk ${locale} ${n}` }));
    for (const draft of drafts) {
      const data = { ...plan.definition, ...draft };
      const saved = await context.request.put(`${demo.url}/api/campaigns/${draft.name}`, { data });
      expect(saved.ok(), await saved.text()).toBe(true);
    }
    const chosen = [plan.definition, ...drafts];
    const dialog = page.getByRole('dialog');
    const tableOf = (key: string) => dialog.getByRole('group', { name: t(key), exact: true });
    const rowOf = (key: string, title: string) =>
      tableOf(key)
        .locator('tbody tr')
        .filter({ has: page.getByRole('rowheader', { name: title, exact: true }) });
    await open('/act/campaigns');
    await page.getByRole('checkbox', { name: t('common:list.chooseAll') }).press('Space');
    await button('act:bulk.pause.label').press('Enter');
    await dialog.getByText(t('act:bulk.pause.none'), { exact: true }).waitFor();
    const { campaigns } = await api<{ campaigns: { state: string }[] }>('/api/campaigns?limit=50');
    expect(campaigns.filter(({ state }) => state === 'running')).toEqual([]);
    const leftOut = await cells(tableOf('act:bulk.leftOut').locator('tbody tr'));
    expect(leftOut.map(row => row[2])).toEqual(campaigns.map(({ state }) => t(`act:bulk.because.${state}`)));
    await watched.check('campaigns-none-to-pause');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await button('act:bulk.cancel.label').press('Enter');
    const title = (await api<{ definition: { title: string } }>(`/api/campaigns/${first}`)).definition.title;
    expect(await rowOf('act:bulk.leftOut', title).innerText()).toContain(t('act:bulk.because.finished'));
    await expect.poll(() => tableOf('act:bulk.cancel.will').innerText()).not.toContain('…');
    for (const { title: name } of chosen) {
      const [row = []] = await cells(rowOf('act:bulk.cancel.will', name));
      expect(row).toEqual([name, t('act:state.draft'), '0']);
    }
    const n = chosen.length;
    const confirm = dialog.getByRole('button', {
      name: t('act:bulk.cancel.confirm_other', { n }),
      exact: true,
    });
    expect(await confirm.isDisabled()).toBe(true);
    await watched.check('campaigns-cancel');
    await dialog.getByRole('textbox').fill(t('act:bulk.cancel.typed_other', { n }));
    // Somebody else is faster with one of them.
    const [taken = plan.definition, ...others] = drafts;
    const earlier = await context.request.post(`${demo.url}/api/campaigns/${taken.name}/cancel`);
    expect(earlier.status()).toBe(200);
    watched.allow(/409 \(Conflict\).*\/cancel/);
    await confirm.press('Enter');
    await button('act:bulk.close').waitFor();
    const [refused = []] = await cells(rowOf('act:bulk.resultTitle', taken.title));
    expect(refused).toEqual([taken.title, t('act:bulk.refused', { why: t('act:bulk.because.canceled') })]);
    for (const { title: name } of [plan.definition, ...others]) {
      const [row = []] = await cells(rowOf('act:bulk.resultTitle', name));
      expect(row).toEqual([name, t('act:bulk.cancel.done')]);
    }
    await watched.check('campaigns-canceled');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    const states = page
      .locator('main tbody tr')
      .filter({ hasText: `Walk ${locale}` })
      .getByText(t('act:state.canceled'), { exact: true });
    expect(await states.count()).toBe(drafts.length);
    const canceled = '/api/audit?action=campaign.cancel&target=campaign:';
    for (const { name } of chosen) {
      expect((await api<{ entries: unknown[] }>(canceled + name)).entries, name).toHaveLength(1);
    }
  });

  test('opens a result with one word and its range, and keeps p in the drawer', async () => {
    await open('/measure/results');
    await watched.check('results');
    await open(`/measure/results/${first}`);
    const result = await api<{
      document: { verdict: { word: string }; populations: { buyers: { p: number } }[] };
    }>(`/api/campaigns/${first}/result`);
    const banner = page.getByRole('region', { name: t('measure:verdict'), exact: true });
    expect((await banner.innerText()).split('\n')[0]).toBe(t(`measure:word.${result.document.verdict.word}`));
    expect(await banner.innerText()).toMatch(/[+\u2212][\d.]+ ?(个百分点|points?|pp).*\d+ ?%/s);
    expect(await page.locator('svg.interval').count()).toBeGreaterThan(0);
    expect(await page.locator('main').innerText()).not.toMatch(/\bp ?[=<≤]|\bp\b ?0\.\d/);
    await watched.check('result');
    await button('measure:method.open').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('columnheader', { name: 'p', exact: true }).first().waitFor();
    await watched.check('result-method');
    await page.keyboard.press('Escape');
  });

  test('says of the small campaign that it cannot tell, and what it would take', async () => {
    await open(`/measure/results/${second}`);
    const word = await page.locator('.verdict-word').innerText();
    expect([t('measure:word.could-not-tell'), t('measure:word.not-enough-data')]).toContain(word);
    await watched.check('result-small');
  });

  test('keeps the retrospective frozen and its lesson in the knowledge base', async () => {
    await open('/learn/retrospectives');
    await watched.check('retrospectives');
    await open(`/learn/retrospectives/${first}`);
    const { frozenAt } = await api<{ frozenAt: string | null }>(`/api/retrospectives/${first}`);
    expect(frozenAt).not.toBeNull();
    expect(await button('learn:retro.freeze').count()).toBe(0);
    const left = (await cells(page.locator('table.waterfall tbody tr'))).map(row => ({
      lost: row[1] === '–' ? 0 : -figure(row[1] ?? ''),
      left: figure(row[2] ?? ''),
    }));
    for (const [index, step] of left.entries()) {
      const before = left[index - 1];
      if (before) expect(step.left).toBe(before.left - step.lost);
    }
    await watched.check('retrospective');
    await open('/learn/knowledge');
    expect(await page.locator('article').count()).toBe(2);
    await watched.check('knowledge');
  });

  test('shows the month with its campaigns and festivals', async () => {
    await open('/act/calendar?month=2026-09');
    expect(await page.locator(`main a[href="/act/campaigns/${first}"]`).count()).toBeGreaterThan(0);
    await watched.check('calendar');
  });

  test('opens a letter that was really sent', async () => {
    await open('/act/sandbox');
    await watched.check('sandbox');
    await page.locator('main tbody th a').first().click();
    const letter = page.frameLocator('main iframe');
    await letter.locator('a').first().waitFor();
    expect(await letter.locator('body').innerText()).toContain('Unsubscribe');
    await watched.check('sandbox-letter');
  });

  test('finds a customer and says why a campaign did or did not reach them', async () => {
    await open('/understand/customers');
    await watched.check('customers');
    const { rows } = await api<{ rows: { customerId: string; arm: string }[] }>(
      `/api/campaigns/${first}/audience?limit=50`,
    );
    const control = rows.find(row => row.arm === 'control') ?? rows[0];
    await page.locator('main [data-search] input').fill(control?.customerId ?? '');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('main tbody tr').count()).toBe(1);
    expect(await page.locator('main tbody th a').getAttribute('href')).toContain(control?.customerId);
    await page.locator('main tbody th a').press('Enter');
    await page.getByRole('heading', { name: t('understand:timeline.title') }).waitFor();
    await settled(page);
    expect(await page.locator('ol.timeline li').count()).toBeGreaterThan(0);
    await page.getByLabel(t('understand:why.campaign')).click();
    const titles = await api<{ definition: { title: string } }>(`/api/campaigns/${first}`);
    await page.locator('.ant-select-item-option').filter({ hasText: titles.definition.title }).click();
    await page.getByText(t('understand:why.outcome.control'), { exact: true }).waitFor();
    await watched.check('customer');
  });

  test('shows background work and the settings', async () => {
    await open('/jobs');
    const { schedules } = await api<{ schedules: { name: string }[] }>('/api/schedules');
    const named = await table('jobs:schedule.title').locator('tbody th').allInnerTexts();
    expect(named).toHaveLength(schedules.length);
    expect(schedules.filter(({ name }) => named.includes(name))).toEqual([]);
    await watched.check('jobs');
    await open('/settings');
    await watched.check('settings');
  });

  test('is driven by keys: go, search, help, and a focus one can see', async () => {
    await open('/');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL('**/decide/opportunities');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/measure/results');
    await settled(page);
    await page.keyboard.press('/');
    expect(await page.evaluate(`document.activeElement?.matches('[data-search], [data-search] input')`)).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: t('shell:help.title') }).waitFor();
    await watched.check('shortcuts');
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(focusShows)).toBe(true);
  });

  test('holds together on a narrow screen and in the dark', async () => {
    await page.setViewportSize(narrow);
    await page.emulateMedia({ colorScheme: 'dark' });
    const paths = {
      home: '/',
      review: '/understand/review',
      opportunities: '/decide/opportunities',
      result: `/measure/results/${first}`,
      retrospective: `/learn/retrospectives/${first}`,
      calendar: '/act/calendar?month=2026-09',
    };
    for (const [name, path] of Object.entries(paths)) {
      await open(path);
      await watched.check(`${name}-dark-1024`);
    }
    await page.setViewportSize(wide);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('logs out', async () => {
    await open('/');
    await page.locator('header .end button[aria-haspopup=menu]').last().click();
    await page.getByRole('menuitem', { name: t('shell:logout') }).click();
    await page.locator('input[type=password]').waitFor();
    expect((await context.request.get(`${demo.url}/api/home`)).status()).toBe(401);
  });
});

/** Whether the focused element looks different from an unfocused one: an outline, a ring or a border. */
const focusShows = `(() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused.closest(".ant-input-affix-wrapper, .ant-select, .ant-picker") ?? focused);
  return document.activeElement !== document.body && (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none' || style.boxShadow !== 'none');
})()`;
