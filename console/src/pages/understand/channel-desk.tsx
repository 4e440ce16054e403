/** Costs and settings: spend entered and corrected, channels named, rules of costs. Every change stands in the audit log. */
import { Button, Input, Popconfirm, Select } from 'antd';
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ChannelRow, SpendRow } from '../../../../src/records/channel-cost.ts';
import { channelSides } from '../../../../src/records/channel-cost-names.ts';
import {
  loadSpend,
  useChannelNames,
  useRemoveSpend,
  useSaveChannel,
  useSaveSpend,
} from '../../api/channel-review.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { ChannelRules } from './channel-rules.tsx';

const fields = ['spentOn', 'channel', 'campaign', 'amount', 'currency'] as const;
type Draft = Record<(typeof fields)[number], string>;

function SpendForm({ row, onDone }: { row: SpendRow | null; onDone: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const fresh: Draft = { spentOn: f.day(f.now), channel: '', campaign: '', amount: '', currency: f.currency };
  const [draft, setDraft] = useState<Draft>(row ?? fresh);
  const [isTried, setTried] = useState(false);
  const save = useSaveSpend(() => {
    setDraft(fresh);
    setTried(false);
    onDone();
  });
  const wrong = {
    channel: draft.channel.trim() === '' ? t('channels:spend.channelMissing') : undefined,
    amount: /^-?\d{1,13}(\.\d{1,4})?$/.test(draft.amount.trim()) ? undefined : t('channels:spend.amountForm'),
    currency: /^[A-Z]{3}$/.test(draft.currency.trim()) ? undefined : t('channels:spend.currencyForm'),
  };
  const faultOf = (field: (typeof fields)[number]) =>
    (isTried && field in wrong ? wrong[field as keyof typeof wrong] : undefined) ??
    faultAt(save.error, field);
  const set = (field: keyof Draft) => (value: string) => setDraft({ ...draft, [field]: value });
  const send = () => {
    setTried(true);
    if (Object.values(wrong).some(Boolean)) return;
    const { spentOn, channel, campaign, amount, currency } = draft;
    const key = row ? { key: { source: row.source, spendId: row.spendId } } : {};
    save.mutate({ ...key, spentOn, channel, campaign, amount: amount.trim(), currency: currency.trim() });
  };
  const hasFieldFault = fields.some(field => faultAt(save.error, field));
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <div className="row" style={{ alignItems: 'flex-start' }}>
        <Field id={`${id}-day`} label={t('channels:spend.spentOn')} fault={faultOf('spentOn')}>
          <DateInput id={`${id}-day`} value={draft.spentOn} onChange={set('spentOn')} />
        </Field>
        {(['channel', 'campaign', 'amount', 'currency'] as const).map(field => (
          <Field
            key={field}
            id={`${id}-${field}`}
            label={t(`channels:spend.${field}`)}
            fault={faultOf(field)}
          >
            <Input
              id={`${id}-${field}`}
              style={field === 'currency' ? { width: 80 } : {}}
              inputMode={field === 'amount' ? 'decimal' : 'text'}
              maxLength={200}
              value={draft[field]}
              onChange={event => set(field)(event.target.value)}
            />
          </Field>
        ))}
      </div>
      {save.error && !hasFieldFault && <Problem error={save.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t(row ? 'channels:spend.save' : 'channels:spend.enter')}
        </Button>
        {row && <Button onClick={onDone}>{t('common:back')}</Button>}
      </div>
    </form>
  );
}

function Change({ row, onEdit }: { row: SpendRow; onEdit: (row: SpendRow) => void }) {
  const { t } = useTranslation();
  const remove = useRemoveSpend();
  return (
    <May needs="spend.change">
      <span className="row">
        <Button size="small" onClick={() => onEdit(row)}>
          {t('channels:spend.change')}
        </Button>
        <Popconfirm
          title={t('channels:spend.removeAsk', { channel: row.channel, day: row.spentOn })}
          okText={t('channels:spend.remove')}
          cancelText={t('common:back')}
          onConfirm={() => remove.mutate({ source: row.source, spendId: row.spendId })}
        >
          <Button size="small" type="text">
            {t('channels:spend.remove')}
          </Button>
        </Popconfirm>
      </span>
      {remove.error && <Problem error={remove.error} />}
    </May>
  );
}

function spendColumns(t: TFunction, f: Format, onEdit: (row: SpendRow) => void): ListColumn<SpendRow>[] {
  return [
    {
      key: 'spentOn',
      title: t('channels:spend.spentOn'),
      head: true,
      sortable: true,
      sortFirst: 'down',
      render: row => f.day(row.spentOn),
      plain: row => row.spentOn,
    },
    {
      key: 'channel',
      title: t('channels:spend.channel'),
      sortable: true,
      render: row => row.channel,
      plain: row => row.channel,
    },
    {
      key: 'campaign',
      title: t('channels:spend.campaign'),
      sortable: true,
      render: row => row.campaign,
      plain: row => row.campaign,
    },
    {
      key: 'amount',
      title: t('channels:spend.amount'),
      align: 'right',
      sortable: true,
      render: row => (
        <>
          {row.amount} {Number(row.amount) < 0 && <Tag tone="outline">{t('channels:spend.credit')}</Tag>}
        </>
      ),
      plain: row => row.amount,
    },
    {
      key: 'currency',
      title: t('channels:spend.currency'),
      sortable: true,
      render: row => row.currency,
      plain: row => row.currency,
    },
    {
      key: 'source',
      title: t('channels:spend.source'),
      render: row => (row.isEdited ? t('channels:spend.edited') : row.source),
      plain: row => row.source,
    },
    {
      key: 'do',
      title: <span className="sr-only">{t('channels:spend.change')}</span>,
      label: t('channels:spend.change'),
      render: row => <Change row={row} onEdit={onEdit} />,
    },
  ];
}

function Spend() {
  const { t } = useTranslation();
  const f = useFormat();
  const [editing, setEditing] = useState<SpendRow | null>(null);
  return (
    <Section title={t('channels:spend.title')} note={t('channels:spend.note')}>
      <div className="stack">
        <May needs="spend.change">
          <SpendForm
            key={editing ? `${editing.source}-${editing.spendId}` : 'new'}
            row={editing}
            onDone={() => setEditing(null)}
          />
        </May>
        <List
          list="spend"
          caption={t('channels:spend.title')}
          queryKey={['spend']}
          load={async request => {
            const { spend, ...page } = await loadSpend(queryOf(request));
            return { rows: spend, ...page };
          }}
          rowKey={row => `${row.source}-${row.spendId}`}
          columns={spendColumns(t, f, setEditing)}
          searchLabel={t('channels:spend.search')}
          empty={<Empty title={t('channels:spend.emptyTitle')}>{t('channels:spend.empty')}</Empty>}
          dense
        />
      </div>
    </Section>
  );
}

function NamedRow({ row }: { row: ChannelRow }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(row.title);
  const [kind, setKind] = useState(row.kind);
  const save = useSaveChannel();
  const isChanged = title !== row.title || kind !== row.kind;
  const kinds = [...new Set(['', ...channelSides, row.kind])];
  return (
    <May needs="spend.change">
      <div className="row">
        <Input
          aria-label={t('channels:names.titleOf', { channel: row.channel })}
          style={{ width: 180 }}
          maxLength={200}
          value={title}
          onChange={event => setTitle(event.target.value)}
        />
        <Select
          aria-label={t('channels:names.kindOf', { channel: row.channel })}
          style={{ minWidth: 140 }}
          value={kind}
          options={kinds.map(value => ({
            value,
            label:
              value === ''
                ? t('channels:names.unsaid')
                : channelSides.some(side => side === value)
                  ? t(`channels:side.${value}`)
                  : value,
          }))}
          onChange={setKind}
        />
        <Button
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() => save.mutate({ channel: row.channel, title, kind })}
        >
          {t('channels:spend.save')}
        </Button>
      </div>
      {save.error && <Problem error={save.error} />}
    </May>
  );
}

function Names() {
  const { t } = useTranslation();
  const f = useFormat();
  const names = useChannelNames();
  return (
    <Section title={t('channels:names.title')} note={t('channels:names.note')}>
      <QueryView query={names}>
        {({ channels }) =>
          channels.length === 0 ? (
            <Empty title={t('channels:names.emptyTitle')}>{t('channels:names.empty')}</Empty>
          ) : (
            <Table
              dense
              caption={t('channels:names.title')}
              rows={channels}
              rowKey={row => `${row.channel}-${row.title}-${row.kind}`}
              columns={[
                {
                  key: 'channel',
                  title: t('channels:column.channel'),
                  head: true,
                  render: row => row.channel,
                },
                {
                  key: 'orders',
                  title: t('channels:column.orders'),
                  align: 'right',
                  render: row => f.count(row.orders),
                },
                {
                  key: 'named',
                  title: t('channels:names.titleAndKind'),
                  render: row => <NamedRow row={row} />,
                },
              ]}
            />
          )
        }
      </QueryView>
    </Section>
  );
}

export function ChannelDesk() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  return (
    <>
      <p className="small muted">{t(search.get('job') ? 'channels:desk.running' : 'channels:desk.note')}</p>
      <Spend />
      <ChannelRules />
      <Names />
    </>
  );
}
