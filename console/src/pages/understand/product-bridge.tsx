/** Why net sales changed between two spans: volume, mix, price, what came, what went, returns; adds up exactly. */
import { Button, Input } from 'antd';
import { useCallback, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ProductBridge, ProductSummary } from '../../../../src/records/product.ts';
import { useBridge } from '../../api/products.ts';
import { toMajor } from '../../format/money.ts';
import { useFormat } from '../../format/use-format.ts';
import { Chart } from '../../ui/chart.tsx';
import { axisLook, type ChartLook } from '../../ui/chart-theme.ts';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';

const parts = ['volume', 'mix', 'price', 'entered', 'left', 'returns'] as const;
const spanKeys = ['beforeFrom', 'beforeTo', 'afterFrom', 'afterTo'] as const;

interface Step {
  readonly key: string;
  readonly label: string;
  readonly amount: number;
  /** Where the bar begins and ends. */
  readonly from: number;
  readonly to: number;
}

function useSteps(bridge: ProductBridge): Step[] {
  const { t } = useTranslation();
  const { before, after, beforeMinor, afterMinor } = bridge;
  let at = beforeMinor;
  const moved = parts.map(key => {
    const amount = bridge.parts[key];
    const step = { key, label: t(`products:bridge.${key}`), amount, from: at, to: at + amount };
    at += amount;
    return step;
  });
  const whole = (key: string, label: string, amount: number) => ({ key, label, amount, from: 0, to: amount });
  return [
    whole('before', `${before.from} –\n${before.to}`, beforeMinor),
    ...moved,
    whole('after', `${after.from} –\n${after.to}`, afterMinor),
  ];
}

function BridgeChart({ bridge }: { bridge: ProductBridge }) {
  const { t } = useTranslation();
  const f = useFormat(bridge.currency);
  const steps = useSteps(bridge);
  const { currency } = bridge;
  const option = useCallback(
    (look: ChartLook) => {
      const axis = axisLook(look);
      const major = (minor: number) => toMajor(minor, currency);
      const isWhole = (step: Step) => step.key === 'before' || step.key === 'after';
      const color = (step: Step) =>
        isWhole(step) ? look.palette.muted : look.colors[step.amount < 0 ? 1 : 0];
      return {
        tooltip: { show: false },
        xAxis: {
          type: 'category',
          data: steps.map(step => step.label),
          ...axis,
          axisLabel: { ...axis.axisLabel, hideOverlap: false, interval: 0 },
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          name: currency,
          ...axis,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => f.short(value) },
        },
        series: [
          {
            type: 'bar',
            stack: 'bridge',
            silent: true,
            itemStyle: { color: 'transparent' },
            data: steps.map(step => major(Math.min(step.from, step.to))),
          },
          {
            type: 'bar',
            stack: 'bridge',
            barMaxWidth: 56,
            label: {
              show: true,
              position: 'top',
              color: look.palette.text,
              formatter: ({ dataIndex }: { dataIndex: number }) => {
                const step = steps[dataIndex];
                if (!step) return '';
                return isWhole(step) ? f.money(step.amount) : f.moneySigned(step.amount);
              },
            },
            data: steps.map(step => ({
              value: major(Math.abs(step.to - step.from)),
              itemStyle: { color: color(step) },
            })),
          },
        ],
      };
    },
    [steps, currency, f],
  );
  const change = bridge.afterMinor - bridge.beforeMinor;
  return (
    <Chart
      title={t('products:bridge.title')}
      summary={t('products:bridge.summary', {
        change: f.moneySigned(change),
        both: f.count(bridge.products.both),
        entered: f.count(bridge.products.entered),
        left: f.count(bridge.products.left),
      })}
      option={option}
      data={{
        rows: steps,
        rowKey: step => step.key,
        columns: [
          {
            key: 'part',
            title: t('products:bridge.part'),
            head: true,
            render: step => step.label,
            plain: step => step.label,
          },
          {
            key: 'amount',
            title: currency,
            align: 'right',
            render: step => f.moneyExact(step.amount),
            plain: step => toMajor(step.amount, currency),
          },
        ],
      }}
    />
  );
}

/** Four months, typed as `2026-01`; empty ones take the check-up's own choice. */
function Spans({ bridge }: { bridge: ProductBridge | undefined }) {
  const { t } = useTranslation();
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const shown = {
    beforeFrom: bridge?.before.from,
    beforeTo: bridge?.before.to,
    afterFrom: bridge?.after.from,
    afterTo: bridge?.after.to,
  };
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const valueOf = (key: (typeof spanKeys)[number]) => typed[key] ?? search.get(key) ?? shown[key] ?? '';
  const isMonth = (text: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
  const apply = () => {
    const next = new URLSearchParams(search);
    for (const key of spanKeys) next.set(key, valueOf(key));
    setTyped({});
    setSearch(next);
  };
  return (
    <form
      className="row no-print"
      onSubmit={event => {
        event.preventDefault();
        if (spanKeys.every(key => isMonth(valueOf(key)))) apply();
      }}
    >
      {spanKeys.map(key => (
        <Field
          key={key}
          id={`${id}-${key}`}
          label={t(`products:bridge.${key}`)}
          fault={valueOf(key) === '' || isMonth(valueOf(key)) ? undefined : t('products:bridge.form')}
        >
          <Input
            id={`${id}-${key}`}
            style={{ width: 110 }}
            inputMode="numeric"
            placeholder="2026-01"
            value={valueOf(key)}
            onChange={event => setTyped({ ...typed, [key]: event.target.value.trim() })}
          />
        </Field>
      ))}
      <Button htmlType="submit">{t('products:bridge.compare')}</Button>
    </form>
  );
}

export function ProductBridgeSection({ summary, review }: { summary: ProductSummary; review: string }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const asked = Object.fromEntries(spanKeys.map(key => [key, search.get(key)]));
  const isAsked = spanKeys.some(key => asked[key]);
  const bridge = useBridge(review, asked);
  const isShort = summary.spans === null && !isAsked;
  return (
    <Section title={t('products:bridge.title')} note={t('products:bridge.note')}>
      {isShort ? (
        <Empty title={t('products:bridge.emptyTitle')}>{t('products:bridge.empty')}</Empty>
      ) : (
        <div className="stack">
          <Spans bridge={bridge.data} />
          <QueryView query={bridge}>{data => <BridgeChart bridge={data} />}</QueryView>
          <ul className="small muted">
            {parts.map(key => (
              <li key={key}>{t(`products:bridge.means.${key}`)}</li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}
