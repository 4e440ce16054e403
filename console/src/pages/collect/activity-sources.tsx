/** What counts as activity and value: orders, events with an amount, balances or paid months, each with what it brings. */
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityCount, ActivitySource } from '../../../../src/records/activity.ts';
import type { SalesDefinition, SalesDefinitionReply } from '../../../../src/records/sales-definition.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { ActivitySourceDrawer } from './activity-source-drawer.tsx';

interface ActivitySourcesProps {
  readonly value: SalesDefinition;
  readonly counts: SalesDefinitionReply['activities'];
  readonly error: unknown;
  readonly onChange: (change: Partial<SalesDefinition>) => void;
}

const nameOf = (source: ActivitySource) => (source.kind === 'orders' ? '' : source.event);

function LeftOut({ count }: { count: ActivityCount }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (count.leftOut.length === 0) return <>{t('common:none')}</>;
  return (
    <>
      {count.leftOut
        .map(({ reason, events }) => t(`collect:activity.leftOut.${reason}`, { n: f.count(events) }))
        .join(' · ')}
    </>
  );
}

export function ActivitySources({ value, counts, error, onChange }: ActivitySourcesProps) {
  const { t } = useTranslation();
  const f = useFormat(value.currency);
  /** Place of the source under the drawer; one beyond the last is a new one. */
  const [open, setOpen] = useState<number | null>(null);
  const { activities } = value;
  const change = (next: ActivitySource[]) => onChange({ activities: next });
  const countOf = (source: ActivitySource) =>
    counts.find(({ kind, event }) => kind === source.kind && event === nameOf(source));
  const hasOrders = activities.some(({ kind }) => kind === 'orders');
  return (
    <Section
      title={t('collect:activity.title')}
      note={t('collect:activity.note')}
      actions={
        <May needs="definition.change">
          {!hasOrders && (
            <Button onClick={() => change([{ kind: 'orders' }, ...activities])}>
              {t('collect:activity.addOrders')}
            </Button>
          )}
          <Button onClick={() => setOpen(activities.length)}>{t('collect:activity.add')}</Button>
        </May>
      }
    >
      <Table
        dense
        caption={t('collect:activity.title')}
        rows={activities}
        rowKey={source => `${source.kind} ${nameOf(source)}`}
        columns={[
          {
            key: 'kind',
            title: t('collect:activity.source'),
            head: true,
            render: source => t(`collect:activity.kind.${source.kind}`),
          },
          {
            key: 'event',
            title: t('collect:activity.event'),
            render: source => nameOf(source) || t('common:none'),
          },
          {
            key: 'lines',
            title: t('collect:activity.lines'),
            align: 'right',
            render: source => f.count(countOf(source)?.lines ?? 0),
          },
          {
            key: 'customers',
            title: t('collect:activity.customers'),
            align: 'right',
            render: source => f.count(countOf(source)?.customers ?? 0),
          },
          {
            key: 'sales',
            title: t('collect:effects.sales'),
            align: 'right',
            render: source => f.amountExact(countOf(source)?.sales ?? '0'),
          },
          {
            key: 'leftOut',
            title: t('collect:activity.leftOutTitle'),
            render: source => {
              const count = countOf(source);
              return count ? <LeftOut count={count} /> : t('common:none');
            },
          },
          {
            key: 'actions',
            title: t('collect:activity.actions'),
            align: 'right',
            render: source => (
              <May needs="definition.change">
                <span className="row" style={{ justifyContent: 'flex-end' }}>
                  {source.kind !== 'orders' && (
                    <Button size="small" onClick={() => setOpen(activities.indexOf(source))}>
                      {t('collect:activity.edit')}
                    </Button>
                  )}
                  <Button
                    size="small"
                    disabled={activities.length === 1}
                    onClick={() => change(activities.filter(other => other !== source))}
                  >
                    {t('collect:activity.remove')}
                  </Button>
                </span>
              </May>
            ),
          },
        ]}
      />
      {open !== null && (
        <ActivitySourceDrawer
          source={activities[open]}
          taken={activities.filter((_, at) => at !== open).map(nameOf)}
          error={error}
          onClose={() => setOpen(null)}
          onUse={source => {
            change(
              open < activities.length
                ? activities.map((old, at) => (at === open ? source : old))
                : [...activities, source],
            );
            setOpen(null);
          }}
        />
      )}
    </Section>
  );
}
