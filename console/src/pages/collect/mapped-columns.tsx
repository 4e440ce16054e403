/** A mapping as it stands: field by field, the column it comes from. */
import { useTranslation } from 'react-i18next';
import type { Mapping } from '../../../../src/records/mapping.ts';
import { Table } from '../../ui/table.tsx';

export function MappedColumns({ mapping }: { mapping: Mapping }) {
  const { t } = useTranslation();
  const rows = Object.entries(mapping.columns).map(([field, column]) => ({ field, column }));
  return (
    <Table
      caption={mapping.title}
      rows={rows}
      rowKey={row => row.field}
      columns={[
        {
          key: 'field',
          title: t('collect:mappings.field'),
          head: true,
          render: row => t(`collect:field.${row.field}`, { defaultValue: row.field }),
        },
        { key: 'column', title: t('collect:mappings.column'), render: row => row.column },
      ]}
    />
  );
}
