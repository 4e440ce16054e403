/** Who the customers are and how they buy, as tables. */
import { otherCities } from '../../records/city-tier-names.ts';
import type { ReviewBehaviour } from '../../records/review-behaviour.ts';
import { column, type ExportTable, spanText, type Writer } from './export-table.ts';

function spreadTable(w: Writer, { spread }: ReviewBehaviour): ExportTable {
  return {
    key: 'spread',
    title: w.say('spread'),
    columns: [
      column(w, 'attribute', 'text'),
      column(w, 'group', 'text'),
      column(w, 'customers', 'count'),
      column(w, 'buyers365', 'count'),
      column(w, 'value365', 'money'),
    ],
    rows: spread
      .filter(({ groups }) => groups.length > 0)
      .flatMap(({ attribute, groups, unknown }) => {
        const name = w.say(`attribute.${attribute}`);
        return [
          ...groups.map(group => [
            name,
            group.name === ''
              ? w.say('rest')
              : group.name === otherCities
                ? w.say('otherCities')
                : group.name,
            group.customers,
            group.buyers365,
            w.money(group.value365Minor),
          ]),
          [name, w.say('unknown'), unknown, null, null],
        ];
      }),
  };
}

function categoryTable(w: Writer, { categories, window }: ReviewBehaviour): ExportTable {
  return {
    key: 'categories-again',
    title: w.say('categoriesAgain'),
    note: w.say('categoriesAgainNote', { span: spanText(window) }),
    columns: [
      column(w, 'category', 'text'),
      column(w, 'buyers', 'count'),
      column(w, 'orders', 'count'),
      column(w, 'netSales', 'money'),
      column(w, 'halfBack', 'count'),
      column(w, 'backWithin90', 'share'),
      column(w, 'low', 'share'),
      column(w, 'high', 'share'),
    ],
    rows: categories.map(({ category, buyers, orders, netMinor, halfBackDays, backWithin90 }) => [
      category,
      buyers,
      orders,
      w.money(netMinor),
      halfBackDays,
      backWithin90?.share ?? null,
      backWithin90?.lo ?? null,
      backWithin90?.hi ?? null,
    ]),
  };
}

function weekdayTable(w: Writer, { weekdays, window }: ReviewBehaviour): ExportTable {
  return {
    key: 'weekdays',
    title: w.say('weekdays'),
    note: spanText(window),
    columns: [column(w, 'weekday', 'text'), column(w, 'orders', 'count'), column(w, 'ordersADay', 'number')],
    rows: weekdays.map(({ weekday, orders, days }) => [
      w.say(`weekday.${weekday}` as 'weekday.1'),
      orders,
      days > 0 ? Math.round((10 * orders) / days) / 10 : null,
    ]),
  };
}

export const behaviourTables = (w: Writer, chapter: ReviewBehaviour): ExportTable[] => [
  spreadTable(w, chapter),
  ...(chapter.orders > 0 ? [weekdayTable(w, chapter)] : []),
  categoryTable(w, chapter),
];
