/** A stored review with its chapters, as a file to hand on. */
import type { ReviewFormat } from '../../records/review.ts';
import type { FileReply } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { printedPage } from '../../store/print-page.ts';
import { findReview } from '../review.store.ts';
import { findReviewPart } from '../review-parts.store.ts';
import { zoneDay } from '../zone-day.ts';
import type { ReviewExport } from './export-table.ts';
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
  const html = await reviewPage(source);
  return format === 'pdf' ? printedPage(html) : html;
}

/** The file, or null where there is no such review. Throws `pdf-no-browser`, `pdf-failed`. */
export async function loadReviewFile(
  ctx: Pick<StoreContext, 'pg'>,
  { id, format, locale }: { id: string; format: ReviewFormat; locale: ExportLocale },
): Promise<FileReply | null> {
  const review = await findReview(ctx, id);
  if (!review) return null;
  const [changes, value, festivals, personas] = await Promise.all([
    findReviewPart(ctx, review.reviewId, 'changes'),
    findReviewPart(ctx, review.reviewId, 'customer-value'),
    findReviewPart(ctx, review.reviewId, 'festivals'),
    findReviewPart(ctx, review.reviewId, 'personas'),
  ]);
  const source = {
    locale,
    review,
    changes: changes?.document ?? null,
    value: value?.document ?? null,
    festivals: festivals?.document ?? null,
    personas: personas?.document ?? null,
  };
  return {
    kind: 'file',
    contentType: contentTypes[format],
    fileName: `check-up-${zoneDay(new Date(review.asOf), review.zone)}.${format}`,
    body: await bodyOf(format, source),
  };
}
