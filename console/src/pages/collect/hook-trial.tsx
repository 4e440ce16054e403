/** What a mapping makes of an example: orders, refunds, events, and every refusal with where and what was expected. */
import { useTranslation } from 'react-i18next';
import type { HookTrialReply } from '../../../../src/records/hook.ts';
import { useFormat } from '../../format/use-format.ts';
import { Notice } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

/** `185.0000` as people write it; exact, since it is a text. */
const plain = (amount: string) => amount.replace(/\.?0+$/, '');

function Orders({ orders }: Pick<HookTrialReply, 'orders'>) {
  const { t } = useTranslation();
  const f = useFormat();
  const lines = orders.flatMap(order => order.lines.map((line, index) => ({ ...line, order, index })));
  if (lines.length === 0) return null;
  return (
    <Table
      caption={t('hooks:orders')}
      rows={lines}
      rowKey={row => `${row.order.orderId} ${row.index}`}
      columns={[
        {
          key: 'order',
          title: t('hooks:order'),
          head: true,
          render: row => (
            <>
              {row.order.orderId}
              <div className="small muted">
                {f.time(row.order.orderedAt)} ·{' '}
                {t(`hooks:orderState.${row.order.status === 'cancelled' ? 'cancelled' : 'sold'}`)}
              </div>
            </>
          ),
        },
        { key: 'sku', title: t('hooks:sku'), render: row => row.sku },
        { key: 'name', title: t('hooks:product'), render: row => row.name },
        { key: 'quantity', title: t('hooks:quantity'), align: 'right', render: row => plain(row.quantity) },
        { key: 'list', title: t('hooks:listAmount'), align: 'right', render: row => plain(row.listAmount) },
        {
          key: 'net',
          title: t('hooks:netAmount'),
          align: 'right',
          render: row => `${plain(row.netAmount)} ${row.order.currency}`,
        },
      ]}
    />
  );
}

export function HookTrialView({ trial }: { trial: HookTrialReply }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { orders, refunds, events, refused } = trial;
  return (
    <div className="stack" role="status" aria-label={t('hooks:result')}>
      {refused.map((each, index) => (
        <Notice key={index} tone="warn">
          {each.message} {each.remedy}
          {each.path && (
            <div className="small">
              <code>{each.path}</code> {each.received && `= ${each.received}`}
            </div>
          )}
        </Notice>
      ))}
      {events.length === 0 && refused.length === 0 && <Notice tone="info">{t('hooks:nothingMade')}</Notice>}
      <Orders orders={orders} />
      {refunds.length > 0 && (
        <Table
          caption={t('hooks:refunds')}
          rows={refunds}
          rowKey={row => row.refundId}
          columns={[
            { key: 'id', title: t('hooks:refund'), head: true, render: row => row.refundId },
            { key: 'order', title: t('hooks:order'), render: row => row.orderId },
            { key: 'at', title: t('hooks:at'), render: row => f.time(row.at) },
            {
              key: 'amount',
              title: t('hooks:amount'),
              align: 'right',
              render: row => (row.amount === null ? t('hooks:whole') : plain(row.amount)),
            },
          ]}
        />
      )}
      {events.length > 0 && (
        <Table
          caption={t('hooks:events')}
          rows={events}
          rowKey={row => `${row.messageId} ${row.event}`}
          columns={[
            { key: 'event', title: t('hooks:event'), head: true, render: row => row.event || row.type },
            { key: 'person', title: t('hooks:person'), render: row => row.person },
            { key: 'at', title: t('hooks:at'), render: row => f.time(row.at) },
          ]}
        />
      )}
    </div>
  );
}
