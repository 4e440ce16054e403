/** All segments with their last count and its age. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSegments } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const segments = useSegments();
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
        <QueryView
          query={segments}
          empty={data =>
            data.segments.length === 0 ? (
              <Empty title={t('decide:segments.emptyTitle')} action={create}>
                {t('decide:segments.empty')}
              </Empty>
            ) : null
          }
        >
          {data => (
            <Table
              caption={t('decide:segments.title')}
              rows={data.segments}
              rowKey={row => row.name}
              columns={[
                {
                  key: 'title',
                  title: t('decide:segments.segment'),
                  head: true,
                  render: row => <Link to={`/decide/segments/${row.name}`}>{row.title}</Link>,
                },
                {
                  key: 'from',
                  title: t('decide:segments.from'),
                  render: row => (
                    <Tag tone="outline">
                      {t(row.opportunityId ? 'decide:segments.fromOpportunity' : 'decide:segments.fromRule')}
                    </Tag>
                  ),
                },
                {
                  key: 'count',
                  title: t('decide:segments.count'),
                  align: 'right',
                  render: row => (row.lastCount === null ? '–' : f.count(row.lastCount)),
                },
                {
                  key: 'at',
                  title: t('decide:segments.countedAt'),
                  render: row => (row.lastCountedAt ? f.time(row.lastCountedAt) : t('decide:segments.never')),
                },
              ]}
            />
          )}
        </QueryView>
      </Section>
    </Page>
  );
}
