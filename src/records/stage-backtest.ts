/** What came of the life-cycle stages: who bought again in the 90 days after a past time, by the stage they were put in then. */
import { z } from 'zod';
import { lifeCycleStage } from './feature.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);

const stageRow = z.object({
  stage: lifeCycleStage,
  customers: count,
  bought: count,
  rate: share,
  /** 95 % Wilson interval of the rate. */
  lo: share,
  hi: share,
  /** Mean chance of an order in those days as it was given then; null where P(alive) was refused. */
  expected: share.nullable(),
  /**
   * 80 %: where the share that comes should lie. Null where no earlier time of the base corrected the chances, and in
   * chapters made before there was such a range.
   */
  expectedLo: share.nullable().default(null),
  expectedHi: share.nullable().default(null),
});

export const stageBacktest = z.object({
  days: z.int(),
  /** The same for all past times together, and for each, newest first. */
  all: z.array(stageRow),
  origins: z.array(
    z.object({
      asOf: z.iso.datetime(),
      stages: z.array(stageRow),
      /** Chance that one who bought again had the higher P(alive), the better stage; null where nobody can be compared. */
      aucAlive: share.nullable(),
      aucStage: share.nullable(),
    }),
  ),
  aucAlive: share.nullable(),
  aucStage: share.nullable(),
  /**
   * Growing and mature above declining above dormant above lost, over all past times, of those with 30 customers and more;
   * null with fewer than three of the four.
   */
  inOrder: z.boolean().nullable(),
});
export type StageBacktest = z.infer<typeof stageBacktest>;
