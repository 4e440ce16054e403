/** Customers by province on paper: the map of tiles and the table behind it. */
import {
  darkTileFrom,
  leastKnownRhythms,
  provinceTiles,
  tileColumns,
  tileRows,
  tileShade,
} from '../../records/province-tiles.ts';
import type { ProvinceCode, ReviewPlaces } from '../../records/review-place.ts';
import { drawn } from './drawing.ts';
import { column, type ExportTable, type Writer } from './export-table.ts';
import type { ExportLocale } from './export-words.ts';
import { provinceWords } from './province-words.ts';

export const placeTable = (w: Writer, { provinces, elsewhere, unnamed }: ReviewPlaces): ExportTable => ({
  key: 'places',
  title: w.say('places'),
  note: w.say('placesNote', {
    elsewhere: String(elsewhere.customers),
    names: elsewhere.names.join(', ') || '–',
    unnamed: String(unnamed.customers),
    least: String(leastKnownRhythms),
  }),
  columns: [
    column(w, 'province', 'text'),
    column(w, 'customers', 'count'),
    column(w, 'buyers365', 'count'),
    column(w, 'value365', 'money'),
    column(w, 'pastRhythmShare', 'share'),
  ],
  rows: provinces.map(row => [
    provinceWords[row.province].name[w.locale === 'en' ? 1 : 0],
    row.customers,
    row.buyers365,
    w.money(row.value365Minor),
    row.rhythmKnown >= leastKnownRhythms ? row.pastRhythm / row.rhythmKnown : null,
  ]),
});

const [width, height] = [86, 44];

/** One rectangle a province with its name and customers; where none live it is white. */
export function placesChart({ provinces }: ReviewPlaces, locale: ExportLocale): Promise<string> {
  const found = new Map(provinces.map(row => [row.province, row.customers]));
  const most = Math.max(...found.values(), 1);
  const count = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });
  const places = Object.entries(provinceTiles) as [ProvinceCode, readonly [number, number]][];
  const left = (900 - tileColumns * width) / 2;
  const text = (of: string, at: { x: number; y: number; fill: string; bold: boolean }) => ({
    type: 'text',
    style: {
      text: of,
      x: at.x,
      y: at.y,
      align: 'center',
      verticalAlign: 'middle',
      fill: at.fill,
      fontSize: 12,
      fontWeight: at.bold ? 600 : 400,
    },
  });
  return drawn(tileRows * height + 4, {
    graphic: places.flatMap(([code, [across, down]]) => {
      const customers = found.get(code);
      const part = (customers ?? 0) / most;
      const [x, y] = [left + across * width, 2 + down * height];
      const fill = customers === undefined ? '#5b6472' : part >= darkTileFrom ? '#ffffff' : '#1c2330';
      return [
        {
          type: 'rect',
          shape: { x: x + 1, y: y + 1, width: width - 2, height: height - 2, r: 3 },
          style: { fill: customers === undefined ? '#ffffff' : tileShade(part), stroke: '#dde1e7' },
        },
        text(provinceWords[code].short[locale === 'en' ? 1 : 0], {
          x: x + width / 2,
          y: y + height * 0.34,
          fill,
          bold: true,
        }),
        text(customers === undefined ? '' : count.format(customers), {
          x: x + width / 2,
          y: y + height * 0.7,
          fill,
          bold: false,
        }),
      ];
    }),
  });
}
