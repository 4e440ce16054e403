/** The first rows as the file says them and as they were read; a cell that could not be read says why. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PreviewReply } from '../../../../src/records/import.ts';
import { type TextParams, useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { propertyPrefix } from './mapping-fields.ts';

type Row = PreviewReply['rows'][number];
type Cell = Row['cells'][number];

/** Times come as instants; they are read in the organisation's zone. */
const isInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function CellText({
  cell,
  message,
}: {
  cell: Cell | undefined;
  message: (code: string, params: TextParams) => string;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!cell) return null;
  if (cell.code) {
    return (
      <span className="stack-tight" style={{ gap: 0 }}>
        <span>{cell.raw}</span>
        <Tag tone="less">
          {message(cell.code, {
            received: cell.raw,
            value: cell.raw,
            column: fieldLabel(t, cell.field),
          })}
        </Tag>
      </span>
    );
  }
  const same = cell.value === null || cell.value === cell.raw;
  return (
    <span title={same ? undefined : cell.raw}>
      {cell.value && isInstant.test(cell.value) ? f.time(cell.value) : (cell.value ?? cell.raw)}
      {!same && <span className="sr-only"> ({cell.raw})</span>}
    </span>
  );
}

/** A property is called by its own name. */
export const fieldLabel = (t: TFunction, field: string): string =>
  field.startsWith(propertyPrefix) ? field.slice(propertyPrefix.length) : t(`collect:field.${field}`);

export function PreviewTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const texts = useCodeTexts();
  const fields = rows[0]?.cells.map(cell => cell.field) ?? [];
  return (
    <div style={{ maxHeight: 460, overflow: 'auto' }}>
      <Table
        dense
        caption={t('collect:preview.title')}
        rows={rows}
        rowKey={row => String(row.rowNumber)}
        columns={[
          {
            key: 'row',
            title: t('collect:quarantine.row'),
            align: 'right',
            head: true,
            render: row => row.rowNumber,
          },
          ...fields.map(field => ({
            key: field,
            title: fieldLabel(t, field),
            render: (row: Row) => (
              <CellText
                cell={row.cells.find(cell => cell.field === field)}
                message={(code, params) => texts(code, params).message}
              />
            ),
          })),
        ]}
      />
    </div>
  );
}
