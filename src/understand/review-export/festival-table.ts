/** Festivals year beside year, as a table. */
import type { ReviewFestivals } from '../../records/review-festival.ts';
import { festivalWords } from '../festivals/festival-words.ts';
import { column, type ExportTable, spanText, type Writer } from './export-table.ts';

export const festivalTable = (w: Writer, { festivals }: ReviewFestivals): ExportTable => ({
  key: 'festivals',
  title: w.say('festivals'),
  note: w.say('festivalsNote'),
  columns: [
    column(w, 'festival', 'text'),
    column(w, 'festivalDay', 'text'),
    column(w, 'days', 'text'),
    column(w, 'workDays', 'count'),
    column(w, 'restDays', 'count'),
    column(w, 'netSales', 'money'),
    column(w, 'orders', 'count'),
    column(w, 'change', 'money'),
    column(w, 'byCalendar', 'money'),
    column(w, 'low', 'money'),
    column(w, 'high', 'money'),
  ],
  rows: festivals.flatMap(({ festival, years }) =>
    years.map(year => [
      festivalWords[festival][w.locale === 'en' ? 'en' : 'zh'],
      year.day,
      spanText(year),
      year.kinds?.work ?? null,
      year.kinds?.rest ?? null,
      w.money(year.netMinor),
      year.orders,
      w.money(year.change?.amountMinor ?? null),
      w.money(year.change?.calendarMinor ?? null),
      w.money(year.change?.noise?.lo ?? null),
      w.money(year.change?.noise?.hi ?? null),
    ]),
  ),
});
