/** An upset plot as a table: one row a set, a mark under each member, its size as bar and number. Read aloud it is a list. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { ShareBar } from '../../ui/stat.tsx';
import { type Column, Table } from '../../ui/table.tsx';

export interface UpsetRow {
  readonly members: readonly string[];
  readonly size: number;
  readonly more?: ReactNode;
}

interface UpsetProps {
  readonly caption: string;
  readonly members: readonly { readonly key: string; readonly label: string }[];
  readonly rows: readonly UpsetRow[];
  /** All that the sets divide among them. */
  readonly total: number;
  readonly sizeTitle: string;
  readonly moreTitle?: string;
}

export function UpsetTable({ caption, members, rows, total, sizeTitle, moreTitle }: UpsetProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const most = Math.max(...rows.map(row => row.size), 1);
  const labelOf = (row: UpsetRow) =>
    members
      .filter(member => row.members.includes(member.key))
      .map(member => member.label)
      .join(' + ') || t('channels:upset.none');
  const columns: Column<UpsetRow>[] = [
    { key: 'set', title: t('channels:upset.set'), head: true, render: labelOf },
    ...members.map(member => ({
      key: `member-${member.key}`,
      title: member.label,
      render: (row: UpsetRow) => (
        <span aria-hidden>{row.members.includes(member.key) ? '●' : <span className="muted">○</span>}</span>
      ),
    })),
    {
      key: 'bar',
      title: <span className="sr-only">{t('common:waterfall.bar')}</span>,
      width: '20%',
      render: row => <ShareBar share={row.size / most} />,
    },
    { key: 'size', title: sizeTitle, align: 'right', render: row => f.count(row.size) },
    {
      key: 'share',
      title: t('channels:upset.share'),
      align: 'right',
      render: row => (total > 0 ? f.percent(row.size / total, 1) : '–'),
    },
    ...(moreTitle
      ? [{ key: 'more', title: moreTitle, align: 'right' as const, render: (row: UpsetRow) => row.more }]
      : []),
  ];
  return (
    <Table dense caption={caption} rows={rows} rowKey={row => row.members.join('+')} columns={columns} />
  );
}
