/** The first page of an exported review: findings, change since the last one, what to do. */
import { currencyExponent } from '../../kernel/money.ts';
import type { BothLanguages } from '../../records/estimate.ts';
import { zoneDay } from '../zone-day.ts';
import { type ExportLocale, exportWord } from './export-words.ts';
import type { ExportTable, ReviewExport } from './review-tables.ts';

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

/** Findings with their figures, and the sizes of the review before. */
export function findingTables({ review, locale }: ReviewExport): ExportTable[] {
  const { findings } = review;
  if (!findings) return [];
  const scale = 10 ** currencyExponent(review.currency);
  const say = (word: Parameters<typeof exportWord>[1], params?: Record<string, string>) =>
    exportWord(locale, word, params);
  const money = (word: Parameters<typeof exportWord>[1]) => ({ title: say(word), kind: 'money' as const });
  const text = (word: Parameters<typeof exportWord>[1]) => ({ title: say(word), kind: 'text' as const });
  const number = (word: Parameters<typeof exportWord>[1]) => ({ title: say(word), kind: 'number' as const });
  const found: ExportTable = {
    key: 'findings',
    title: say('findings'),
    note: say('findingsNote', { tried: String(findings.tried) }),
    columns: [
      text('finding'),
      money('amount'),
      money('expected'),
      money('deviation'),
      money('low'),
      money('high'),
      number('surprise'),
      text('definition'),
    ],
    rows: findings.findings.map(each => [
      each.about ? `${say(`finding.${each.kind}`)} · ${each.about}` : say(`finding.${each.kind}`),
      each.amountMinor / scale,
      each.expectedMinor / scale,
      each.deviationMinor.estimate / scale,
      each.deviationMinor.lo / scale,
      each.deviationMinor.hi / scale,
      each.surprise,
      inLanguage(each.definition, locale),
    ]),
  };
  const { since } = findings;
  if (!since) return [found];
  const plain = new Intl.NumberFormat(locale);
  const amount = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: review.currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  const shown = (value: number, unit: string) =>
    unit === 'minor' ? amount.format(value / scale) : plain.format(value);
  const day = zoneDay(new Date(since.asOf), review.zone);
  return [
    found,
    {
      key: 'since',
      title: say('since', { day }),
      note: since.comparable ? say('sinceNote', { days: String(since.days) }) : say('sinceOther'),
      columns: [text('figure'), text('before'), text('after'), text('change')],
      rows: since.rows.map(row => [
        say(`since.${row.figure}`),
        shown(row.before, row.unit),
        shown(row.after, row.unit),
        since.comparable ? shown(row.after - row.before, row.unit) : null,
      ]),
    },
  ];
}
