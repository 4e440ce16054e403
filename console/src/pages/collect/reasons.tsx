/** Why rows were refused, worst first, with a masked example and how to mend it. */
import { useTranslation } from 'react-i18next';
import type { QuarantineReason } from '../../../../src/records/import.ts';
import { useCodeTexts, withoutEmptyQuotes } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { Table } from '../../ui/table.tsx';

export function Reasons({ reasons }: { reasons: readonly QuarantineReason[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  if (reasons.length === 0) return <p className="muted">{t('collect:reasons.none')}</p>;
  return (
    <Table
      caption={t('collect:reasons.title')}
      rows={reasons}
      rowKey={row => row.code}
      columns={[
        {
          key: 'reason',
          title: t('collect:reasons.reason'),
          head: true,
          render: row => withoutEmptyQuotes(row.message ?? texts(row.code).message),
        },
        { key: 'count', title: t('collect:reasons.rows'), align: 'right', render: row => f.count(row.count) },
        {
          key: 'example',
          title: t('collect:reasons.example'),
          render: row => (row.example ? <code>{row.example}</code> : ''),
        },
        {
          key: 'remedy',
          title: t('collect:reasons.remedy'),
          render: row => row.remedy ?? texts(row.code).remedy ?? '',
        },
      ]}
    />
  );
}
