/** Festivals beside the year before, as bars. */
import { currencyExponent } from '../../kernel/money.ts';
import type { ReviewFestivals } from '../../records/review-festival.ts';
import { festivalWords } from '../festivals/festival-words.ts';
import { blue, drawn, orange } from './drawing.ts';
import { type ExportLocale, exportWord } from './export-words.ts';

/** Null where no festival has a like one before it. */
export async function festivalChart(
  { festivals, currency }: ReviewFestivals,
  locale: ExportLocale,
): Promise<string | null> {
  const shown = festivals.filter(each => each.years.length > 1);
  if (shown.length === 0) return null;
  const scale = 10 ** currencyExponent(currency);
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const bar = (at: number, name: string, color: string) => ({
    name,
    type: 'bar',
    barMaxWidth: 12,
    itemStyle: { color },
    data: shown.map(each => {
      const year = each.years[at];
      return {
        value: year ? year.netMinor / scale : null,
        label: {
          show: Boolean(year),
          position: 'right',
          fontSize: 11,
          formatter: year ? `${year.day.slice(0, 4)} ${money.format(year.netMinor / scale)}` : '',
        },
      };
    }),
  });
  return drawn(60 + shown.length * 38, {
    // The server has no fonts to measure names with.
    grid: { left: 190, right: 110, top: 28, bottom: 24 },
    legend: { top: 0, left: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: shown.map(({ festival }) => festivalWords[festival][locale === 'en' ? 'en' : 'zh']),
    },
    xAxis: { type: 'value', name: currency, splitNumber: 3 },
    series: [bar(0, exportWord(locale, 'newest'), blue), bar(1, exportWord(locale, 'yearBefore'), orange)],
  });
}
