/** A review as plain tables: what every part of an export is written with. */
import { currencyExponent } from '../../kernel/money.ts';
import type { BaseMigration, BaseMovement, StageHistory } from '../../records/base-movement.ts';
import type { CustomerValueReport } from '../../records/customer-value.ts';
import type { Product, ProductSummary } from '../../records/product.ts';
import type { Review } from '../../records/review.ts';
import type { ReviewBehaviour } from '../../records/review-behaviour.ts';
import type { ReviewChanges } from '../../records/review-change.ts';
import type { ReviewFestivals } from '../../records/review-festival.ts';
import type { ReviewPersonas } from '../../records/review-persona.ts';
import type { ReviewPlaces } from '../../records/review-place.ts';
import { type ExportLocale, type ExportWord, exportWord } from './export-words.ts';

/** Money in major units, shares from 0 to 1; null is shown as nothing. */
export interface ExportTable {
  readonly key: string;
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly { readonly title: string; readonly kind: ColumnKind }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
export type ColumnKind = 'text' | 'code' | 'count' | 'number' | 'money' | 'share';

/** The largest of a review's products by net sales, as the console's map draws them. */
export interface LargestProducts {
  readonly window: ProductSummary['window'];
  readonly products: readonly Product[];
  /** How many there are. */
  readonly total: number;
}

export interface ReviewExport {
  readonly locale: ExportLocale;
  readonly review: Review;
  /** Chapters that a review may lack. */
  readonly changes: ReviewChanges | null;
  readonly value: CustomerValueReport | null;
  readonly festivals: ReviewFestivals | null;
  readonly personas: ReviewPersonas | null;
  readonly places: ReviewPlaces | null;
  readonly behaviour: ReviewBehaviour | null;
  readonly products: LargestProducts | null;
  readonly movement: BaseMovement | null;
  readonly migration: BaseMigration | null;
  readonly stageHistory: StageHistory | null;
}

/** A review with what its words and figures are written by. */
export interface Writer extends ReviewExport {
  readonly say: (word: ExportWord, params?: Readonly<Record<string, string>>) => string;
  readonly money: (minor: number | string | null) => number | null;
}

export const writerOf = (source: ReviewExport): Writer => {
  const scale = 10 ** currencyExponent(source.review.currency);
  return {
    ...source,
    say: (word, params) => exportWord(source.locale, word, params),
    money: minor => (minor === null ? null : Number(minor) / scale),
  };
};

export const column = (w: Writer, word: ExportWord, kind: ColumnKind) => ({ title: w.say(word), kind });

export const spanText = ({ from, to }: { from: string; to: string }) => `${from} – ${to}`;
