/** A corrected read: both figures, the difference, and which late rows made it. */
import { useTranslation } from 'react-i18next';
import type { Headline, Restatement, ValueName } from '../../../../src/records/result.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';

interface RestatementProps {
  readonly restatement: Restatement;
  readonly currency: string;
  readonly value: ValueName;
}

interface Line {
  readonly key: string;
  readonly name: string;
  readonly previous: string;
  readonly current: string;
  readonly delta: string;
}

function useLines({ restatement, currency, value }: RestatementProps): Line[] {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const points = (n: number | null) => (n === null ? '–' : f.points(n));
  const money = (minor: string | null) => (minor === null ? '–' : f.moneySigned(minor));
  const { previous, current, delta } = restatement;
  const both = (pick: (headline: Headline) => string) => ({
    previous: pick(previous),
    current: pick(current),
  });
  return [
    {
      key: 'word',
      name: t('measure:results.word'),
      delta: '',
      ...both(headline => t(`measure:word.${headline.word}`)),
    },
    {
      key: 'buyers',
      name: t('measure:effect.buyers'),
      delta: points(delta.buyers),
      ...both(headline => points(headline.buyers.estimate)),
    },
    {
      key: 'value',
      name: t('measure:effect.money', { money: t(`understand:valueIs.${value}`) }),
      delta: money(delta.valueMinor),
      ...both(headline => money(headline.value.estimateMinor)),
    },
    {
      key: 'profit',
      name: t('measure:restatement.profit'),
      delta: money(delta.profitTotalMinor),
      ...both(headline => money(headline.profitTotalMinor)),
    },
  ];
}

export function RestatementSection(props: RestatementProps) {
  const { restatement, currency } = props;
  const { t } = useTranslation();
  const f = useFormat(currency);
  const lines = useLines(props);
  return (
    <Section
      title={t('measure:restatement.title')}
      note={t('measure:restatement.note', { day: f.time(restatement.previousComputedAt) })}
    >
      <div className="stack">
        <Table
          dense
          caption={t('measure:restatement.title')}
          rows={lines}
          rowKey={row => row.key}
          columns={[
            { key: 'name', title: t('measure:restatement.figure'), head: true, render: row => row.name },
            {
              key: 'previous',
              title: t('measure:restatement.previous'),
              align: 'right',
              render: row => row.previous,
            },
            {
              key: 'current',
              title: t('measure:restatement.current'),
              align: 'right',
              render: row => row.current,
            },
            { key: 'delta', title: t('measure:restatement.delta'), align: 'right', render: row => row.delta },
          ]}
        />
        <ul>
          {restatement.reasons.map(reason => (
            <li key={`${reason.code}-${reason.arm}`}>
              {t(`measure:restatement.reason.${reason.code}`, {
                count: reason.rows,
                n: f.count(reason.rows),
              })}
              {reason.arm && ` · ${t(`measure:arm.${reason.arm}`)}`}
              {reason.valueMinor !== null && ` · ${f.moneySigned(reason.valueMinor)}`}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}
