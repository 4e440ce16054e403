/** Spend, channels and rules as people enter them: seen at once, audited, beside imports, and refused where they make no sense. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spendListQuery } from '../../records/channel-cost.ts';
import { caller } from '../../testing/campaign-people.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { findChannelNames, saveChannelName } from './channel-names.store.ts';
import { saveCostRules } from './cost-rules.store.ts';
import { findSpendPage, removeSpend, saveSpend } from './spend-entries.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
let stores: TestStores;
const ctx = () => ({ ...stores.ctx, caller });
const page = (rest: object = {}) => findSpendPage(ctx(), spendListQuery.parse(rest));
const values = { spentOn: '2026-02-10', channel: '天猫', campaign: '', amount: '120.50', currency: 'CNY' };
const imported = {
  source: 'erp',
  spend_id: 'a/1',
  spent_on: '2026-01-05',
  channel: '天猫',
  campaign: '年货节',
  amount: '80',
  currency: 'CNY',
  import_id: '00000000-0000-7000-8000-000000000009',
  ingested_at: '2026-01-06 00:00:00.000',
  known_at: '2026-01-05 00:00:00.000',
  version: 7,
  is_deleted: 0,
};

const audited = async () => {
  const rows = await stores.ctx.pg
    .selectFrom('audit_entries')
    .select(['action', 'target', 'before', 'after', 'actor_id'])
    .orderBy('audit_id', 'desc')
    .limit(1)
    .execute();
  return rows[0];
};

beforeAll(async () => {
  stores = await testStores({ start: end });
  for (const table of ['spend_log', 'spend'])
    await stores.ctx.ch.insert(table, [imported], { tag: 'test.rows' });
});
afterAll(() => stores?.close());

describe('spend', () => {
  it('is entered, changed and taken out, each with its entry, and seen at once', async () => {
    const made = await saveSpend(ctx(), values);
    expect(made).toMatchObject({ ...values, amount: '120.5', source: 'console', isEdited: true });
    expect((await page()).spend.map(row => row.spentOn)).toEqual(['2026-02-10', '2026-01-05']);
    expect(await audited()).toMatchObject({ action: 'spend.enter', actor_id: 'tester', before: null });
    const key = { source: made.source, spendId: made.spendId };
    await saveSpend(ctx(), { ...values, key, amount: '-3' });
    expect((await page({ sort: 'amount' })).spend.map(row => row.amount)).toEqual(['-3', '80']);
    expect(await audited()).toMatchObject({
      action: 'spend.change',
      before: { amount: '120.5' },
      after: { amount: '-3' },
    });
    expect(await removeSpend(ctx(), key)).toEqual({ removed: true });
    expect((await page()).total).toBe(1);
    expect(await audited()).toMatchObject({ action: 'spend.remove', after: null });
  });

  it('of a file keeps its name when it is changed, and says that it was', async () => {
    await saveSpend(ctx(), { ...values, key: { source: 'erp', spendId: 'a/1' }, amount: '81' });
    const { spend, total } = await page({ query: '天猫' });
    expect(total).toBe(1);
    expect(spend[0]).toMatchObject({ source: 'erp', spendId: 'a/1', amount: '81', isEdited: true });
  });

  it('is refused for a day ahead and for a row that is not there', async () => {
    await expect(saveSpend(ctx(), { ...values, spentOn: '2026-03-03' })).rejects.toMatchObject({
      code: 'spend-day-ahead',
    });
    await expect(removeSpend(ctx(), { source: 'erp', spendId: 'nothing' })).rejects.toMatchObject({
      code: 'spend-unknown',
    });
  });
});

describe('channels and rules', () => {
  it('a channel is named with its kind, again and again', async () => {
    await saveChannelName(ctx(), { channel: '天猫', title: '旗舰店', kind: 'online' });
    await saveChannelName(ctx(), { channel: '天猫', title: '天猫旗舰店', kind: 'online' });
    expect((await findChannelNames(ctx())).channels).toEqual([
      { channel: '天猫', title: '天猫旗舰店', kind: 'online', orders: 0, isNamed: true },
    ]);
    expect(await audited()).toMatchObject({
      action: 'sales-channel.change',
      before: { title: '旗舰店', kind: 'online' },
    });
  });

  it('rules are a version each, and nobody overwrites what they have not seen', async () => {
    const rule = {
      channel: '房租',
      purpose: 'fixed' as const,
      basis: 'sales' as const,
      targets: [],
      serviceEvents: [],
    };
    const frontier = { inputs: ['staff', 'rent'] as const, outputs: ['sales'] as const };
    const chosen = { inputs: [...frontier.inputs, 'rent' as const], outputs: [...frontier.outputs] };
    expect(await saveCostRules(ctx(), { version: 0, rules: [rule], frontier: chosen })).toEqual({
      version: 1,
      rules: [rule],
      frontier,
    });
    await expect(saveCostRules(ctx(), { version: 0, rules: [] })).rejects.toMatchObject({
      code: 'cost-rules-changed',
    });
    await expect(saveCostRules(ctx(), { version: 1, rules: [rule, rule] })).rejects.toMatchObject({
      code: 'cost-rule-twice',
    });
    // A change of rules that says nothing of the frontier leaves it.
    expect(await saveCostRules(ctx(), { version: 1, rules: [] })).toEqual({
      version: 2,
      rules: [],
      frontier,
    });
  });
});
