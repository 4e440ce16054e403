/** Who is in a segment as of its last count: masked name, number and the features a reader asks about first. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { loadMembers, type NamedMember } from '../../api/decide.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, nextPlace, placeOf } from '../../ui/list-rows.ts';
import { Empty } from '../../ui/states.tsx';

const personColumns = (t: TFunction): ListColumn<NamedMember>[] => [
  {
    key: 'who',
    title: t('understand:customers.customer'),
    head: true,
    render: row => (
      <Link to={`/understand/customers/${row.customerId}`}>
        {row.name ?? row.externalId ?? t('understand:customers.unnamed')}
      </Link>
    ),
    plain: row => row.name ?? '',
  },
  {
    key: 'number',
    title: t('understand:customers.number'),
    render: row => row.externalId ?? '–',
    plain: row => row.externalId ?? '',
  },
  {
    key: 'tier',
    title: t('understand:tiers.tier'),
    render: row => (row.tier ? t(`understand:tier.${row.tier}`, { defaultValue: row.tier }) : '–'),
    plain: row => (row.tier ? t(`understand:tier.${row.tier}`, { defaultValue: row.tier }) : ''),
  },
  {
    key: 'stage',
    title: t('understand:stages.stage'),
    render: row => (row.stage ? t(`understand:stage.${row.stage}`, { defaultValue: row.stage }) : '–'),
    plain: row => (row.stage ? t(`understand:stage.${row.stage}`, { defaultValue: row.stage }) : ''),
  },
];

const featureColumns = (t: TFunction, f: Format): ListColumn<NamedMember>[] => [
  {
    key: 'recency',
    title: t('decide:feature.recency_days'),
    align: 'right',
    render: row => (row.recencyDays === null ? '–' : f.count(row.recencyDays)),
    plain: row => row.recencyDays ?? '',
  },
  {
    key: 'frequency',
    title: t('decide:feature.frequency'),
    align: 'right',
    render: row => f.count(row.frequency),
    plain: row => row.frequency,
  },
  {
    key: 'money',
    title: t('decide:feature.monetary'),
    align: 'right',
    render: row => f.money(row.monetaryMinor),
    plain: row => f.major(row.monetaryMinor),
  },
  {
    key: 'id',
    title: t('understand:customers.id'),
    hidden: true,
    render: row => <code>{row.customerId}</code>,
    plain: row => row.customerId,
  },
];

export function MemberList({ name }: { name: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <List
      list="segment-members"
      of={name}
      caption={t('decide:members.title')}
      queryKey={['segment-members', name]}
      load={async request => {
        const { offset, cursor } = placeOf(request.cursor);
        const { rows, count, nextCursor } = await loadMembers(name, { cursor, limit: request.limit });
        return { rows, nextCursor: nextPlace(offset, rows, nextCursor), offset, total: count };
      }}
      rowKey={row => row.customerId}
      columns={[...personColumns(t), ...featureColumns(t, f)]}
      dense
      empty={<Empty title={t('decide:members.noneTitle')}>{t('decide:members.none')}</Empty>}
    />
  );
}
