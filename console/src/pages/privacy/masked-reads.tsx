/** Who read how much of people: replies with masked names and contacts, counted by day, reader and route. */
import { useTranslation } from 'react-i18next';
import type { MaskedRead } from '../../../../src/records/masked-read.ts';
import { useMaskedReads } from '../../api/privacy.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

function useColumns(): Column<MaskedRead>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    { key: 'day', title: t('privacy:reads.day'), head: true, nowrap: true, render: row => row.day },
    {
      key: 'who',
      title: t('privacy:audit.who'),
      render: row =>
        row.actor ?? t(`privacy:audit.actor.${row.actorId === 'local' ? 'local' : row.actorKind}`),
    },
    {
      key: 'route',
      title: t('privacy:reads.route'),
      render: row => <span className="mono small">{row.route}</span>,
    },
    {
      key: 'requests',
      title: t('privacy:reads.requests'),
      align: 'right',
      render: row => f.count(row.requests),
    },
    { key: 'people', title: t('privacy:reads.people'), align: 'right', render: row => f.count(row.people) },
    {
      key: 'last',
      title: t('privacy:reads.last'),
      render: row => <time className="nowrap">{f.time(row.lastAt)}</time>,
    },
  ];
}

interface Filter {
  readonly actor: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export function MaskedReads({ actor, from, to }: Filter) {
  const { t } = useTranslation();
  const columns = useColumns();
  const reads = useMaskedReads({ actor, from, to });
  return (
    <Section title={t('privacy:reads.title')} note={t('privacy:reads.note')}>
      <QueryView
        query={reads}
        empty={data =>
          data.reads.length === 0 ? (
            <Empty title={t('privacy:reads.emptyTitle')}>{t('privacy:reads.empty')}</Empty>
          ) : null
        }
      >
        {data => (
          <Table
            caption={t('privacy:reads.title')}
            columns={columns}
            rows={data.reads}
            rowKey={row => `${row.day} ${row.actorId} ${row.route}`}
            dense
          />
        )}
      </QueryView>
    </Section>
  );
}
