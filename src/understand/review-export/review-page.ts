/** A review as one page that needs nothing beside itself: read in any browser, printed as it stands. */
import { Liquid } from 'liquidjs';
import type { ColumnKind, ExportTable, ReviewExport } from './export-table.ts';
import { exportWord } from './export-words.ts';
import { festivalChart } from './festival-chart.ts';
import { firstPage } from './finding-tables.ts';
import { lifeCycleChart } from './life-cycle.ts';
import { placesChart } from './places.ts';
import { changeChart, monthsChart } from './review-charts.ts';
import { reviewTables, reviewWords } from './review-tables.ts';

const engine = new Liquid({ outputEscape: 'escape' });

const page = engine.parse(`<!doctype html>
<html lang="{{ locale }}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ words.title }} {{ words.day }}</title>
<style>
body { font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #1c2330; margin: 24px auto; max-width: 960px; padding: 0 16px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 16px; margin: 28px 0 4px; break-after: avoid; }
.muted { color: #5b6472; font-size: 13px; margin: 0 0 8px; } .answer { font-size: 17px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { padding: 4px 8px; border-bottom: 1px solid #dde1e7; text-align: left; vertical-align: top; }
thead { display: table-header-group; } tr { break-inside: avoid; }
td:first-child { min-width: 7em; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: 12px/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
svg { max-width: 100%; height: auto; } ul, ol { padding-left: 20px; }
@page { margin: 14mm; } @media print { body { margin: 0; max-width: none; padding: 0; } .wide { overflow: visible; } }
</style></head><body>
<h1>{{ words.title }} {{ words.day }}</h1>
<p class="muted">{{ words.basis }}<br>{{ words.madeAt }}</p>
<p class="answer">{{ words.sentence }}</p>
{% if first %}<h2>{{ first.findingsTitle }}</h2>
{% if first.noFindings %}<p>{{ first.noFindings }}</p>{% else %}<ol>{% for finding in first.findings %}<li>{{ finding }}</li>{% endfor %}</ol>{% endif %}
{% if first.actions.size > 0 %}<h2>{{ first.actionsTitle }}</h2><ol>{% for action in first.actions %}<li><b>{{ action.title }}</b> {{ action.sentence }}</li>{% endfor %}</ol>{% endif %}{% endif %}
{% if words.cautions.size > 0 %}<h2>{{ words.cautionsTitle }}</h2><ul>{% for caution in words.cautions %}<li>{{ caution }}</li>{% endfor %}</ul>{% endif %}
{% for table in tables %}
<h2>{{ table.title }}</h2>{% if table.note %}<p class="muted">{{ table.note }}</p>{% endif %}
{{ table.chart | raw }}
<div class="wide"><table><thead><tr>{% for column in table.columns %}<th scope="col"{% if column.isNumber %} class="n"{% endif %}>{{ column.title }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in table.rows %}<tr>{% for cell in row %}<td{% if cell.isNumber %} class="n"{% endif %}>{% if cell.isCode %}<code>{{ cell.text }}</code>{% else %}{{ cell.text }}{% endif %}</td>{% endfor %}</tr>{% endfor %}</tbody></table></div>
{% endfor %}
</body></html>
`);

function formatsOf(locale: string, currency: string): Record<ColumnKind, (value: number) => string> {
  const format = (options: Intl.NumberFormatOptions) => {
    const own = new Intl.NumberFormat(locale, options);
    return (value: number) => own.format(value);
  };
  return {
    text: String,
    code: String,
    count: format({ maximumFractionDigits: 0 }),
    number: format({ maximumFractionDigits: 2 }),
    money: format({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
    share: format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  };
}

const isNumber = (kind: ColumnKind) => kind !== 'text' && kind !== 'code';

/** Charts by the key of the table they stand above. */
async function chartsOf(source: ReviewExport): Promise<ReadonlyMap<string, string>> {
  const { review, locale, changes, festivals, places, products } = source;
  const charts: [key: string, svg: string | null][] = [];
  if (review.months.length > 0) charts.push(['months', await monthsChart(review, locale)]);
  for (const change of changes?.changes ?? [])
    charts.push([`change-${change.kind}`, await changeChart(change, review, locale)]);
  if (festivals) charts.push(['festivals', await festivalChart(festivals, locale)]);
  if (places && places.provinces.length > 0) charts.push(['places', await placesChart(places, locale)]);
  if (products)
    charts.push(['life-cycle', await lifeCycleChart(products, { currency: review.currency, locale })]);
  return new Map(charts.flatMap(([key, svg]) => (svg === null ? [] : [[key, svg]])));
}

/** Half of a printed check-up was statements nobody reads on paper: there they are left to the other formats, and it says so. */
function tablesOf(source: ReviewExport, isPrinted: boolean): ExportTable[] {
  const tables = reviewTables(source);
  if (!isPrinted) return tables;
  const note = exportWord(source.locale, 'statementsElsewhere');
  return tables
    .filter(({ key }) => key !== 'statements')
    .map(table => (table.key === 'definitions' ? { ...table, note } : table));
}

/** The page as HTML text; charts are inside, no script and no address is. `isPrinted`: for paper. */
export async function reviewPage(source: ReviewExport, isPrinted = false): Promise<string> {
  const { review, locale } = source;
  const formats = formatsOf(locale, review.currency);
  const charts = await chartsOf(source);
  const shown = ({ key, title, note, columns, rows }: ExportTable) => ({
    title,
    note,
    chart: charts.get(key) ?? '',
    columns: columns.map(column => ({ title: column.title, isNumber: isNumber(column.kind) })),
    rows: rows.map(row =>
      row.map((value, at) => {
        const kind = columns[at]?.kind ?? 'text';
        const text = typeof value === 'number' ? formats[kind](value) : (value ?? '–');
        return { text, isNumber: isNumber(kind), isCode: kind === 'code' };
      }),
    ),
  });
  return engine.render(page, {
    locale,
    words: reviewWords(source),
    first: firstPage(source),
    tables: tablesOf(source, isPrinted).map(shown),
  });
}
