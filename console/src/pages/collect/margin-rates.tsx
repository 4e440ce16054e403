/** Margin by category for lines that carry no cost: one rate for all, or one per category. */
import { InputNumber } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { SalesDefinition, SalesDefinitionReply } from '../../../../src/records/sales-definition.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import { Table } from '../../ui/table.tsx';

interface MarginRatesProps {
  readonly categories: SalesDefinitionReply['categories'];
  readonly value: SalesDefinition;
  readonly onChange: (change: Partial<SalesDefinition>) => void;
}

const toPercent = (rate: number | null | undefined) =>
  rate === null || rate === undefined ? null : rate * 100;
const toRate = (percent: number | null) => (percent === null ? null : percent / 100);

export function MarginRates({ categories, value, onChange }: MarginRatesProps) {
  const { t } = useTranslation();
  const f = useFormat(value.currency);
  const id = useId();
  const setRate = (category: string, percent: number | null) => {
    const rates = { ...value.marginRateByCategory };
    if (percent === null) delete rates[category];
    else rates[category] = percent / 100;
    onChange({ marginRateByCategory: Object.keys(rates).length > 0 ? rates : null });
  };
  return (
    <div className="stack">
      <Field id={`${id}-all`} label={t('collect:margin.all')} hint={t('collect:margin.allHint')}>
        <InputNumber
          id={`${id}-all`}
          min={-100}
          max={100}
          suffix="%"
          changeOnBlur
          value={toPercent(value.defaultMarginRate)}
          onChange={percent => onChange({ defaultMarginRate: toRate(percent) })}
        />
      </Field>
      <Table
        dense
        caption={t('collect:margin.title')}
        rows={categories}
        rowKey={row => row.category}
        columns={[
          {
            key: 'category',
            title: t('collect:field.category'),
            head: true,
            render: row => row.category || t('common:none'),
          },
          {
            key: 'sales',
            title: t('collect:effects.sales'),
            align: 'right',
            render: row => f.amountExact(row.sales),
          },
          {
            key: 'rate',
            title: t('collect:margin.rate'),
            align: 'right',
            render: row => (
              <InputNumber
                aria-label={t('collect:margin.rateOf', { category: row.category })}
                min={-100}
                max={100}
                suffix="%"
                size="small"
                changeOnBlur
                value={toPercent(value.marginRateByCategory?.[row.category] ?? row.marginRate)}
                onChange={percent => setRate(row.category, percent)}
              />
            ),
          },
        ]}
      />
    </div>
  );
}
