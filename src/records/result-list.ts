/** Pages of results: every launched campaign with what its newest read says. */
import { z } from 'zod';
import { campaignState } from './campaign.ts';
import { listPage, listQuery } from './list.ts';
import { verdictWord } from './result.ts';

const time = z.iso.datetime();

/** One launched campaign as the list of results shows it. */
export const resultListEntry = z.object({
  name: z.string(),
  title: z.string(),
  state: campaignState,
  /** Share of the audience that is left alone. */
  controlShare: z.number(),
  launchedAt: time,
  finalReadAt: time.nullable(),
  /** When the newest read with a verdict was made; null before the first. */
  computedAt: time.nullable(),
  word: verdictWord.nullable(),
  /** Difference in the share of buyers, treatment − control, with its interval. */
  lift: z.number().nullable(),
  liftLo: z.number().nullable(),
  liftHi: z.number().nullable(),
});
export type ResultListEntry = z.infer<typeof resultListEntry>;

export const resultListQuery = listQuery([
  'title',
  'state',
  'control',
  'read',
  'word',
  'lift',
  'launched',
]).extend({
  /** `open`: not read yet. */
  word: z.enum([...verdictWord.options, 'open']).optional(),
});
export const resultList = listPage.extend({ results: z.array(resultListEntry) });
