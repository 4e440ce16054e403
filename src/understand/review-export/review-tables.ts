/** A review as plain tables, the one source of its page on paper and of its workbook. */
import { textOf } from '../../kernel/catalogue.ts';
import type { CustomerValueReport } from '../../records/customer-value.ts';
import { lifeCycleStages, rfmCells, valueTiers } from '../../records/feature.ts';
import type { Review } from '../../records/review.ts';
import type { ReviewChange } from '../../records/review-change.ts';
import { zoneDay } from '../zone-day.ts';
import { behaviourTables } from './behaviour-tables.ts';
import {
  column,
  type ExportTable,
  type ReviewExport,
  spanText,
  type Writer,
  writerOf,
} from './export-table.ts';
import type { ExportWord } from './export-words.ts';
import { festivalTable } from './festival-table.ts';
import { findingTables } from './finding-tables.ts';
import { lifeCycleTable } from './life-cycle.ts';
import { movementTables, rfmGridTable } from './movement-tables.ts';
import { personaTable } from './persona-table.ts';
import { placeTable } from './places.ts';

/** The answer in words: what the page and the first sheet begin with. */
export function reviewWords(source: ReviewExport): {
  title: string;
  /** The as-of day in the organisation's zone. */
  day: string;
  basis: string;
  sentence: string;
  madeAt: string;
  cautionsTitle: string;
  cautions: string[];
} {
  const w = writerOf(source);
  const { review, locale } = source;
  const { customers, sales } = review;
  const count = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const { overdue, farOverdue } = customers.rhythmBands;
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: review.zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const at = (instant: string) => `${time.format(new Date(instant))} (${review.zone})`;
  return {
    title: w.say('title'),
    day: zoneDay(new Date(review.asOf), review.zone),
    basis: w.say(sales.firstDay === null ? 'basisWithout' : 'basis', {
      from: sales.firstDay ?? '',
      to: sales.lastDay ?? '',
      asOf: at(review.asOf),
      version: String(review.definitionVersion),
      value: w.say(review.valueIs),
      currency: review.currency,
    }),
    sentence: w.say(customers.buyers === 0 ? 'sentenceWithout' : 'sentence', {
      buyers: count.format(customers.buyers),
      recent: count.format(customers.buyersLast365),
      slipping: count.format(overdue + farOverdue),
      oneTime: percent.format(customers.oneTime / Math.max(1, customers.buyers)),
    }),
    madeAt: w.say('madeAt', { at: at(review.createdAt) }),
    cautionsTitle: w.say('cautions'),
    cautions: review.warnings.map(({ code, params }) => textOf(code, locale, params).message),
  };
}

function totals(w: Writer): ExportTable[] {
  const { customers, sales } = w.review;
  const counts: [ExportWord, number][] = [
    ['total', customers.total],
    ['buyers', customers.buyers],
    ['buyers365', customers.buyersLast365],
    ['oneTime', customers.oneTime],
    ['repeat', customers.repeat],
    ['overdue', customers.rhythmBands.overdue + customers.rhythmBands.farOverdue],
  ];
  const amounts: [ExportWord, number | null][] = [
    ['revenue', sales.revenueMinor],
    ['refunds', sales.refundsMinor],
    ['marginAmount', sales.marginMinor],
    ['withoutCustomer', sales.withoutCustomer.revenueMinor],
  ];
  return [
    {
      key: 'customers',
      title: w.say('customersTable'),
      columns: [column(w, 'figure', 'text'), column(w, 'count', 'count')],
      rows: counts.map(([word, n]) => [w.say(word), n]),
    },
    {
      key: 'sales',
      title: w.say('moneyTable'),
      columns: [column(w, 'figure', 'text'), column(w, 'amount', 'money')],
      rows: amounts.map(([word, minor]) => [w.say(word), w.money(minor)]),
    },
  ];
}

function opportunities(w: Writer): ExportTable[] {
  const language = w.locale === 'en' ? 'en' : 'zh';
  const cards = w.review.opportunities;
  const figures: ExportTable = {
    key: 'opportunities',
    title: w.say('opportunities'),
    note: w.say('stakeNote'),
    columns: [
      column(w, 'opportunity', 'text'),
      column(w, 'customers', 'count'),
      column(w, 'reachable', 'count'),
      column(w, 'stake', 'money'),
      column(w, 'low', 'money'),
      column(w, 'high', 'money'),
    ],
    rows: cards.map(card => [
      card.title[language],
      card.customers,
      card.reachable,
      w.money(card.valueAtStakeMinor?.estimate ?? null),
      w.money(card.valueAtStakeMinor?.lo ?? null),
      w.money(card.valueAtStakeMinor?.hi ?? null),
    ]),
  };
  const words: ExportTable = {
    key: 'opportunity-words',
    title: w.say('inWords'),
    columns: [column(w, 'opportunity', 'text'), column(w, 'inWords', 'text')],
    rows: cards.map(card => [card.title[language], card.sentence[language]]),
  };
  return [figures, words];
}

function changeTables(w: Writer, change: ReviewChange): ExportTable[] {
  const kind = w.say(`kind.${change.kind}`);
  const money = new Intl.NumberFormat(w.locale, {
    style: 'currency',
    currency: w.review.currency,
    currencyDisplay: 'narrowSymbol',
  });
  const moneyText = (minor: number) => money.format(w.money(minor) ?? 0);
  const columns = (first: ExportWord) => [
    column(w, first, 'text'),
    column(w, 'before', 'money'),
    column(w, 'after', 'money'),
    column(w, 'change', 'money'),
  ];
  const moved = (name: string, row: { beforeMinor: number; afterMinor: number; amountMinor: number }) => [
    name,
    w.money(row.beforeMinor),
    w.money(row.afterMinor),
    w.money(row.amountMinor),
  ];
  const outside = [
    moved(w.say('refundsPart'), change.refunds),
    moved(w.say('withoutCustomer'), change.anonymous),
  ];
  const all = moved(w.say('netSales'), {
    ...change,
    amountMinor: change.afterMinor - change.beforeMinor,
  });
  return [
    {
      key: `change-${change.kind}`,
      title: w.say('changeDrivers', { kind, before: spanText(change.before), after: spanText(change.after) }),
      note: w.say('changeNote', { lo: moneyText(change.noise.lo), hi: moneyText(change.noise.hi) }),
      columns: [
        column(w, 'part', 'text'),
        column(w, 'before', 'number'),
        column(w, 'after', 'number'),
        column(w, 'change', 'money'),
      ],
      rows: [
        ...change.drivers.map(row => [
          w.say(`driver.${row.driver}`),
          row.driver === 'sales-per-order' ? w.money(row.before) : row.before,
          row.driver === 'sales-per-order' ? w.money(row.after) : row.after,
          w.money(row.amountMinor),
        ]),
        ...outside,
        all,
      ],
    },
    {
      key: `groups-${change.kind}`,
      title: w.say('changeGroups', { kind }),
      columns: columns('group'),
      rows: [...change.groups.map(row => moved(w.say(`group.${row.group}`), row)), ...outside, all],
    },
  ];
}

const months = (w: Writer): ExportTable => ({
  key: 'months',
  title: w.say('months'),
  note: w.say('monthNote'),
  columns: [
    column(w, 'month', 'text'),
    column(w, 'revenue', 'money'),
    column(w, 'refunds', 'money'),
    column(w, 'marginAmount', 'money'),
    column(w, 'buyers', 'count'),
    column(w, 'orders', 'count'),
  ],
  rows: w.review.months.map(row => [
    row.month,
    w.money(row.revenueMinor),
    w.money(row.refundsMinor),
    w.money(row.marginMinor),
    row.buyers,
    row.orders,
  ]),
});

function classes(w: Writer): ExportTable[] {
  const { customers } = w.review;
  const share = (n: number) => (customers.total > 0 ? n / customers.total : 0);
  return [
    {
      key: 'tiers',
      title: w.say('tiers'),
      columns: [column(w, 'tier', 'text'), column(w, 'customers', 'count'), column(w, 'value365', 'money')],
      rows: valueTiers.map(tier => [
        w.say(`tier.${tier}`),
        customers.tiers[tier],
        w.money(customers.tierValueMinor[tier]),
      ]),
    },
    {
      key: 'stages',
      title: w.say('stages'),
      columns: [column(w, 'stage', 'text'), column(w, 'customers', 'count'), column(w, 'share', 'share')],
      rows: lifeCycleStages.map(stage => {
        const n = customers.stages[stage];
        return [w.say(`stage.${stage}`), n, share(n)];
      }),
    },
    {
      key: 'rfm',
      title: w.say('cells'),
      columns: [column(w, 'cell', 'text'), column(w, 'customers', 'count'), column(w, 'share', 'share')],
      rows: rfmCells.map(cell => {
        const n = customers.rfmCells[cell];
        return [w.say(`cell.${cell}`), n, share(n)];
      }),
    },
  ];
}

function future(w: Writer, { groups }: CustomerValueReport): ExportTable {
  const nameOf = ({ kind, name }: CustomerValueReport['groups'][number]) =>
    kind === 'all' ? w.say('everybody') : w.say(`${kind}.${name}` as ExportWord);
  return {
    key: 'future',
    title: w.say('future'),
    note: w.say('futureNote'),
    columns: [
      column(w, 'group', 'text'),
      column(w, 'customers', 'count'),
      column(w, 'alive', 'share'),
      column(w, 'expectedOrders', 'number'),
      column(w, 'estimate', 'money'),
      column(w, 'low', 'money'),
      column(w, 'high', 'money'),
    ],
    rows: groups.map(group => [
      nameOf(group),
      group.customers,
      group.alive,
      group.orders365,
      group.value12?.estimate ?? null,
      group.value12?.lo ?? null,
      group.value12?.hi ?? null,
    ]),
  };
}

type TopRow = Review['regions']['top'][number] | Review['channels']['top'][number];

function tops(w: Writer): ExportTable[] {
  const { products, regions, channels } = w.review;
  const note = (of: { count: number; top: readonly unknown[] }) =>
    w.say('topNote', { n: String(of.top.length), all: String(of.count) });
  const figures = [
    column(w, 'revenue', 'money'),
    column(w, 'share', 'share'),
    column(w, 'buyers', 'count'),
    column(w, 'orders', 'count'),
  ];
  const cells = (row: TopRow | Review['products']['top'][number]) => [
    w.money(row.revenueMinor),
    row.share,
    row.buyers,
    row.orders,
  ];
  return [
    {
      key: 'products',
      title: w.say('products'),
      note: note(products),
      columns: [column(w, 'product', 'text'), column(w, 'units', 'number'), ...figures],
      rows: products.top.map(row => [row.name || row.sku, row.quantity, ...cells(row)]),
    },
    {
      key: 'regions',
      title: w.say('regions'),
      note: note(regions),
      columns: [column(w, 'region', 'text'), ...figures],
      rows: regions.top.map(row => [row.region || w.say('nameless'), ...cells(row)]),
    },
    {
      key: 'channels',
      title: w.say('channels'),
      note: note(channels),
      columns: [column(w, 'channel', 'text'), ...figures],
      rows: channels.top.map(row => [row.channel || w.say('nameless'), ...cells(row)]),
    },
  ];
}

function appendix(w: Writer): ExportTable[] {
  const language = w.locale === 'en' ? 'en' : 'zh';
  return [
    {
      key: 'definitions',
      title: w.say('definitions'),
      columns: [column(w, 'figure', 'text'), column(w, 'definition', 'text')],
      rows: w.review.definitions.map(({ figure, text }) => [figure, text[language]]),
    },
    {
      key: 'statements',
      title: w.say('statements'),
      columns: [column(w, 'figure', 'text'), column(w, 'statement', 'code'), column(w, 'parameters', 'code')],
      rows: [...w.review.sql, ...(w.review.findings?.sql ?? [])].map(({ figure, text, params }) => [
        figure,
        text,
        JSON.stringify(params),
      ]),
    },
  ];
}

/** Every table of a review in the order in which one reads it; tables without a row are left out. */
export function reviewTables(source: ReviewExport): ExportTable[] {
  const w = writerOf(source);
  const tables = [
    ...findingTables(source),
    ...totals(w),
    ...opportunities(w),
    ...(source.changes?.changes ?? []).flatMap(change => changeTables(w, change)),
    ...(source.festivals ? [festivalTable(w, source.festivals)] : []),
    months(w),
    ...classes(w),
    ...(source.personas ? [personaTable(w, source.personas)] : []),
    ...(source.value?.status === 'ok' ? [future(w, source.value)] : []),
    ...(source.places ? [placeTable(w, source.places)] : []),
    ...rfmGridTable(w),
    ...movementTables(w),
    ...(source.behaviour ? behaviourTables(w, source.behaviour) : []),
    ...(source.products ? [lifeCycleTable(w, source.products)] : []),
    ...tops(w),
    ...appendix(w),
  ];
  return tables.filter(table => table.rows.length > 0);
}
