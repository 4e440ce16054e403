/** Spend as a person sees and enters it. */
import type { z } from 'zod';
import { badInput, notFound } from '../../kernel/errors.ts';
import type {
  SpendRow,
  spendListQuery,
  spendRemove,
  spendSave,
  spendSorts,
} from '../../records/channel-cost.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { pageOf, windowOf } from '../../store/list-window.ts';
import { zoneDay } from '../zone-day.ts';
import { noImport, saveEntry } from './reference-entries.store.ts';

interface Stored {
  readonly source: string;
  readonly spend_id: string;
  readonly spent_on: string;
  readonly channel: string;
  readonly campaign: string;
  readonly amount: string;
  readonly currency: string;
  readonly import_id: string;
}

const current: FactsSql = factsSql`(select source, spend_id, spent_on, toString(channel) as channel, campaign, amount, toString(currency) as currency,
  toString(import_id) as import_id from (select * from spend where is_deleted = 0 settings final = 1))`;

const sortBy: Readonly<Record<(typeof spendSorts)[number], FactsSql>> = {
  spentOn: factsSql`spent_on`,
  channel: factsSql`channel`,
  campaign: factsSql`campaign`,
  amount: factsSql`amount`,
  currency: factsSql`currency`,
};

const rowOf = (row: Stored): SpendRow => ({
  source: row.source,
  spendId: row.spend_id,
  spentOn: row.spent_on,
  channel: row.channel,
  campaign: row.campaign,
  amount: row.amount,
  currency: row.currency,
  isEdited: row.import_id === noImport,
});

/** One page of spend, newest first. Throws `cursor-invalid`. Two scans of the spend table. */
export async function findSpendPage(ctx: StoreContext, query: z.output<typeof spendListQuery>) {
  const window = windowOf(ctx, 'spend', query);
  const { query: text = '', sort = '-spentOn' } = query;
  const from = factsSql`from ${current} as spend where positionCaseInsensitiveUTF8(channel, ${p.string(text)}) > 0
    or positionCaseInsensitiveUTF8(campaign, ${p.string(text)}) > 0 or ${p.string(text)} = ''`;
  const column = sortBy[sort.replace(/^-/, '') as keyof typeof sortBy];
  const order = sort.startsWith('-') ? factsSql`${column} desc` : factsSql`${column} asc`;
  const [rows, [counted]] = await Promise.all([
    ctx.ch.query<Stored>(
      factsSql`select * ${from} order by ${order}, spent_on desc, source, spend_id limit ${p.uint32(window.limit)} offset ${p.uint32(window.offset)}`,
      { tag: 'spend.list', role: 'interactive' },
    ),
    ctx.ch.query<{ n: string }>(factsSql`select count() as n ${from}`, {
      tag: 'spend.count',
      role: 'interactive',
    }),
  ]);
  return {
    spend: rows.map(rowOf),
    ...pageOf(ctx, 'spend', { ...window, total: Number(counted?.n ?? 0) }),
  };
}

type Key = z.output<typeof spendRemove>;

async function findSpend(ctx: StoreContext, { source, spendId }: Key): Promise<SpendRow> {
  const [row] = await ctx.ch.query<Stored>(
    factsSql`select * from ${current} as spend where source = ${p.string(source)} and spend_id = ${p.string(spendId)}`,
    { tag: 'spend.one', role: 'interactive' },
  );
  if (!row) throw notFound('spend-unknown', { path: 'spendId', received: spendId, params: { id: spendId } });
  return rowOf(row);
}

const rowToStore = ({ source, spendId, spentOn, channel, campaign, amount, currency }: SpendRow) => ({
  source,
  spend_id: spendId,
  spent_on: spentOn,
  channel,
  campaign,
  amount,
  currency,
});

/** What the audit log keeps of a row. */
const noted = ({ spentOn, channel, campaign, amount, currency }: SpendRow) => ({
  spentOn,
  channel,
  campaign,
  amount,
  currency,
});

/** Spend was known on its own day, whenever it is typed in. */
const knownAt = (ctx: StoreContext, day: string) =>
  new Date(Math.min(ctx.now().getTime(), Date.parse(`${day}T00:00:00Z`)));

/** Enters a row, or replaces the one of `key`. Throws `spend-unknown` and `spend-day-ahead`. */
export async function saveSpend(
  ctx: StoreContext,
  { key, ...values }: z.output<typeof spendSave>,
): Promise<SpendRow> {
  const today = zoneDay(ctx.now(), ctx.settings.zone);
  if (values.spentOn > today)
    throw badInput('spend-day-ahead', { path: 'spentOn', received: values.spentOn, expected: `<= ${today}` });
  const before = key ? await findSpend(ctx, key) : null;
  const after = { ...(key ?? { source: 'console', spendId: ctx.newId() }), ...values, isEdited: true };
  await saveEntry(ctx, {
    kind: 'spend',
    row: rowToStore(after),
    knownAt: knownAt(ctx, after.spentOn),
    audit: {
      action: before ? 'spend.change' : 'spend.enter',
      target: `spend:${after.source}:${after.spendId}`,
      ...(before ? { before: noted(before) } : {}),
      after: noted(after),
    },
  });
  return findSpend(ctx, after);
}

/** Takes a row out. Throws `spend-unknown`. */
export async function removeSpend(ctx: StoreContext, key: Key): Promise<{ removed: boolean }> {
  const before = await findSpend(ctx, key);
  await saveEntry(ctx, {
    kind: 'spend',
    row: rowToStore(before),
    knownAt: knownAt(ctx, before.spentOn),
    isDeleted: true,
    audit: {
      action: 'spend.remove',
      target: `spend:${before.source}:${before.spendId}`,
      before: noted(before),
    },
  });
  return { removed: true };
}
