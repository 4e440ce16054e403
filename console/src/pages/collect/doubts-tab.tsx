/** Pairs of records that a key would join and a rule keeps apart: is it one person? */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DoubtRow } from '../../../../src/records/identity.ts';
import { loadDoubts, usePairDeed } from '../../api/identity.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { Decide, Reasoned } from '../understand/identity-decision.tsx';
import { kindWord, recordWord } from '../understand/identity-words.ts';
import { RecordCell } from './record-cell.tsx';

function DecidePair({ row }: { row: DoubtRow }) {
  const { t } = useTranslation();
  const deed = row.isIgnored ? 'reopen' : 'ignore';
  const list = usePairDeed(deed);
  const pair = { record: row.recordId, other: row.otherId };
  const about = `${recordWord(t, row.record)}, ${recordWord(t, row.other)}`;
  return (
    <span className="row">
      <Decide deed="join" wish={{ kind: 'same', ...pair }} about={about} />
      <Decide deed="part" wish={{ kind: 'apart', ...pair }} about={about} />
      <Reasoned deed={deed} about={about} run={reason => list.mutateAsync({ ...pair, reason })} />
    </span>
  );
}

/** In words of the server; its schema would bring code that a page may not run. */
const doubtReasons = ['conflict', 'no-name', 'other-name'] as const satisfies readonly DoubtRow['why'][];

const columnsOf = (t: TFunction, f: Format): ListColumn<DoubtRow>[] => [
  {
    key: 'record',
    title: t('identity:queue.record'),
    head: true,
    render: row => <RecordCell record={row.record} />,
    plain: row => recordWord(t, row.record),
  },
  {
    key: 'other',
    title: t('identity:queue.other'),
    render: row => <RecordCell record={row.other} />,
    plain: row => recordWord(t, row.other),
  },
  {
    key: 'kind',
    title: t('identity:queue.kind'),
    render: row => kindWord(t, row.keyKind),
    plain: row => kindWord(t, row.keyKind),
  },
  {
    key: 'why',
    title: t('identity:queue.why'),
    render: row => t(`identity:why.${row.why}`),
    plain: row => t(`identity:why.${row.why}`),
  },
  {
    key: 'at',
    title: t('identity:queue.at'),
    sortable: true,
    sortFirst: 'down',
    render: row => f.day(row.foundAt),
    plain: row => row.foundAt,
  },
  {
    key: 'decide',
    title: t('identity:queue.decide'),
    render: row => <DecidePair row={row} />,
  },
];

export function DoubtsTab() {
  const { t } = useTranslation();
  const f = useFormat();
  const states = [{ value: 'ignored', label: t('identity:state.ignored') }];
  const reasons = doubtReasons.map(value => ({ value, label: t(`identity:queue.whyShort.${value}`) }));
  return (
    <Section title={t('identity:queue.title')} note={t('identity:queue.note')}>
      <List
        list="identity-doubts"
        caption={t('identity:queue.title')}
        queryKey={['identity', 'doubts']}
        load={async request => {
          const { doubts, ...page } = await loadDoubts(queryOf(request));
          return { rows: doubts, ...page };
        }}
        rowKey={row => `${row.recordId} ${row.otherId} ${row.keyKind}`}
        columns={columnsOf(t, f)}
        filters={[
          { key: 'why', label: t('identity:queue.allWhy'), options: reasons },
          { key: 'state', label: t('identity:state.open'), options: states },
        ]}
        defaultSort={{ key: 'at', down: true }}
        noneText={t('identity:queue.none')}
        empty={
          <Empty
            title={t('identity:queue.emptyTitle')}
            action={
              <May needs="import.change">
                <LinkButton to="/collect/imports/new">{t('collect:imports.new')}</LinkButton>
              </May>
            }
          >
            {t('identity:queue.empty')}
          </Empty>
        }
        dense
      />
    </Section>
  );
}
