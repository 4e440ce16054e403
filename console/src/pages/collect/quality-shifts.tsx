/** Where the money of a table's newest weeks lies beside the year before: by column, with the tenths behind it. */
import { useTranslation } from 'react-i18next';
import type { QualityShift } from '../../../../src/records/quality.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';

function Tenths({ shift }: { shift: QualityShift }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <details>
      <summary>{t('quality:shift.bins')}</summary>
      <Table
        caption={t('quality:shift.basis', {
          column: shift.column,
          recent: shift.recentFrom,
          reference: shift.referenceFrom,
        })}
        rows={shift.bins}
        rowKey={bin => String(bin.upTo)}
        dense
        columns={[
          {
            key: 'bin',
            title: t('quality:shift.bin'),
            head: true,
            align: 'right',
            render: bin => (bin.upTo === null ? t('quality:shift.above') : f.fixed(bin.upTo, 2)),
          },
          {
            key: 'reference',
            title: t('quality:shift.reference'),
            align: 'right',
            render: bin => f.percent(bin.reference, 1),
          },
          {
            key: 'recent',
            title: t('quality:shift.recent'),
            align: 'right',
            render: bin => f.percent(bin.recent, 1),
          },
        ]}
      />
    </details>
  );
}

export function QualityShifts({ shifts }: { shifts: readonly QualityShift[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Table
      caption={t('quality:shift.heading')}
      rows={shifts}
      rowKey={row => row.column}
      dense
      columns={[
        {
          key: 'column',
          title: t('quality:shift.column'),
          head: true,
          render: row => <code>{row.column}</code>,
        },
        {
          key: 'state',
          title: t('quality:shift.state'),
          nowrap: true,
          render: row => (
            <Tag tone={row.isShifted ? 'less' : 'more'}>
              {t(row.isShifted ? 'quality:shift.shifted' : 'quality:shift.same')}
            </Tag>
          ),
        },
        { key: 'psi', title: t('quality:shift.psi'), align: 'right', render: row => f.fixed(row.psi, 3) },
        {
          key: 'limit',
          title: t('quality:shift.limit'),
          align: 'right',
          render: row => f.fixed(row.limit, 3),
        },
        {
          key: 'rows',
          title: t('quality:shift.rows'),
          align: 'right',
          render: row => `${f.count(row.recentRows)} / ${f.count(row.referenceRows)}`,
        },
        { key: 'bins', title: t('quality:shift.bins'), render: row => <Tenths shift={row} /> },
      ]}
    />
  );
}
