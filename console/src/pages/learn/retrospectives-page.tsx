/** Campaigns that can be looked back on, and how far that is. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RetrospectiveListEntry } from '../../../../src/records/retrospective.ts';
import { loadRetrospectives } from '../../api/measure.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { VerdictTag } from '../measure/verdict-tag.tsx';

const columnsOf = (t: TFunction, f: Format): ListColumn<RetrospectiveListEntry>[] => [
  {
    key: 'title',
    title: t('act:campaigns.campaign'),
    head: true,
    sortable: true,
    render: row => <Link to={`/learn/retrospectives/${row.campaign}`}>{row.title}</Link>,
    plain: row => row.title,
  },
  { key: 'goal', title: t('act:plan.goal'), render: row => row.goal, plain: row => row.goal },
  {
    key: 'word',
    title: t('measure:results.word'),
    render: row => (row.word ? <VerdictTag word={row.word} /> : '–'),
    plain: row => (row.word ? t(`measure:word.${row.word}`) : ''),
  },
  {
    key: 'read',
    title: t('act:campaigns.finalRead'),
    sortable: true,
    sortFirst: 'down',
    render: row => <span className="nowrap">{row.finalReadAt ? f.day(row.finalReadAt) : '–'}</span>,
    plain: row => (row.finalReadAt ? f.day(row.finalReadAt) : ''),
  },
  {
    key: 'frozen',
    title: t('learn:retrospectives.state'),
    sortable: true,
    sortFirst: 'down',
    render: row =>
      row.frozenAt ? (
        <span className="nowrap">{t('learn:retrospectives.frozenOn', { day: f.day(row.frozenAt) })}</span>
      ) : (
        <Tag tone="warn">{t('learn:retrospectives.open')}</Tag>
      ),
    plain: row =>
      row.frozenAt
        ? t('learn:retrospectives.frozenOn', { day: f.day(row.frozenAt) })
        : t('learn:retrospectives.open'),
  },
];

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Page title={t('learn:retrospectives.title')} question={t('learn:retrospectives.question')}>
      <Section title={t('learn:retrospectives.all')}>
        <List
          list="retrospectives"
          caption={t('learn:retrospectives.title')}
          queryKey={['retrospectives']}
          load={async request => {
            const { retrospectives, ...page } = await loadRetrospectives(queryOf(request));
            return { rows: retrospectives, ...page };
          }}
          rowKey={row => row.campaign}
          columns={columnsOf(t, f)}
          defaultSort={{ key: 'read', down: true }}
          searchLabel={t('learn:retrospectives.search')}
          filters={[
            {
              key: 'state',
              label: t('learn:retrospectives.state'),
              options: (['open', 'frozen'] as const).map(value => ({
                value,
                label: t(`learn:retrospectives.${value}`),
              })),
            },
          ]}
          empty={
            <Empty
              title={t('learn:retrospectives.emptyTitle')}
              action={<LinkButton to="/measure/results">{t('learn:retrospectives.emptyAction')}</LinkButton>}
            >
              {t('learn:retrospectives.empty')}
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
