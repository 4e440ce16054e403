/** Events as they arrive: narrowed by source, name and person, held still by a button; nothing here is contact data. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LiveEvent } from '../../../../src/records/live-event.ts';
import { type LiveFilter, type LiveState, useLiveEvents } from '../../api/live-events.ts';
import { useCodeTexts, withoutEmptyQuotes } from '../../api/texts.ts';
import { useSources, useTrackedPerson } from '../../api/tracking.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Notice, Problem } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

const everybody: LiveFilter = { source: '', event: '', people: null };

interface FilterProps {
  readonly filter: LiveFilter;
  readonly onChange: (filter: LiveFilter) => void;
}

/** A person is named in full; the name goes to the server in a body and comes back as ids. */
function PersonField({ filter, onChange }: FilterProps) {
  const { t } = useTranslation();
  const id = useId();
  const [key, setKey] = useState('');
  const find = useTrackedPerson();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() === '') onChange({ ...filter, people: null });
    else find.mutate(key.trim(), { onSuccess: ({ ids }) => onChange({ ...filter, people: ids }) });
  };
  const clear = () => {
    setKey('');
    onChange({ ...filter, people: null });
  };
  return (
    <form className="stack-tight" onSubmit={submit}>
      <label htmlFor={id}>{t('tracking:live.person')}</label>
      <span className="row">
        <Input
          id={id}
          style={{ width: 220 }}
          value={key}
          autoComplete="off"
          placeholder={t('tracking:live.personHint')}
          onChange={event => setKey(event.target.value)}
        />
        <Button htmlType="submit" loading={find.isPending}>
          {t('tracking:live.find')}
        </Button>
        {filter.people && (
          <Button type="text" onClick={clear}>
            {t('tracking:live.everybody')}
          </Button>
        )}
      </span>
      {find.error && <Problem error={find.error} />}
      {filter.people?.length === 0 && <span className="fault">{t('tracking:live.nobody')}</span>}
    </form>
  );
}

function Filters({ filter, onChange }: FilterProps) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState(filter.event);
  const sources = useSources();
  return (
    <search className="row" style={{ alignItems: 'end' }}>
      <div className="stack-tight" style={{ minWidth: 180 }}>
        <label htmlFor={`${id}source`}>{t('tracking:refused.source')}</label>
        <Select
          id={`${id}source`}
          allowClear
          placeholder={t('tracking:filter.source')}
          value={filter.source || null}
          options={(sources.data?.sources ?? []).map(({ source }) => ({ value: source, label: source }))}
          onChange={(source: string | null) => onChange({ ...filter, source: source ?? '' })}
        />
      </div>
      <div className="stack-tight" style={{ width: 240 }}>
        <label htmlFor={`${id}event`}>{t('tracking:live.name')}</label>
        <Input.Search
          id={`${id}event`}
          allowClear
          value={name}
          onChange={event => setName(event.target.value)}
          onSearch={event => onChange({ ...filter, event: event.trim() })}
        />
      </div>
      <PersonField filter={filter} onChange={onChange} />
    </search>
  );
}

function Who({ row }: { row: LiveEvent }) {
  const { t } = useTranslation();
  const short = (id: string) => id.slice(-6);
  if (row.customerId)
    return <Link to={`/understand/customers/${row.customerId}`}>{short(row.customerId)}</Link>;
  if (row.visitorId) return t('tracking:live.visitor', { id: short(row.visitorId) });
  return '–';
}

function State({ row }: { row: LiveEvent }) {
  const { t } = useTranslation();
  const texts = useCodeTexts();
  if (row.refused) {
    const { code, ...params } = row.refused;
    return (
      <>
        <Tag tone="less">{t('tracking:live.refused')}</Tag>
        <div className="small">{withoutEmptyQuotes(texts(code, params).message)}</div>
      </>
    );
  }
  return (
    <span className="row">
      {row.violations.length > 0 && (
        <Tag tone="warn">{t('tracking:live.departs', { count: row.violations.length })}</Tag>
      )}
      {row.clockFlag && <Tag tone="outline">{t(`tracking:live.${row.clockFlag}`)}</Tag>}
    </span>
  );
}

function useColumns(): Column<LiveEvent>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    { key: 'at', title: t('tracking:refused.at'), nowrap: true, render: row => f.time(row.receivedAt) },
    {
      key: 'event',
      title: t('tracking:refused.event'),
      head: true,
      render: row => (
        <>
          {row.event || '–'} <span className="small muted">{row.type}</span>
        </>
      ),
    },
    { key: 'source', title: t('tracking:refused.source'), nowrap: true, render: row => row.source },
    { key: 'who', title: t('tracking:live.who'), nowrap: true, render: row => <Who row={row} /> },
    {
      key: 'said',
      title: t('tracking:live.properties'),
      width: '40%',
      render: row => (row.properties === '{}' ? '' : <code className="wrap">{row.properties}</code>),
    },
    { key: 'state', title: t('tracking:refused.state'), render: row => <State row={row} /> },
  ];
}

function Stream({ state }: { state: LiveState }) {
  const { t } = useTranslation();
  const f = useFormat();
  const columns = useColumns();
  return (
    <>
      {state.connection === 'broken' && <Notice tone="warn">{t('tracking:live.broken')}</Notice>}
      {state.lost > 0 && <Notice tone="warn">{t('tracking:live.lost', { n: f.count(state.lost) })}</Notice>}
      {state.events.length === 0 ? (
        <Empty title={t('tracking:live.emptyTitle')}>{t('tracking:live.empty')}</Empty>
      ) : (
        <Table
          caption={t('tracking:live.title')}
          rows={state.events}
          rowKey={row => String(row.no)}
          columns={columns}
          dense
        />
      )}
    </>
  );
}

export function LiveTab() {
  const { t } = useTranslation();
  const f = useFormat();
  const [filter, setFilter] = useState(everybody);
  const [isPaused, setPaused] = useState(false);
  const { clear, ...state } = useLiveEvents(filter, isPaused);
  return (
    <Section
      title={t('tracking:live.title')}
      note={t('tracking:live.note')}
      actions={
        <>
          <span role="status" className="muted small">
            {isPaused
              ? t('tracking:live.waiting', { count: state.waiting, n: f.count(state.waiting) })
              : t(`tracking:live.connection.${state.connection}`)}
          </span>
          <Button aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {t(isPaused ? 'tracking:live.goOn' : 'tracking:live.pause')}
          </Button>
          <Button type="text" onClick={clear}>
            {t('tracking:live.clear')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Filters filter={filter} onChange={setFilter} />
        <Stream state={state} />
      </div>
    </Section>
  );
}
