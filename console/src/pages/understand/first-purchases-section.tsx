/** What became of customers by what they first bought: who came again, and what one brought in the year after. */
import { useTranslation } from 'react-i18next';
import type { BaseMovement } from '../../../../src/records/base-movement.ts';
import { useFormat } from '../../format/use-format.ts';
import { IntervalChart } from '../../ui/interval.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';

type FirstPurchases = NonNullable<BaseMovement['firstPurchases']>;
type Row = FirstPurchases['base'];

function useRowText(currency: string) {
  const f = useFormat(currency);
  return ({ laterValue: { mean, lo, hi } }: Row) => ({
    mean: f.amount(String(mean)),
    range: f.between(f.amount(String(lo)), f.amount(String(hi))),
  });
}

function Rows({ rows, what, currency }: { rows: readonly Row[]; what: string; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const text = useRowText(currency);
  return (
    <Table
      dense
      showCaption
      caption={what}
      rows={rows}
      rowKey={row => row.sku ?? row.name}
      columns={[
        { key: 'name', title: t('understand:first.bought'), head: true, render: row => row.name },
        {
          key: 'n',
          title: t('understand:first.customers'),
          align: 'right',
          render: row => f.count(row.customers),
        },
        {
          key: 'again',
          title: t('understand:first.again'),
          align: 'right',
          render: row => f.percent(row.repeated / Math.max(1, row.customers), 0),
        },
        {
          key: 'value',
          title: t('understand:first.value'),
          align: 'right',
          render: row => (
            <>
              {text(row).mean}
              <div className="muted small">{text(row).range}</div>
            </>
          ),
        },
      ]}
    />
  );
}

export function FirstPurchasesSection({ movement }: { movement: BaseMovement }) {
  const { t } = useTranslation();
  const { currency, firstPurchases: found, valueIs } = movement;
  const f = useFormat(currency);
  const text = useRowText(currency);
  const title = t('understand:first.title');
  const chart = (rows: readonly Row[]) =>
    rows.map(row => ({
      key: row.sku ?? row.name,
      name: row.name,
      estimate: row.laterValue.mean,
      lo: row.laterValue.lo,
      hi: row.laterValue.hi,
      text: `${text(row).mean} (${text(row).range})`,
    }));
  return (
    <Section
      title={title}
      note={t('understand:first.note', {
        days: found?.days ?? 365,
        money: t(`understand:valueIs.${valueIs}`),
      })}
    >
      {found ? (
        <div className="stack">
          <p>
            {t('understand:first.base', {
              n: f.count(found.base.customers),
              again: f.percent(found.base.repeated / found.base.customers, 0),
              value: text(found.base).mean,
              range: text(found.base).range,
              days: found.days,
            })}
          </p>
          {found.categories.length > 0 && (
            <IntervalChart
              title={t('understand:first.categories')}
              summary={chart(found.categories)
                .map(row => `${row.name} ${row.text}`)
                .join('; ')}
              rows={chart(found.categories)}
              tick={value => f.amount(String(value))}
            />
          )}
          {found.categories.length > 0 && (
            <Rows rows={found.categories} what={t('understand:first.categories')} currency={currency} />
          )}
          {found.products.length > 0 ? (
            <Rows rows={found.products} what={t('understand:first.products')} currency={currency} />
          ) : (
            <p className="muted">{t('understand:first.noProducts')}</p>
          )}
        </div>
      ) : (
        <p className="muted">{t('understand:first.none')}</p>
      )}
    </Section>
  );
}
