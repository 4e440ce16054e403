/** How customers buy: when, how much at a time, which categories and how soon again, at which prices, through how many channels. */
import { useTranslation } from 'react-i18next';
import type { Habit, ReviewBehaviour } from '../../../../src/records/review-behaviour.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Shade } from '../../ui/shade.tsx';
import { ShareBar, Stat, Stats } from '../../ui/stat.tsx';
import { type Column, Table } from '../../ui/table.tsx';

interface ChapterProps {
  readonly chapter: ReviewBehaviour;
}

const starts = Array.from({ length: 12 }, (_, at) => 2 * at);

type Weekday = ReviewBehaviour['weekdays'][number];

/** A weekday's orders a day, and where hours are known each hour's share of the week shaded. */
export function BehaviourTimes({ chapter }: ChapterProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { hours, weekdays, orders } = chapter;
  /** Two hours a column: a day of 24 does not fit beside the names of weekdays. */
  const at = (weekday: number, hour: number) =>
    (hours ?? [])
      .filter(cell => cell.weekday === weekday && cell.hour >= hour && cell.hour < hour + 2)
      .reduce((total, cell) => total + cell.orders, 0);
  const most = Math.max(1, ...weekdays.flatMap(({ weekday }) => starts.map(hour => at(weekday, hour))));
  const daily = (row: Weekday) => (row.days > 0 ? row.orders / row.days : 0);
  const mean = orders / Math.max(1, chapter.window.days);
  const hourColumns: Column<Weekday>[] = hours
    ? starts.map(hour => ({
        key: `h${hour}`,
        title: `${hour}–${hour + 2}`,
        align: 'right' as const,
        render: row => <Shade share={at(row.weekday, hour) / most}>{f.count(at(row.weekday, hour))}</Shade>,
      }))
    : [];
  return (
    <Section
      title={t('understand:behaviour.times')}
      note={t('understand:behaviour.timesNote', { n: f.count(orders) })}
    >
      <div style={{ overflowX: 'auto' }}>
        <Table
          dense
          caption={t('understand:behaviour.times')}
          rows={weekdays}
          rowKey={row => String(row.weekday)}
          columns={[
            {
              key: 'weekday',
              title: t('understand:behaviour.weekday'),
              head: true,
              nowrap: true,
              render: row => t(`understand:behaviour.day.${row.weekday}`),
            },
            {
              key: 'daily',
              title: t('understand:behaviour.daily'),
              align: 'right',
              render: row => f.fixed(daily(row), 1),
            },
            {
              key: 'index',
              title: t('understand:behaviour.index'),
              align: 'right',
              render: row => (mean > 0 ? f.count(Math.round((100 * daily(row)) / mean)) : '–'),
            },
            ...hourColumns,
          ]}
        />
      </div>
      {!hours && <p className="small muted">{t('understand:behaviour.noHours')}</p>}
    </Section>
  );
}

export function BehaviourBasket({ chapter }: ChapterProps) {
  const { t } = useTranslation();
  const f = useFormat(chapter.currency);
  const { basket } = chapter;
  return (
    <Section title={t('understand:behaviour.basket')} note={t('understand:behaviour.basketNote')}>
      {basket ? (
        <div className="stack">
          <Stats>
            <Stat label={t('understand:behaviour.medianItems')} value={f.count(basket.medianItems)} />
            <Stat label={t('understand:behaviour.medianUnits')} value={f.count(basket.medianUnits)} />
            <Stat label={t('understand:behaviour.medianNet')} value={f.money(basket.medianNetMinor)} />
            <Stat label={t('understand:behaviour.meanNet')} value={f.money(basket.meanNetMinor)} />
          </Stats>
          <Table
            dense
            caption={t('understand:behaviour.basket')}
            rows={basket.sizes}
            rowKey={size => String(size.items)}
            columns={[
              {
                key: 'items',
                title: t('understand:behaviour.items'),
                head: true,
                render: size =>
                  size.items === 5 ? t('understand:behaviour.fiveOrMore') : f.count(size.items),
              },
              {
                key: 'orders',
                title: t('understand:behaviour.orders'),
                align: 'right',
                render: size => f.count(size.orders),
              },
              {
                key: 'share',
                title: t('understand:behaviour.shareOfOrders'),
                render: size => (
                  <span className="row" style={{ flexWrap: 'nowrap' }}>
                    <ShareBar share={size.orders / Math.max(1, chapter.orders)} />
                    {f.percent(size.orders / Math.max(1, chapter.orders), 1)}
                  </span>
                ),
              },
              {
                key: 'each',
                title: t('understand:behaviour.netEach'),
                align: 'right',
                render: size => f.money(Math.round(size.netMinor / Math.max(1, size.orders))),
              },
            ]}
          />
        </div>
      ) : (
        <p className="muted">{t('understand:behaviour.noOrders')}</p>
      )}
    </Section>
  );
}

export function BehaviourCategories({ chapter }: ChapterProps) {
  const { t } = useTranslation();
  const f = useFormat(chapter.currency);
  const days = (value: number | null) => (value === null ? '–' : f.count(value));
  return (
    <Section title={t('understand:behaviour.categories')} note={t('understand:behaviour.categoriesNote')}>
      {chapter.categories.length > 0 ? (
        <Table
          dense
          caption={t('understand:behaviour.categories')}
          rows={chapter.categories}
          rowKey={row => row.category}
          columns={[
            {
              key: 'category',
              title: t('understand:behaviour.category'),
              head: true,
              render: row => row.category,
            },
            {
              key: 'buyers',
              title: t('understand:behaviour.ofBuyers'),
              align: 'right',
              render: row =>
                `${f.count(row.buyers)} (${f.percent(row.buyers / Math.max(1, chapter.buyers), 0)})`,
            },
            {
              key: 'orders',
              title: t('understand:behaviour.orders'),
              align: 'right',
              render: row => f.count(row.orders),
            },
            {
              key: 'net',
              title: t('understand:behaviour.net'),
              align: 'right',
              render: row => f.money(row.netMinor),
            },
            {
              key: 'quarter',
              title: t('understand:behaviour.quarterBack'),
              align: 'right',
              render: row => days(row.quarterBackDays),
            },
            {
              key: 'half',
              title: t('understand:behaviour.halfBack'),
              align: 'right',
              render: row => days(row.halfBackDays),
            },
            {
              key: 'within',
              title: t('understand:behaviour.within90'),
              align: 'right',
              render: ({ backWithin90 }) =>
                backWithin90 ? (
                  <>
                    {f.percent(backWithin90.share, 1)}
                    <div className="muted small">
                      {f.between(f.percent(backWithin90.lo, 1), f.percent(backWithin90.hi, 1))}
                    </div>
                  </>
                ) : (
                  '–'
                ),
            },
          ]}
        />
      ) : (
        <p className="muted">{t('understand:behaviour.noCategories')}</p>
      )}
      <p className="small muted">
        {t('understand:behaviour.gapsMean')}
        {chapter.gapsOfOneIn > 1 &&
          ` ${t('understand:behaviour.gapsSampled', { n: f.count(chapter.gapsOfOneIn) })}`}
      </p>
    </Section>
  );
}

interface HabitTableProps extends ChapterProps {
  readonly title: string;
  readonly first: string;
  readonly rows: readonly Habit[];
  readonly nameOf: (name: string) => string;
}

function HabitTable({ chapter, title, first, rows, nameOf }: HabitTableProps) {
  const { t } = useTranslation();
  const f = useFormat(chapter.currency);
  const all = rows.reduce((total, { customers }) => total + customers, 0);
  return (
    <Table
      dense
      caption={title}
      rows={rows}
      rowKey={row => row.name}
      columns={[
        { key: 'name', title: first, head: true, render: row => nameOf(row.name) },
        {
          key: 'customers',
          title: t('understand:stages.customers'),
          align: 'right',
          render: row => f.count(row.customers),
        },
        {
          key: 'share',
          title: t('understand:behaviour.share'),
          align: 'right',
          render: row => f.percent(all > 0 ? row.customers / all : 0, 1),
        },
        {
          key: 'each',
          title: t('understand:behaviour.ordersEach'),
          align: 'right',
          render: row => (row.customers > 0 ? f.fixed(row.orders / row.customers, 1) : '–'),
        },
        {
          key: 'net',
          title: t('understand:behaviour.netPerOrder'),
          align: 'right',
          render: row => (row.orders > 0 ? f.money(Math.round(row.netMinor / row.orders)) : '–'),
        },
      ]}
    />
  );
}

export function BehaviourPrices({ chapter }: ChapterProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { discount, price } = chapter;
  return (
    <div className="grid-2">
      <Section title={t('understand:behaviour.discount')} note={t('understand:behaviour.discountNote')}>
        {discount ? (
          <div className="stack">
            <p>
              {t('understand:behaviour.discountShare', {
                share: f.percent(discount.discountedShare, 1),
                depth: f.percent(discount.depth, 1),
              })}
            </p>
            <HabitTable
              chapter={chapter}
              title={t('understand:behaviour.discount')}
              first={t('understand:behaviour.discountFirst')}
              rows={discount.habits}
              nameOf={name => t(`understand:behaviour.discountOf.${name}`)}
            />
          </div>
        ) : (
          <p className="muted">{t('understand:behaviour.noDiscount')}</p>
        )}
      </Section>
      <Section title={t('understand:behaviour.price')} note={t('understand:behaviour.priceNote')}>
        {price ? (
          <HabitTable
            chapter={chapter}
            title={t('understand:behaviour.price')}
            first={t('understand:behaviour.priceFirst')}
            rows={price}
            nameOf={name => t(`understand:behaviour.priceOf.${name}`)}
          />
        ) : (
          <p className="muted">{t('understand:behaviour.noPrice')}</p>
        )}
      </Section>
    </div>
  );
}

export function BehaviourChannels({ chapter }: ChapterProps) {
  const { t } = useTranslation();
  const { brands, channels } = chapter;
  return (
    <div className="grid-2">
      <Section title={t('understand:behaviour.channels')} note={t('understand:behaviour.channelsNote')}>
        {channels.length > 0 ? (
          <HabitTable
            chapter={chapter}
            title={t('understand:behaviour.channels')}
            first={t('understand:behaviour.channelsFirst')}
            rows={channels}
            nameOf={name => t(`understand:behaviour.channelsOf.${name}`)}
          />
        ) : (
          <p className="muted">{t('understand:behaviour.noChannels')}</p>
        )}
      </Section>
      <Section title={t('understand:behaviour.brands')} note={t('understand:behaviour.brandsNote')}>
        {brands.length > 0 ? (
          <HabitTable
            chapter={chapter}
            title={t('understand:behaviour.brands')}
            first={t('understand:behaviour.brand')}
            rows={brands}
            nameOf={name => name}
          />
        ) : (
          <p className="muted">{t('understand:behaviour.noBrands')}</p>
        )}
      </Section>
    </div>
  );
}
