/** Who stays out of totals and audiences, by which rule, how many they are and what share of sales they make. */
import { Button, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExclusionEffect, ExclusionRule, ExclusionsReply } from '../../../../src/records/exclusion.ts';
import { usePutExclusions } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Problem } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

interface RuleProps<R> {
  readonly rule: R;
  readonly onChange: (rule: ExclusionRule) => void;
}

interface ThresholdProps {
  readonly label: string;
  readonly value: number | null;
  readonly min: number;
  readonly step?: number;
  readonly onChange: (value: number | null) => void;
}

const Threshold = ({ label, value, min, step = 1, onChange }: ThresholdProps) => (
  <label className="row small">
    <span>{label}</span>
    <InputNumber size="small" changeOnBlur min={min} step={step} value={value} onChange={onChange} />
  </label>
);

function Thresholds({ rule, onChange }: RuleProps<ExclusionRule>) {
  const { t } = useTranslation();
  if (rule.rule === 'wholesale') {
    return (
      <>
        <Threshold
          label={t('collect:exclusion.lineQuantity')}
          value={rule.lineQuantity}
          min={2}
          onChange={lineQuantity => onChange({ ...rule, lineQuantity })}
        />
        <Threshold
          label={t('collect:exclusion.yearlySales')}
          value={rule.yearlySales === null ? null : Number(rule.yearlySales)}
          min={0}
          step={1000}
          onChange={sales => onChange({ ...rule, yearlySales: sales === null ? null : String(sales) })}
        />
      </>
    );
  }
  if (rule.rule === 'brushing') {
    return (
      <>
        <Threshold
          label={t('collect:exclusion.ordersPerDay')}
          value={rule.ordersPerDay}
          min={2}
          onChange={ordersPerDay => onChange({ ...rule, ordersPerDay })}
        />
        <Threshold
          label={t('collect:exclusion.refundShare')}
          value={rule.refundShare === null ? null : Math.round(rule.refundShare * 100)}
          min={50}
          onChange={share => onChange({ ...rule, refundShare: share === null ? null : share / 100 })}
        />
        <Threshold
          label={t('collect:exclusion.minimumOrders')}
          value={rule.minimumOrders}
          min={2}
          onChange={orders => onChange({ ...rule, minimumOrders: orders ?? 2 })}
        />
      </>
    );
  }
  return <span className="muted small">{t(`collect:exclusion.byKind`)}</span>;
}

export function ExclusionForm({ saved }: { saved: ExclusionsReply }) {
  const { t } = useTranslation();
  const f = useFormat();
  const put = usePutExclusions();
  const [changed, setChanged] = useState<readonly ExclusionRule[] | null>(null);
  const shown = changed && put.data ? put.data : saved;
  const rules = changed ?? saved.rules.map(effect => effect.definition);
  const ruleOf = (effect: ExclusionEffect) =>
    rules.find(rule => rule.rule === effect.rule) ?? effect.definition;
  const change = (next: ExclusionRule) => {
    const merged = rules.map(rule => (rule.rule === next.rule ? next : rule));
    setChanged(merged);
    put.mutate({ rules: merged, dryRun: true });
  };
  return (
    <div className="stack">
      <p>
        {t('collect:exclusion.together', {
          count: shown.together.customers,
          n: f.count(shown.together.customers),
          sales: f.amountExact(shown.together.sales),
          share: f.percent(shown.together.salesShare),
        })}
      </p>
      <Table
        caption={t('collect:exclusion.title')}
        rows={shown.rules}
        rowKey={row => row.rule}
        columns={[
          {
            key: 'rule',
            title: t('collect:exclusion.rule'),
            head: true,
            render: row => t(`collect:exclusion.name.${row.rule}`),
          },
          {
            key: 'on',
            title: t('collect:exclusion.out'),
            render: row => (
              <Switch
                size="small"
                aria-label={t('collect:exclusion.leaveOut', {
                  rule: t(`collect:exclusion.name.${row.rule}`),
                })}
                checked={ruleOf(row).enabled}
                onChange={enabled => change({ ...ruleOf(row), enabled })}
              />
            ),
          },
          {
            key: 'thresholds',
            title: t('collect:exclusion.thresholds'),
            render: row => (
              <div className="stack-tight">
                <Thresholds rule={ruleOf(row)} onChange={change} />
              </div>
            ),
          },
          {
            key: 'customers',
            title: t('collect:exclusion.customers'),
            align: 'right',
            render: row => f.count(row.customers),
          },
          {
            key: 'orders',
            title: t('collect:exclusion.orders'),
            align: 'right',
            render: row => f.count(row.orders),
          },
          {
            key: 'sales',
            title: t('collect:effects.sales'),
            align: 'right',
            render: row => f.amountExact(row.sales),
          },
          {
            key: 'share',
            title: t('collect:exclusion.share'),
            align: 'right',
            render: row => f.percent(row.salesShare),
          },
        ]}
      />
      <p className="small muted">{t('collect:exclusion.reads')}</p>
      {put.error && <Problem error={put.error} />}
      <May needs="definition.change">
        <div className="row">
          <Button disabled={!changed} onClick={() => setChanged(null)}>
            {t('collect:definition.discard')}
          </Button>
          <Button
            type="primary"
            disabled={!changed}
            loading={put.isPending}
            onClick={() =>
              changed && put.mutate({ rules: changed, dryRun: false }, { onSuccess: () => setChanged(null) })
            }
          >
            {t('collect:exclusion.save')}
          </Button>
        </div>
      </May>
    </div>
  );
}
