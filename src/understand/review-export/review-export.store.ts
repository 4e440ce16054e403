/** A stored review with its chapters, as a file to hand on. */
import type { ReviewFormat } from '../../records/review.ts';
import type { FileReply } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { printedPage } from '../../store/print-page.ts';
import { findProductRows } from '../products/product-rows.store.ts';
import { findProducts } from '../products/products.store.ts';
import { findReview } from '../review.store.ts';
import { findReviewPart } from '../review-parts.store.ts';
import { zoneDay } from '../zone-day.ts';
import type { LargestProducts, ReviewExport } from './export-table.ts';
import type { ExportLocale } from './export-words.ts';
import { reviewPage } from './review-page.ts';
import { reviewWorkbook } from './review-workbook.ts';

const contentTypes: Readonly<Record<ReviewFormat, string>> = {
  html: 'text/html; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
};

async function bodyOf(format: ReviewFormat, source: ReviewExport): Promise<string | Uint8Array> {
  if (format === 'xlsx') return reviewWorkbook(source);
  const html = await reviewPage(source, format === 'pdf');
  return format === 'pdf' ? printedPage(html) : html;
}

/** As many as the console's map draws. */
const largestProducts = 60;

async function findLargestProducts(
  ctx: Pick<StoreContext, 'pg' | 'ch'>,
  reviewId: string,
): Promise<LargestProducts | null> {
  const stored = await findProducts(ctx, reviewId);
  if (!stored) return null;
  const found = await findProductRows(ctx, stored.key, {
    query: { sort: '-net' },
    window: { limit: largestProducts, offset: 0 },
  });
  return { window: stored.document.window, ...found };
}

/** A review with every chapter an export shows; null where there is no such review. */
export async function loadReviewExport(
  ctx: Pick<StoreContext, 'pg' | 'ch'>,
  { id, locale }: { readonly id: string; readonly locale: ExportLocale },
): Promise<ReviewExport | null> {
  const review = await findReview(ctx, id);
  if (!review) return null;
  const { reviewId } = review;
  const [
    changes,
    value,
    festivals,
    personas,
    places,
    behaviour,
    products,
    movement,
    migration,
    stageHistory,
  ] = await Promise.all([
    findReviewPart(ctx, reviewId, 'changes'),
    findReviewPart(ctx, reviewId, 'customer-value'),
    findReviewPart(ctx, reviewId, 'festivals'),
    findReviewPart(ctx, reviewId, 'personas'),
    findReviewPart(ctx, reviewId, 'places'),
    findReviewPart(ctx, reviewId, 'behaviour'),
    findLargestProducts(ctx, reviewId),
    findReviewPart(ctx, reviewId, 'movement'),
    findReviewPart(ctx, reviewId, 'migration'),
    findReviewPart(ctx, reviewId, 'stage-history'),
  ]);
  return {
    locale,
    review,
    changes: changes?.document ?? null,
    value: value?.document ?? null,
    festivals: festivals?.document ?? null,
    personas: personas?.document ?? null,
    places: places?.document ?? null,
    behaviour: behaviour?.document ?? null,
    products,
    movement: movement?.document ?? null,
    migration: migration?.document ?? null,
    stageHistory: stageHistory?.document ?? null,
  };
}

/** The file, or null where there is no such review. Throws `pdf-no-browser`, `pdf-failed`. */
export async function loadReviewFile(
  ctx: Pick<StoreContext, 'pg' | 'ch'>,
  { id, format, locale }: { id: string; format: ReviewFormat; locale: ExportLocale },
): Promise<FileReply | null> {
  const source = await loadReviewExport(ctx, { id, locale });
  if (!source) return null;
  const { review } = source;
  return {
    kind: 'file',
    contentType: contentTypes[format],
    fileName: `check-up-${zoneDay(new Date(review.asOf), review.zone)}.${format}`,
    body: await bodyOf(format, source),
  };
}
