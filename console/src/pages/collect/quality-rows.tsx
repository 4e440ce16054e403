/** Rows that fail a rule, as the data stands now: what names them and the value that fails, masked by the server. */
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { QualityRows } from '../../../../src/records/quality.ts';
import { useQualityRows } from '../../api/quality.ts';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Row = QualityRows['rows'][number];

/** The rows themselves; who may open one does so from its customer. */
export function FailingRows({ found }: { found: QualityRows }) {
  const { t } = useTranslation();
  const columns = found.columns.map(
    (name, at): Column<Row> => ({
      key: name,
      title: <code>{name}</code>,
      render: row => {
        const cell = row.cells[at] ?? '';
        if (name === 'customer_id' && row.customerId)
          return <Link to={`/understand/customers/${row.customerId}`}>{t('quality:rows.customer')}</Link>;
        return cell === '' ? <span className="muted">{t('quality:rows.blank')}</span> : cell;
      },
    }),
  );
  return (
    <Table
      caption={t('quality:rows.title')}
      columns={columns}
      rows={found.rows}
      rowKey={(_, index) => String(index)}
      dense
    />
  );
}

function Rows({ rule }: { rule: string }) {
  const { t } = useTranslation();
  const found = useQualityRows(rule);
  return (
    <QueryView
      query={found}
      empty={data =>
        data.rows.length === 0 ? (
          <Empty title={t('quality:rows.noneTitle')}>{t('quality:rows.none')}</Empty>
        ) : null
      }
    >
      {data => (
        <>
          <p className="muted">{t('quality:rows.note', { count: data.rows.length })}</p>
          <FailingRows found={data} />
        </>
      )}
    </QueryView>
  );
}

export function QualityRowsDrawer({ rule, onClose }: { rule: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer title={t('quality:rows.title')} open={rule !== null} onClose={onClose} size={760} destroyOnHidden>
      {rule !== null && (
        <div className="stack">
          <code>{rule}</code>
          <Rows rule={rule} />
        </div>
      )}
    </Drawer>
  );
}
