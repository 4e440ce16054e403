/** All segments with their last count and its age. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Segment } from '../../../../src/records/segment.ts';
import { loadSegments } from '../../api/decide.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';

const originOf = (row: Segment) => (row.opportunityId ? 'fromOpportunity' : 'fromRule');

const columnsOf = (t: TFunction, f: Format): ListColumn<Segment>[] => [
  {
    key: 'title',
    title: t('decide:segments.segment'),
    head: true,
    sortable: true,
    render: row => <Link to={`/decide/segments/${row.name}`}>{row.title}</Link>,
    plain: row => row.title,
  },
  {
    key: 'from',
    title: t('decide:segments.from'),
    render: row => <Tag tone="outline">{t(`decide:segments.${originOf(row)}`)}</Tag>,
    plain: row => t(`decide:segments.${originOf(row)}`),
  },
  {
    key: 'count',
    title: t('decide:segments.count'),
    align: 'right',
    sortable: true,
    render: row => (row.lastCount === null ? '–' : f.count(row.lastCount)),
    plain: row => row.lastCount ?? '',
  },
  {
    key: 'counted',
    title: t('common:inZone', { what: t('decide:segments.countedAt'), zone: f.zone }),
    sortable: true,
    sortFirst: 'down',
    render: row => (row.lastCountedAt ? f.minute(row.lastCountedAt) : t('decide:segments.never')),
    plain: row => (row.lastCountedAt ? f.minute(row.lastCountedAt) : ''),
  },
  {
    key: 'changed',
    title: t('common:inZone', { what: t('decide:segments.changedAt'), zone: f.zone }),
    sortable: true,
    sortFirst: 'down',
    hidden: true,
    render: row => f.minute(row.updatedAt),
    plain: row => f.minute(row.updatedAt),
  },
];

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const create = (
    <May needs="segment.change">
      <LinkButton to="/decide/segments/new" type="primary">
        {t('decide:segments.new')}
      </LinkButton>
    </May>
  );
  return (
    <Page title={t('decide:segments.title')} question={t('decide:segments.question')} actions={create}>
      <Section title={t('decide:segments.all')}>
        <List
          list="segments"
          caption={t('decide:segments.title')}
          queryKey={['segments']}
          load={async request => {
            const { segments, ...page } = await loadSegments(queryOf(request));
            return { rows: segments, ...page };
          }}
          rowKey={row => row.name}
          columns={columnsOf(t, f)}
          defaultSort={{ key: 'changed', down: true }}
          searchLabel={t('decide:segments.search')}
          filters={[
            {
              key: 'origin',
              label: t('decide:segments.from'),
              options: [
                { value: 'opportunity', label: t('decide:segments.fromOpportunity') },
                { value: 'rule', label: t('decide:segments.fromRule') },
              ],
            },
          ]}
          empty={
            <Empty title={t('decide:segments.emptyTitle')} action={create}>
              {t('decide:segments.empty')}
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
