/** How the base moves and how unequal it is: monthly bridge, cohort triangles, concentration, moves between tiers and stages. */
import { z } from 'zod';
import { lifeCycleStages } from './feature.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
/** Decimal money in major units of the organisation's currency. */
const money = z.number();

/** Buyers of something in their first purchase: who came again within the days after it, and what one brought in them, with a 95 % interval. */
const firstPurchase = z.object({
  name: z.string(),
  sku: z.string().nullable(),
  customers: count,
  repeated: count,
  laterValue: z.object({ mean: money, lo: money, hi: money }),
});

export const baseMovement = z.object({
  currency: z.string(),
  valueIs: z.enum(['margin', 'sales']),
  /** Value of the last 365 days over those who bought in them; null without any. */
  concentration: z
    .object({
      holders: count,
      total: money,
      gini: share,
      hhi: share,
      /** Share of holders, largest first, that holds 80 % of the total; share of the total the largest tenth holds. */
      holding80: share,
      topTenth: share,
      /** From none to all: share of holders, largest first, and of the total they hold. */
      curve: z.array(z.object({ holders: share, value: share })),
    })
    .nullable(),
  /**
   * Active: bought within 365 days; lapsed: within 730, not 365; lost: not within 730. Of each whole month, exactly: active at its
   * beginning + new − lapsed + returned = active at its end, and lapsed at its beginning + lapsed − back − lost = lapsed at its end.
   */
  months: z.array(
    z.object({
      month: z.string(),
      begin: count,
      fresh: count,
      returned: count,
      lapsed: count,
      end: count,
      /** Who lapsed, stayed away another year, or came back; who came back from longer away is in `returned` alone. Null in older documents. */
      away: z.object({ begin: count, back: count, lost: count, end: count }).nullable().default(null),
    }),
  ),
  /**
   * What became of customers by what they first bought: of those whose first purchase was within three years and whose year after
   * it is over. Rows of fewer than 30 are left out. Null in older documents.
   */
  firstPurchases: z
    .object({
      days: count,
      base: firstPurchase,
      categories: z.array(firstPurchase),
      products: z.array(firstPurchase),
    })
    .nullable()
    .default(null),
  /** By quarter of first purchase: who bought in each quarter after it, and what they brought; the running quarter is left out. */
  cohorts: z.array(
    z.object({
      quarter: z.string(),
      customers: count,
      quarters: z.array(z.object({ active: count, value: money })),
    }),
  ),
});
export type BaseMovement = z.infer<typeof baseMovement>;

/** Customers who moved in one direction, and their value of 365 days then and now. */
const shift = z.object({ customers: count, valueBefore: money, value365: money });

export const migrationMatrix = z.object({
  kind: z.enum(['tier', 'stage']),
  fromAsOf: z.iso.datetime(),
  /** The cuts both times are placed on where the past had others; null: each time's own. Tiers alone have cuts. */
  cutVersion: z.int().nullable().default(null),
  /** Everybody of a tier at both times, small rows too; null for stages, which have no order, and in older documents. */
  shifts: z.object({ up: shift, down: shift, same: shift }).nullable().default(null),
  /** Rows with fewer than 30 customers are counted and not shown. */
  suppressed: count,
  rows: z.array(
    z.object({
      from: z.string(),
      customers: count,
      to: z.array(
        z.object({
          to: z.string(),
          customers: count,
          share,
          lo: share,
          hi: share,
          value365: money,
          /** Of the same customers at the past time; null in documents of before it was kept. */
          valueBefore: money.nullable().default(null),
        }),
      ),
    }),
  ),
});
export const baseMigration = z.object({
  currency: z.string(),
  level: z.number(),
  matrices: z.array(migrationMatrix),
  /** Tiers compare only where value means the same at both times; under other cuts the past is placed on today's. */
  tiersComparable: z.boolean(),
});
export type BaseMigration = z.infer<typeof baseMigration>;

/** Customers by stage at past times and now, each as of what was known then; every stage is named at every time. */
export const stageHistory = z.object({
  currency: z.string(),
  times: z.array(
    z.object({
      asOf: z.iso.datetime(),
      stages: z.array(z.object({ stage: z.enum(lifeCycleStages), customers: count, value365Minor: z.int() })),
    }),
  ),
});
export type StageHistory = z.infer<typeof stageHistory>;
