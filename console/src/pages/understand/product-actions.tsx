/** Actions under way on products: who, until when, why, and what came after beside what came before. */
import { Button, Popconfirm } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProductActionRow } from '../../../../src/records/product-action.ts';
import { productActionStates, productActions } from '../../../../src/records/product-names.ts';
import { loadProductActions, useChangeAction } from '../../api/products.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { evidenceText } from './product-words.ts';

function Close({ row }: { row: ProductActionRow }) {
  const { t } = useTranslation();
  const change = useChangeAction();
  if (row.state !== 'open')
    return (
      <Button
        size="small"
        loading={change.isPending}
        onClick={() => change.mutate({ id: row.actionId, state: 'open' })}
      >
        {t('products:actions.reopen')}
      </Button>
    );
  return (
    <div className="stack-tight">
      <span className="row">
        <Button
          size="small"
          loading={change.isPending}
          onClick={() => change.mutate({ id: row.actionId, state: 'done' })}
        >
          {t('products:actions.done')}
        </Button>
        <Popconfirm
          title={t('products:actions.dropAsk', { name: row.name || row.sku })}
          okText={t('products:actions.drop')}
          cancelText={t('common:back')}
          onConfirm={() => change.mutate({ id: row.actionId, state: 'dropped' })}
        >
          <Button size="small" type="text">
            {t('products:actions.drop')}
          </Button>
        </Popconfirm>
      </span>
      {change.error && <Problem error={change.error} />}
    </div>
  );
}

/** Before and after as money, and the others' change in percent, so that a season is not taken for an effect. */
function FollowUp({ row }: { row: ProductActionRow }) {
  const { t } = useTranslation();
  const f = useFormat(row.followUp?.currency);
  const { followUp } = row;
  if (!followUp) return <span className="muted">{t('products:actions.notYet')}</span>;
  const { othersBeforeMinor, othersAfterMinor } = followUp;
  return (
    <>
      <span className="nowrap">
        {f.money(followUp.beforeMinor)} → {f.money(followUp.afterMinor)}
      </span>
      <div className="small muted">
        {t(`products:actions.followed.${followUp.moneyIs}`, {
          count: followUp.days,
          others: othersBeforeMinor > 0 ? f.percent(othersAfterMinor / othersBeforeMinor - 1, 0) : '–',
        })}
      </div>
    </>
  );
}

function columnsOf(t: TFunction, f: Format): ListColumn<ProductActionRow>[] {
  return [
    {
      key: 'name',
      title: t('products:column.name'),
      head: true,
      sortable: true,
      render: row => (
        <>
          <Link
            to={`?${new URLSearchParams({ tab: 'actions', sku: row.sku }).toString()}`}
            preventScrollReset
          >
            {row.name || row.sku}
          </Link>
          <div className="small muted mono">{row.sku}</div>
        </>
      ),
      plain: row => row.name || row.sku,
    },
    {
      key: 'kind',
      title: t('products:actions.kind'),
      sortable: true,
      render: row => (
        <>
          <Tag tone="outline">{t(`products:action.${row.kind}`)}</Tag>
          <div className="small muted">{row.evidence.map(each => evidenceText(each, t, f)).join('；')}</div>
          {row.note && <div className="small">{row.note}</div>}
        </>
      ),
      plain: row => t(`products:action.${row.kind}`),
    },
    {
      key: 'state',
      title: t('products:actions.state'),
      sortable: true,
      render: row => (
        <Tag tone={row.isOverdue ? 'less' : 'plain'}>
          {t(row.isOverdue ? 'products:actions.overdue' : `products:actions.is.${row.state}`)}
        </Tag>
      ),
      plain: row => t(`products:actions.is.${row.state}`),
    },
    {
      key: 'owner',
      title: t('products:actions.owner'),
      sortable: true,
      render: row => row.owner,
      plain: row => row.owner,
    },
    {
      key: 'due',
      title: t('products:actions.due'),
      sortable: true,
      sortFirst: 'up',
      render: row => f.day(row.dueOn),
      plain: row => row.dueOn,
    },
    {
      key: 'started',
      title: t('products:actions.started'),
      sortable: true,
      sortFirst: 'down',
      render: row => f.day(row.startedOn),
      plain: row => row.startedOn,
    },
    {
      key: 'followUp',
      title: t('products:actions.followUp'),
      render: row => <FollowUp row={row} />,
      plain: row => (row.followUp ? f.major(row.followUp.afterMinor - row.followUp.beforeMinor) : ''),
    },
    {
      key: 'do',
      title: <span className="sr-only">{t('products:actions.change')}</span>,
      label: t('products:actions.change'),
      render: row => (
        <May needs="product.change">
          <Close row={row} />
        </May>
      ),
    },
  ];
}

export function ProductActions() {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Section title={t('products:actions.title')} note={t('products:actions.note')}>
      <List
        list="product-actions"
        caption={t('products:actions.title')}
        queryKey={['product-actions']}
        load={async request => {
          const { actions, ...page } = await loadProductActions(queryOf(request));
          return { rows: actions, ...page };
        }}
        rowKey={row => row.actionId}
        columns={columnsOf(t, f)}
        searchLabel={t('products:actions.search')}
        filters={[
          {
            key: 'state',
            label: t('products:actions.state'),
            options: productActionStates.map(value => ({ value, label: t(`products:actions.is.${value}`) })),
          },
          {
            key: 'kind',
            label: t('products:actions.kind'),
            options: productActions.map(value => ({ value, label: t(`products:action.${value}`) })),
          },
        ]}
        empty={<Empty title={t('products:actions.emptyTitle')}>{t('products:actions.empty')}</Empty>}
      />
    </Section>
  );
}
