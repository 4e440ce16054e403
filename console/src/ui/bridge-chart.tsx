/** A change as a chart, read downwards: what was, each part that moved it, what is. Lies on its side so that names fit a phone. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { toMajor } from '../format/money.ts';
import { useFormat } from '../format/use-format.ts';
import { Chart } from './chart.tsx';
import { axisLook, type ChartLook } from './chart-theme.ts';

/** Money in minor units. */
export interface BridgePart {
  readonly key: string;
  readonly label: string;
  readonly amount: number;
}

interface Step extends BridgePart {
  readonly isWhole: boolean;
  /** Where the bar begins and ends. */
  readonly from: number;
  readonly to: number;
}

interface BridgeChartProps {
  readonly title: string;
  readonly summary: string;
  readonly currency: string;
  readonly before: BridgePart;
  /** Their amounts add up to what `after` has more than `before`. */
  readonly parts: readonly BridgePart[];
  readonly after: BridgePart;
}

function stepsOf({ before, parts, after }: BridgeChartProps): Step[] {
  let at = before.amount;
  const moved = parts.map(part => {
    const step = { ...part, isWhole: false, from: at, to: at + part.amount };
    at += part.amount;
    return step;
  });
  const whole = (part: BridgePart) => ({ ...part, isWhole: true, from: 0, to: part.amount });
  return [whole(before), ...moved, whole(after)];
}

export function BridgeChart(props: BridgeChartProps) {
  const { title, summary, currency } = props;
  const { t } = useTranslation();
  const f = useFormat(currency);
  const steps = stepsOf(props);
  const option = useCallback(
    (look: ChartLook) => {
      const axis = axisLook(look);
      const major = (minor: number) => toMajor(minor, currency);
      const color = (step: Step) =>
        step.isWhole ? look.palette.muted : look.colors[step.amount < 0 ? 1 : 0];
      return {
        tooltip: { show: false },
        // Room for the amounts beside the longest bars.
        grid: { left: 8, right: 72, top: 8, bottom: 24, containLabel: true },
        yAxis: {
          type: 'category',
          inverse: true,
          data: steps.map(step => step.label),
          ...axis,
          axisLabel: { ...axis.axisLabel, hideOverlap: false, interval: 0 },
          splitLine: { show: false },
        },
        xAxis: {
          type: 'value',
          name: currency,
          nameLocation: 'end',
          ...axis,
          nameGap: 8,
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
            barMaxWidth: 24,
            label: {
              show: true,
              position: 'right',
              color: look.palette.text,
              formatter: ({ dataIndex }: { dataIndex: number }) => {
                const step = steps[dataIndex];
                if (!step) return '';
                return step.isWhole ? f.money(step.amount) : f.moneySigned(step.amount);
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
  return (
    <Chart
      title={title}
      summary={summary}
      option={option}
      data={{
        rows: steps,
        rowKey: step => step.key,
        columns: [
          {
            key: 'part',
            title: t('common:bridgePart'),
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
