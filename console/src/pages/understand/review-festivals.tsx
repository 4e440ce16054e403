/** Festivals and 大促 days beside the same days of earlier years, each by the calendar that moves it. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { FestivalSales, ReviewFestivals } from '../../../../src/records/review-festival.ts';
import { useReviewFestivals } from '../../api/understand.ts';
import { toMajor } from '../../format/money.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';

type Year = FestivalSales['years'][number];

interface Row extends Year {
  readonly festival: FestivalSales['festival'];
  readonly partial: boolean;
  readonly before: Year | undefined;
}

/** Workdays and days of rest; an asterisk where made-up workdays are among the former. */
const kindsText = (kinds: Year['kinds']) =>
  kinds ? `${kinds.work}${kinds.madeUp > 0 ? '*' : ''} / ${kinds.rest}` : '–';

const rowsOf = ({ festivals }: ReviewFestivals): Row[] =>
  festivals.flatMap(({ festival, partial, years }) =>
    years.map((year, at) => ({ ...year, festival, partial: partial && at === 0, before: years[at + 1] })),
  );

function FestivalChart({ document }: { document: ReviewFestivals }) {
  const { t } = useTranslation();
  const f = useFormat(document.currency);
  const { currency } = document;
  const rows = rowsOf(document);
  const name = (row: Pick<Row, 'festival' | 'partial'>) =>
    row.partial
      ? t('understand:festivals.soFar', { name: t(`understand:festivals.of.${row.festival}`) })
      : t(`understand:festivals.of.${row.festival}`);
  const shown = document.festivals.filter(each => each.years.length > 1);
  const option = useCallback(
    (look: ChartLook) => {
      const { palette, colors } = look;
      const axis = axisLook(look);
      const bar = (at: number, label: string, color: string) => ({
        name: label,
        type: 'bar' as const,
        barMaxWidth: 12,
        itemStyle: { color },
        label: {
          show: true,
          position: 'right' as const,
          fontSize: 11,
          color: palette.muted,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const year = shown[dataIndex]?.years[at];
            return year ? `${year.day.slice(0, 4)} ${f.money(year.netMinor)}` : '';
          },
        },
        data: shown.map(each => {
          const year = each.years[at];
          return year ? toMajor(year.netMinor, currency) : null;
        }),
      });
      return {
        grid: { left: 8, right: 120, top: 28, bottom: 24, containLabel: true },
        legend: { top: 0, textStyle: { color: palette.muted } },
        yAxis: {
          type: 'category' as const,
          inverse: true,
          data: shown.map(each => name({ festival: each.festival, partial: each.partial })),
          ...axis,
        },
        xAxis: { type: 'value' as const, name: currency, splitNumber: 3, ...axis },
        series: [
          bar(0, t('understand:festivals.newest'), colors[0] ?? palette.text),
          bar(1, t('understand:festivals.yearBefore'), colors[1] ?? palette.muted),
        ],
      };
    },
    [document, currency, f, t],
  );
  return (
    <Chart
      title={t('understand:festivals.chart', { currency })}
      summary={t('understand:festivals.summary', { count: shown.length })}
      height={60 + shown.length * 40}
      option={option}
      data={{
        rows,
        rowKey: row => `${row.festival} ${row.day}`,
        columns: [
          {
            key: 'festival',
            title: t('understand:festivals.festival'),
            head: true,
            render: name,
            plain: name,
          },
          {
            key: 'day',
            title: t('understand:festivals.day'),
            nowrap: true,
            render: row => row.day,
            plain: row => row.day,
          },
          {
            key: 'window',
            title: t('understand:festivals.window'),
            nowrap: true,
            render: row => `${row.from} – ${row.to}`,
            plain: row => `${row.from} – ${row.to}`,
          },
          {
            key: 'kinds',
            title: t('understand:festivals.kinds'),
            align: 'right',
            render: row => kindsText(row.kinds),
            plain: row => kindsText(row.kinds),
          },
          {
            key: 'net',
            title: t('understand:festivals.net'),
            align: 'right',
            render: row => f.money(row.netMinor),
            plain: row => f.major(row.netMinor),
          },
          {
            key: 'orders',
            title: t('understand:festivals.orders'),
            align: 'right',
            render: row => f.count(row.orders),
            plain: row => row.orders,
          },
          {
            key: 'change',
            title: t('understand:festivals.change'),
            align: 'right',
            render: row =>
              row.change && row.before
                ? `${f.moneySigned(row.change.amountMinor)} (${row.before.netMinor > 0 ? f.percent(row.change.amountMinor / row.before.netMinor) : '–'})`
                : '–',
            plain: row => (row.change ? f.major(row.change.amountMinor) : ''),
          },
          {
            key: 'calendar',
            title: t('understand:festivals.calendar'),
            align: 'right',
            render: ({ change }) =>
              change?.calendarMinor === undefined ? '–' : f.moneySigned(change.calendarMinor),
            plain: ({ change }) => (change?.calendarMinor === undefined ? '' : f.major(change.calendarMinor)),
          },
          {
            key: 'range',
            title: t('understand:festivals.range'),
            align: 'right',
            render: row => (row.change?.noise ? f.moneyRange(row.change.noise.lo, row.change.noise.hi) : '–'),
            plain: row =>
              row.change?.noise ? `${f.major(row.change.noise.lo)}…${f.major(row.change.noise.hi)}` : '',
          },
        ],
      }}
    />
  );
}

function Aligned({ document }: { document: ReviewFestivals }) {
  const { t } = useTranslation();
  const f = useFormat(document.currency);
  const { aligned } = document;
  if (!aligned) return null;
  const { change, before, after } = aligned;
  return (
    <p>
      {t('understand:festivals.aligned', {
        name: t(`understand:festivals.of.${aligned.festival}`),
        after: `${after.from} – ${after.to}`,
        before: `${before.from} – ${before.to}`,
        now: f.money(aligned.afterMinor),
        was: f.money(aligned.beforeMinor),
        change: f.moneySigned(change.amountMinor),
        range: change.noise ? f.moneyRange(change.noise.lo, change.noise.hi) : '–',
      })}{' '}
      {change.calendarMinor !== undefined &&
        t('understand:festivals.alignedCalendar', {
          calendar: f.moneySigned(change.calendarMinor),
          now: kindsText(aligned.afterKinds),
          was: kindsText(aligned.beforeKinds),
        })}
    </p>
  );
}

export function ReviewFestivalsSection({ reviewId }: { reviewId: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const chapter = useReviewFestivals(reviewId);
  return (
    <Section title={t('understand:festivals.title')} note={t('understand:festivals.note')}>
      <QueryView query={chapter} skeleton={<Skeleton lines={6} />}>
        {({ document }) =>
          document.festivals.some(each => each.years.length > 1) ? (
            <div className="stack">
              <Aligned document={document} />
              <FestivalChart document={document} />
              <p className="small muted">{t('understand:festivals.means')}</p>
              {document.leftOut && (
                <p className="small muted">
                  {t('understand:festivals.leftOut', { events: document.leftOut.join(' · ') })}
                </p>
              )}
            </div>
          ) : (
            <Empty title={t('understand:festivals.emptyTitle')}>
              {document.laidByMonth
                ? t('understand:festivals.laidByMonth')
                : t('understand:festivals.empty', { n: f.count(document.historyDays) })}
            </Empty>
          )
        }
      </QueryView>
    </Section>
  );
}
