/** Every launched campaign with the day it is read and, after that day, its one word. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ResultListEntry } from '../../../../src/records/result-list.ts';
import { loadResults } from '../../api/measure.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { VerdictTag } from './verdict-tag.tsx';

const words = ['paid', 'could-not-tell', 'lost', 'not-enough-data'] as const;

function Word({ row }: { row: ResultListEntry }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (row.word) return <VerdictTag word={row.word} />;
  return (
    <span className="muted">
      {row.finalReadAt
        ? t('measure:results.notBefore', { day: f.day(row.finalReadAt) })
        : t('measure:results.open')}
    </span>
  );
}

function Lift({ row }: { row: ResultListEntry }) {
  const f = useFormat();
  if (row.lift === null || row.liftLo === null || row.liftHi === null) return '–';
  return (
    <>
      <span className="nowrap">{f.points(row.lift)}</span>{' '}
      <span className="muted small nowrap">({f.pointsRange(row.liftLo, row.liftHi)})</span>
    </>
  );
}

const columnsOf = (t: TFunction, f: Format): ListColumn<ResultListEntry>[] => [
  {
    key: 'title',
    title: t('act:campaigns.campaign'),
    head: true,
    sortable: true,
    render: row => <Link to={`/measure/results/${row.name}`}>{row.title}</Link>,
    plain: row => row.title,
  },
  {
    key: 'word',
    title: t('measure:results.word'),
    sortable: true,
    render: row => <Word row={row} />,
    plain: row => (row.word ? t(`measure:word.${row.word}`) : ''),
  },
  {
    key: 'lift',
    title: t('measure:results.lift'),
    align: 'right',
    sortable: true,
    render: row => <Lift row={row} />,
    plain: row => row.lift ?? '',
  },
  {
    key: 'liftLo',
    title: t('measure:results.liftLo'),
    align: 'right',
    hidden: true,
    render: row => (row.liftLo === null ? '–' : f.points(row.liftLo)),
    plain: row => row.liftLo ?? '',
  },
  {
    key: 'liftHi',
    title: t('measure:results.liftHi'),
    align: 'right',
    hidden: true,
    render: row => (row.liftHi === null ? '–' : f.points(row.liftHi)),
    plain: row => row.liftHi ?? '',
  },
  {
    key: 'control',
    title: t('act:campaigns.control'),
    align: 'right',
    sortable: true,
    render: row => f.percent(row.controlShare, 0),
    plain: row => row.controlShare,
  },
  {
    key: 'state',
    title: t('act:campaigns.state'),
    sortable: true,
    render: row => t(`act:state.${row.state}`),
    plain: row => t(`act:state.${row.state}`),
  },
  {
    key: 'read',
    title: t('act:campaigns.finalRead'),
    sortable: true,
    sortFirst: 'down',
    render: row => (row.finalReadAt ? f.day(row.finalReadAt) : '–'),
    plain: row => (row.finalReadAt ? f.day(row.finalReadAt) : ''),
  },
  {
    key: 'launched',
    title: t('measure:results.launched'),
    sortable: true,
    sortFirst: 'down',
    hidden: true,
    render: row => f.day(row.launchedAt),
    plain: row => f.day(row.launchedAt),
  },
];

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Page title={t('measure:results.title')} question={t('measure:results.question')}>
      <Section title={t('measure:results.all')} note={t('measure:results.liftNote')}>
        <List
          list="results"
          caption={t('measure:results.title')}
          queryKey={['results']}
          load={async request => {
            const { results, ...page } = await loadResults(queryOf(request));
            return { rows: results, ...page };
          }}
          rowKey={row => row.name}
          columns={columnsOf(t, f)}
          defaultSort={{ key: 'read', down: true }}
          searchLabel={t('act:campaigns.search')}
          filters={[
            {
              key: 'word',
              label: t('measure:results.word'),
              options: [
                ...words.map(value => ({ value, label: t(`measure:word.${value}`) })),
                { value: 'open', label: t('measure:results.open') },
              ],
            },
          ]}
          empty={
            <Empty
              title={t('measure:results.emptyTitle')}
              action={<LinkButton to="/act/campaigns">{t('measure:results.emptyAction')}</LinkButton>}
            >
              {t('measure:results.empty')}
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
