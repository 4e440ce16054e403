/** One base check-up: features at the as-of time, then every figure, then the stored document. */

import { allOf } from '../kernel/all-of.ts';
import type { ReviewDocument } from '../records/review.ts';
import type { StoreContext } from '../store/context.ts';
import { loadBaseMovement } from './base-movement.store.ts';
import { loadBehaviour } from './behaviour/behaviour.store.ts';
import { computeFeatures, type FeaturesInput, type FeaturesRun } from './compute-features.store.ts';
import { loadFestivals } from './festivals/festivals.store.ts';
import { loadOtherCurrencies, type OtherCurrencies } from './other-currencies.store.ts';
import { loadPersonas } from './personas/personas.store.ts';
import { loadPlaces } from './places/places.store.ts';
import { saveReview } from './review.store.ts';
import { loadReviewChanges } from './review-change.store.ts';
import { type FigureName, type ReviewParts, reviewDocumentOf } from './review-document.ts';
import * as figures from './review-figures.store.ts';
import { loadFindings } from './review-findings.store.ts';
import { saveReviewPart } from './review-parts.store.ts';
import { rhythmOf } from './rhythm.ts';
import { runnable } from './runnable-statement.ts';
import { loadValueReport } from './value-report.store.ts';

export interface ReviewRun {
  readonly reviewId: string;
  readonly document: ReviewDocument;
}

/**
 * Takes a review as of any time and keeps it. The same base and definition give the same document, byte for byte. It can
 * be read as soon as it is kept; its chapters on movement and value to come follow from the same draft.
 */
export async function takeReview(ctx: StoreContext, input: FeaturesInput): Promise<ReviewRun> {
  await ctx.progress({ done: 0, total: 3, label: 'features' });
  return computeFeatures(ctx, input, {
    beside: lines => loadLineFigures(ctx, lines),
    async then(run, lineFigures) {
      await ctx.progress({ done: 1, total: 3, label: 'figures' });
      const snapshot = { asOf: input.asOf, definitionVersion: input.definition.version };
      const found = [
        ...lineFigures,
        ...(await loadSnapshotFigures(ctx, { ...snapshot, asOfDay: run.asOfDay })),
      ];
      const otherCurrencies = await loadOtherCurrencies(ctx, run.source.lines);
      const document = reviewDocumentOf(partsOf(run, input, { found, otherCurrencies }));
      const reviewId = await saveReview(ctx, document);
      await ctx.progress({ done: 2, total: 3, label: 'chapters' });
      const [value, movement, changes, personas, places, behaviour] = await allOf([
        loadValueReport(ctx, run, snapshot),
        loadBaseMovement(ctx, run, snapshot),
        loadReviewChanges(ctx, run, document.sales.firstDay),
        loadPersonas(ctx, snapshot, document),
        loadPlaces(ctx, { ...snapshot, asOfDay: run.asOfDay }, document),
        loadBehaviour(ctx, run, snapshot),
      ]);
      await saveReviewPart(ctx, reviewId, { part: 'customer-value', document: value });
      await saveReviewPart(ctx, reviewId, { part: 'movement', document: movement });
      await saveReviewPart(ctx, reviewId, { part: 'changes', document: changes });
      await saveReviewPart(ctx, reviewId, { part: 'personas', document: personas });
      await saveReviewPart(ctx, reviewId, { part: 'places', document: places });
      await saveReviewPart(ctx, reviewId, { part: 'behaviour', document: behaviour });
      const { firstDay } = document.sales;
      const festivals = await loadFestivals(ctx, run, { changes, firstDay });
      await saveReviewPart(ctx, reviewId, { part: 'festivals', document: festivals });
      const findings = await loadFindings(ctx, run, { reviewId, document, changes, movement, festivals });
      await saveReviewPart(ctx, reviewId, { part: 'findings', document: findings });
      return { reviewId, document };
    },
  });
}

const loadLineFigures = (ctx: StoreContext, lines: figures.FiguresOptions): Promise<figures.Figure[]> =>
  allOf([
    figures.loadMonths(ctx, lines),
    figures.loadProducts(ctx, lines),
    figures.loadRegions(ctx, lines),
    figures.loadChannels(ctx, lines),
    figures.loadExcluded(ctx, lines),
  ]);

const loadSnapshotFigures = (
  ctx: StoreContext,
  snapshot: Parameters<typeof figures.loadBase>[1],
): Promise<figures.Figure[]> =>
  allOf([
    figures.loadBase(ctx, snapshot),
    figures.loadCounts(ctx, snapshot, 'tier'),
    figures.loadCounts(ctx, snapshot, 'stage'),
    figures.loadCounts(ctx, snapshot, 'rfm_cell'),
    figures.loadCounts(ctx, snapshot, 'rhythm_band'),
    figures.loadRfmGrid(ctx, snapshot),
  ]);

function partsOf(
  run: FeaturesRun,
  { asOf, definition }: FeaturesInput,
  { found, otherCurrencies }: { readonly found: figures.Figure[]; readonly otherCurrencies: OtherCurrencies },
): ReviewParts {
  const rows = Object.fromEntries(found.map(each => [each.figure, each.rows]));
  return {
    asOf,
    asOfDay: run.asOfDay,
    definition,
    value: run.value,
    cuts: run.cuts,
    rhythm: rhythmOf(run.fit, run.window, run.clock),
    isAliveModelled: run.customerValue.families.some(({ model }) => model !== null),
    otherCurrencies,
    figures: rows as Record<FigureName, figures.Row[]>,
    sql: found.map(each => ({ figure: each.figure, ...runnable(each.sql) })),
  };
}
