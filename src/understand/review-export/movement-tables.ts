/** How the base moves as tables: months, cohorts, who holds the value, who moved where, stages over time, recency by frequency. */
import type { BaseMigration, BaseMovement, StageHistory } from '../../records/base-movement.ts';
import type { LifeCycleStage } from '../../records/feature.ts';
import { column, type ExportTable, type Writer } from './export-table.ts';
import type { ExportWord } from './export-words.ts';

type Cohort = BaseMovement['cohorts'][number];
type Matrix = BaseMigration['matrices'][number];

const bridge = (w: Writer, { months }: BaseMovement): ExportTable => ({
  key: 'bridge',
  title: w.say('bridge'),
  note: w.say('bridgeNote'),
  columns: [
    column(w, 'month', 'text'),
    column(w, 'atBegin', 'count'),
    column(w, 'group.new', 'count'),
    column(w, 'group.returned', 'count'),
    column(w, 'lapsed', 'count'),
    column(w, 'atEnd', 'count'),
    column(w, 'awayBegin', 'count'),
    column(w, 'awayBack', 'count'),
    column(w, 'awayLost', 'count'),
    column(w, 'awayEnd', 'count'),
  ],
  rows: months.map(({ month, begin, fresh, returned, lapsed, end, away }) => [
    month,
    begin,
    fresh,
    returned,
    lapsed,
    end,
    away?.begin ?? null,
    away?.back ?? null,
    away?.lost ?? null,
    away?.end ?? null,
  ]),
});

function firstPurchases(w: Writer, { firstPurchases: found }: BaseMovement): ExportTable[] {
  if (!found) return [];
  return [
    {
      key: 'first-purchases',
      title: w.say('firstPurchases'),
      note: w.say('firstPurchasesNote', { days: String(found.days) }),
      columns: [
        column(w, 'firstBought', 'text'),
        { title: 'SKU', kind: 'code' },
        column(w, 'customers', 'count'),
        column(w, 'firstAgain', 'share'),
        column(w, 'firstValue', 'money'),
        column(w, 'low', 'money'),
        column(w, 'high', 'money'),
      ],
      rows: [{ ...found.base, name: w.say('everybody') }, ...found.categories, ...found.products].map(row => [
        row.name,
        row.sku,
        row.customers,
        row.repeated / Math.max(1, row.customers),
        row.laterValue.mean,
        row.laterValue.lo,
        row.laterValue.hi,
      ]),
    },
  ];
}

function triangle(
  w: Writer,
  cohorts: readonly Cohort[],
  what: {
    key: 'retention' | 'cohortValue';
    kind: 'share' | 'money';
    cell: (cohort: Cohort, after: number) => number;
  },
): ExportTable {
  const length = Math.max(0, ...cohorts.map(({ quarters }) => quarters.length));
  const after = Array.from({ length }, (_, at) => at);
  return {
    key: what.key,
    title: w.say(what.key),
    note: w.say('cohortsNote'),
    columns: [
      column(w, 'firstQuarter', 'text'),
      column(w, 'customers', 'count'),
      ...after.map(at => ({ title: String(at), kind: what.kind })),
    ],
    rows: cohorts.map(cohort => [
      cohort.quarter,
      cohort.customers,
      ...after.map(at => (at < cohort.quarters.length ? what.cell(cohort, at) : null)),
    ]),
  };
}

const triangles = (w: Writer, { cohorts }: BaseMovement): ExportTable[] => [
  triangle(w, cohorts, {
    key: 'retention',
    kind: 'share',
    cell: ({ customers, quarters }, at) => (quarters[at]?.active ?? 0) / Math.max(1, customers),
  }),
  triangle(w, cohorts, {
    key: 'cohortValue',
    kind: 'money',
    cell: ({ customers, quarters }, at) => (quarters[at]?.value ?? 0) / Math.max(1, customers),
  }),
];

function concentration(w: Writer, { concentration: found }: BaseMovement): ExportTable[] {
  if (!found) return [];
  return [
    {
      key: 'concentration',
      title: w.say('concentration'),
      note: w.say('concentrationNote', {
        gini: found.gini.toFixed(2),
        equal: String(Math.round(1 / Math.max(found.hhi, 1e-9))),
      }),
      columns: [column(w, 'holdersShare', 'share'), column(w, 'heldShare', 'share')],
      rows: found.curve.map(({ holders, value }) => [holders, value]),
    },
  ];
}

function migration(w: Writer, matrix: Matrix): ExportTable {
  const { kind } = matrix;
  const name = (of: string) => w.say(of === 'none' ? `none.${kind}` : (`${kind}.${of}` as ExportWord));
  const present = (matrix.rows[0]?.to ?? [])
    .map(({ to }) => to)
    .filter(to => matrix.rows.some(row => row.to.some(cell => cell.to === to && cell.customers > 0)));
  return {
    key: `migration-${kind}`,
    title: w.say(kind === 'tier' ? 'movesOfTiers' : 'movesOfStages'),
    note: w.say('movesNote', { day: matrix.fromAsOf.slice(0, 10), n: String(matrix.suppressed) }),
    columns: [
      column(w, 'then', 'text'),
      column(w, 'customers', 'count'),
      ...present.map(to => ({ title: name(to), kind: 'share' as const })),
    ],
    rows: matrix.rows.map(row => [
      name(row.from),
      row.customers,
      ...present.map(to => row.to.find(cell => cell.to === to)?.share ?? 0),
    ]),
  };
}

function stagesOverTime(w: Writer, { times }: StageHistory): ExportTable[] {
  if (times.length < 2) return [];
  const stages: LifeCycleStage[] = (times[0]?.stages ?? []).map(({ stage }) => stage);
  const countAt = (time: StageHistory['times'][number], stage: LifeCycleStage) =>
    time.stages.find(each => each.stage === stage)?.customers ?? 0;
  return [
    {
      key: 'stage-history',
      title: w.say('stagesOverTime'),
      note: w.say('stagesOverTimeNote'),
      columns: [
        column(w, 'asOf', 'text'),
        ...stages.map(stage => ({ title: w.say(`stage.${stage}`), kind: 'count' as const })),
      ],
      rows: times.map(time => [time.asOf.slice(0, 10), ...stages.map(stage => countAt(time, stage))]),
    },
  ];
}

/** Levels of both scores with who stands there; empty in a review of before there was a grid. */
export function rfmGridTable(w: Writer): ExportTable[] {
  const grid = w.review.customers.rfmGrid ?? [];
  const { cuts } = w.review;
  if (grid.length === 0 || !cuts) return [];
  const list = (of: readonly number[]) => of.map(cut => Math.round(cut * 100) / 100).join(' | ');
  return [
    {
      key: 'rfm-grid',
      title: w.say('grid'),
      note: w.say('gridNote', { days: list(cuts.recencyDays), times: list(cuts.frequency) }),
      columns: [
        column(w, 'scoreR', 'count'),
        column(w, 'scoreF', 'count'),
        column(w, 'customers', 'count'),
        column(w, 'value365', 'money'),
      ],
      rows: grid.map(({ r, f, customers, value365Minor }) => [r, f, customers, w.money(value365Minor)]),
    },
  ];
}

/** Every table of the chapter that the review has. */
export const movementTables = (w: Writer): ExportTable[] => [
  ...(w.movement
    ? [
        bridge(w, w.movement),
        ...triangles(w, w.movement),
        ...firstPurchases(w, w.movement),
        ...concentration(w, w.movement),
      ]
    : []),
  ...(w.migration?.matrices ?? []).map(matrix => migration(w, matrix)),
  ...(w.stageHistory ? stagesOverTime(w, w.stageHistory) : []),
];
