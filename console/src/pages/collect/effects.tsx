/** The questions a total depends on, each with the total every answer would give. */
import { useTranslation } from 'react-i18next';
import type { ImportEffect } from '../../../../src/records/import.ts';
import type { ExclusionRuleName } from '../../../../src/records/sales-definition.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';

interface Answer {
  readonly answer: string;
  readonly chosen: boolean;
  readonly lines?: number;
  readonly sales: string;
  readonly difference: string;
}
interface Effect {
  readonly question: ImportEffect['question'];
  readonly answers: readonly Answer[];
}

const rules: readonly string[] = ['staff', 'wholesale', 'test', 'brushing'] satisfies ExclusionRuleName[];
const isRule = (answer: string) => rules.includes(answer);

function AnswerTable({ effect, currency }: { effect: Effect; currency?: string | undefined }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  // A status or a rule is in or out by itself: its row is the total with that one changed.
  const each = effect.question === 'statuses' || effect.answers.every(row => isRule(row.answer));
  const nameOf = ({ answer }: Answer) =>
    isRule(answer)
      ? t(`collect:exclusion.name.${answer}`)
      : t(`collect:answer.${effect.question}.${answer}`, { defaultValue: answer });
  const withLines = effect.answers.some(answer => answer.lines !== undefined);
  return (
    <Table
      dense
      caption={t(`collect:question.${effect.question}`)}
      rows={effect.answers}
      rowKey={row => row.answer}
      columns={[
        {
          key: 'answer',
          title: t('collect:effects.answer'),
          head: true,
          render: row => (
            <span className="row">
              {nameOf(row)}
              {row.chosen && (
                <Tag tone="more">{t(`collect:effects.${each ? effect.question : 'chosen'}`)}</Tag>
              )}
            </span>
          ),
        },
        ...(withLines
          ? [
              {
                key: 'lines',
                title: t('collect:effects.lines'),
                width: '14%',
                align: 'right' as const,
                render: (row: Answer) => f.count(row.lines ?? 0),
              },
            ]
          : []),
        {
          key: 'sales',
          title: t(each ? 'collect:effects.salesChanged' : 'collect:effects.sales'),
          width: '24%',
          align: 'right',
          render: row => f.amountExact(row.sales),
        },
        {
          key: 'difference',
          title: t('collect:effects.difference'),
          width: '24%',
          align: 'right',
          render: row => (row.chosen && !each ? '–' : f.amountExact(row.difference)),
        },
      ]}
    />
  );
}

export function Effects({
  effects,
  currency,
}: {
  effects: readonly Effect[];
  currency?: string | undefined;
}) {
  const { t } = useTranslation();
  if (effects.length === 0) return <p className="muted">{t('collect:effects.none')}</p>;
  return (
    <div className="stack">
      {effects.map(effect => (
        <div key={effect.question} className="stack-tight">
          <h3>{t(`collect:question.${effect.question}`)}</h3>
          <p className="muted small">{t(`collect:questionWhy.${effect.question}`)}</p>
          <AnswerTable effect={effect} currency={currency} />
        </div>
      ))}
    </div>
  );
}
