/** The first page of an exported review: findings, change since the last one, what to do. */
import type { BothLanguages } from '../../records/estimate.ts';
import type { FestivalName } from '../../records/review-festival.ts';
import type { ReviewFinding, ReviewFindings, ReviewSince } from '../../records/review-finding.ts';
import { festivalWords } from '../festivals/festival-words.ts';
import { zoneDay } from '../zone-day.ts';
import { column, type ExportTable, type ReviewExport, type Writer, writerOf } from './export-table.ts';
import { type ExportLocale, exportWord } from './export-words.ts';

const inLanguage = (text: BothLanguages, locale: ExportLocale) => (locale === 'en' ? text.en : text.zh);

/** What a reader hears first, as sentences. */
export interface FirstPage {
  readonly findingsTitle: string;
  readonly findings: readonly string[];
  /** Why there are none. */
  readonly noFindings: string | null;
  readonly actionsTitle: string;
  readonly actions: readonly { readonly title: string; readonly sentence: string }[];
}

/** Null for a review that was made before there were findings. */
export function firstPage({ review, locale }: ReviewExport): FirstPage | null {
  const { findings, actions } = review;
  if (!findings) return null;
  const say = (word: 'noFindings' | 'noneTried') =>
    exportWord(locale, word, { tried: String(findings.tried) });
  return {
    findingsTitle: exportWord(locale, 'findings'),
    findings: findings.findings.map(each => inLanguage(each.sentence, locale)),
    noFindings: findings.findings.length > 0 ? null : say(findings.tried > 0 ? 'noFindings' : 'noneTried'),
    actionsTitle: exportWord(locale, 'actions'),
    actions: actions.map(each => ({
      title: inLanguage(each.title, locale),
      sentence: inLanguage(each.sentence, locale),
    })),
  };
}

function nameOf({ kind, about }: ReviewFinding, locale: ExportLocale): string {
  const name = exportWord(locale, `finding.${kind}`);
  if (!about) return name;
  return `${name} · ${kind === 'festival' ? inLanguage(festivalWords[about as FestivalName], locale) : about}`;
}

const findingTable = (w: Writer, findings: ReviewFindings): ExportTable => ({
  key: 'findings',
  title: w.say('findings'),
  note: w.say('findingsNote', { tried: String(findings.tried) }),
  columns: [
    column(w, 'finding', 'text'),
    column(w, 'amount', 'money'),
    column(w, 'expected', 'money'),
    column(w, 'deviation', 'money'),
    column(w, 'low', 'money'),
    column(w, 'high', 'money'),
    column(w, 'surprise', 'number'),
    column(w, 'definition', 'text'),
  ],
  rows: findings.findings.map(each => [
    nameOf(each, w.locale),
    w.money(each.amountMinor),
    w.money(each.expectedMinor),
    w.money(each.deviationMinor.estimate),
    w.money(each.deviationMinor.lo),
    w.money(each.deviationMinor.hi),
    each.surprise,
    inLanguage(each.definition, w.locale),
  ]),
});

function sinceTable(w: Writer, since: ReviewSince): ExportTable {
  const plain = new Intl.NumberFormat(w.locale);
  const amount = new Intl.NumberFormat(w.locale, {
    style: 'currency',
    currency: w.review.currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  const shown = (value: number, unit: string) =>
    unit === 'minor' ? amount.format(w.money(value) ?? 0) : plain.format(value);
  return {
    key: 'since',
    title: w.say('since', { day: zoneDay(new Date(since.asOf), w.review.zone) }),
    note: since.comparable ? w.say('sinceNote', { days: String(since.days) }) : w.say('sinceOther'),
    columns: [
      column(w, 'figure', 'text'),
      column(w, 'before', 'text'),
      column(w, 'after', 'text'),
      column(w, 'change', 'text'),
    ],
    rows: since.rows.map(row => [
      w.say(`since.${row.figure}`),
      shown(row.before, row.unit),
      shown(row.after, row.unit),
      since.comparable ? shown(row.after - row.before, row.unit) : null,
    ]),
  };
}

/** Findings with their figures, and the sizes of the review before. */
export function findingTables(source: ReviewExport): ExportTable[] {
  const { findings } = source.review;
  if (!findings) return [];
  const w = writerOf(source);
  const found = findingTable(w, findings);
  return findings.since ? [found, sinceTable(w, findings.since)] : [found];
}
