/** What the product would have said a year ago beside what came: all buyers, by tier and by stage. */
import { useTranslation } from 'react-i18next';
import type { CustomerValueReport, ValueHoldout } from '../../../../src/records/customer-value.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { useOff } from './use-off.ts';

type Group = ValueHoldout['groups'][number];

export function HoldoutSection({
  report,
  holdout,
}: {
  report: CustomerValueReport;
  holdout: ValueHoldout | null;
}) {
  const { t } = useTranslation();
  const f = useFormat(report.currency);
  const off = useOff();
  const title = t('understand:worth.said');
  if (!holdout)
    return (
      <Section title={title}>
        <p className="muted">{t('understand:worth.saidNone')}</p>
      </Section>
    );
  const name = ({ kind, name: of }: Group) =>
    kind === 'all' ? t('understand:worth.all') : t(`understand:${kind}.${of}`);
  const { knowsValue } = holdout;
  const figure = (value: number) => (knowsValue ? f.amount(String(value)) : f.count(Math.round(value)));
  const right = (key: string, heading: string, render: (group: Group) => string) => ({
    key,
    title: heading,
    align: 'right' as const,
    render,
  });
  return (
    <Section
      title={title}
      note={t(holdout.isPart ? 'understand:worth.saidNotePart' : 'understand:worth.saidNote', {
        day: holdout.cutDay,
        days: holdout.days,
        n: f.count(holdout.customers),
      })}
    >
      <Table
        dense
        caption={title}
        rows={holdout.groups}
        rowKey={group => `${group.kind}/${group.name}`}
        columns={[
          { key: 'group', title: t('understand:worth.group'), head: true, render: name },
          right('n', t('understand:stages.customers'), group => f.count(group.customers)),
          right('orders', t('understand:worth.expectedOrders'), group =>
            f.count(Math.round(group.expectedOrders)),
          ),
          right('actualOrders', t('understand:worth.actualOrders'), group => f.count(group.actualOrders)),
          right('ordersOff', t('understand:worth.off'), group =>
            off(group.expectedOrders, group.actualOrders),
          ),
          ...(knowsValue
            ? [
                right('value', t('understand:worth.expectedMoney'), group => figure(group.expectedValue)),
                right('actualValue', t('understand:worth.actualMoney'), group => figure(group.actualValue)),
                right('valueOff', t('understand:worth.off'), group =>
                  off(group.expectedValue, group.actualValue),
                ),
              ]
            : []),
          right('model', t('understand:worth.modelOff'), group =>
            knowsValue
              ? off(group.modelValue, group.actualValue)
              : off(group.modelOrders, group.actualOrders),
          ),
        ]}
      />
    </Section>
  );
}
