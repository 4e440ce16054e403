/** Where shops and tools send their own messages: each hook with what became of its deliveries, and how to set one up. */
import { Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { HookOutcome, HookRow } from '../../../../src/records/hook.ts';
import { useChangeHook, useHooks, useRemoveHook } from '../../api/hooks.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { HookDetailView } from './hook-detail.tsx';
import { NewHook } from './new-hook.tsx';

function Week({ week }: Pick<HookRow, 'week'>) {
  const { t } = useTranslation();
  const f = useFormat();
  const said = (Object.entries(week) as [HookOutcome, number][]).filter(([, count]) => count > 0);
  if (said.length === 0) return <span className="muted">{t('hooks:none')}</span>;
  return (
    <>
      {said
        .map(([outcome, count]) =>
          t('hooks:counted', { outcome: t(`hooks:outcome.${outcome}`), n: f.count(count) }),
        )
        .join(' · ')}
    </>
  );
}

function Deeds({ row }: { row: HookRow }) {
  const { t } = useTranslation();
  const change = useChangeHook(row.id);
  const remove = useRemoveHook(row.id);
  const label = t(row.live ? 'hooks:pause' : 'hooks:goLive');
  return (
    <span className="row end">
      <Confirm
        label={label}
        title={t(row.live ? 'hooks:pauseTitle' : 'hooks:goLiveTitle', { name: row.name })}
        confirmLabel={label}
        button={{ size: 'small', 'aria-label': `${label}: ${row.name}` }}
        run={() => change.mutateAsync({ live: !row.live })}
      >
        {t(row.live ? 'hooks:pauseText' : 'hooks:goLiveText')}
      </Confirm>
      <Confirm
        label={t('hooks:remove')}
        title={t('hooks:removeTitle', { name: row.name })}
        confirmLabel={t('hooks:remove')}
        button={{ size: 'small', 'aria-label': `${t('hooks:remove')}: ${row.name}` }}
        danger
        run={() => remove.mutateAsync(null)}
      >
        {t('hooks:removeText')}
      </Confirm>
    </span>
  );
}

function useOpenHook() {
  const [search, setSearch] = useSearchParams();
  const open = (id: string | null) => {
    const next = new URLSearchParams(search);
    if (id === null) next.delete('hook');
    else next.set('hook', id);
    setSearch(next, { preventScrollReset: true });
  };
  return { id: search.get('hook'), open };
}

function Hooks({ hooks }: { hooks: readonly HookRow[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const mayChange = useMay()('hook.change');
  const { open } = useOpenHook();
  return (
    <Table
      caption={t('hooks:title')}
      rows={hooks}
      rowKey={row => row.id}
      columns={[
        {
          key: 'name',
          title: t('hooks:name'),
          head: true,
          render: row => (
            <>
              <Button type="link" style={{ paddingInline: 0 }} onClick={() => open(row.id)}>
                {row.name}
              </Button>
              <div className="small muted">{row.source}</div>
            </>
          ),
        },
        { key: 'shop', title: t('hooks:shop'), render: row => t(`hooks:shops.${row.shop ?? 'own'}`) },
        {
          key: 'state',
          title: t('hooks:state'),
          render: row => (
            <Tag tone={row.live ? 'more' : 'outline'}>{t(row.live ? 'hooks:live' : 'hooks:paused')}</Tag>
          ),
        },
        {
          key: 'last',
          title: t('hooks:last'),
          render: row => (row.lastAt ? f.time(row.lastAt) : <span className="muted">{t('hooks:none')}</span>),
        },
        { key: 'week', title: t('hooks:week'), render: row => <Week week={row.week} /> },
        { key: 'do', title: '', align: 'right', render: row => mayChange && <Deeds row={row} /> },
      ]}
    />
  );
}

export function HooksTab() {
  const { t } = useTranslation();
  const hooks = useHooks();
  const { id, open } = useOpenHook();
  return (
    <>
      <Section title={t('hooks:title')} note={t('hooks:note')}>
        <QueryView
          query={hooks}
          empty={data =>
            data.hooks.length === 0 ? <Empty title={t('hooks:emptyTitle')}>{t('hooks:empty')}</Empty> : null
          }
        >
          {data => <Hooks hooks={data.hooks} />}
        </QueryView>
      </Section>
      <May needs="hook.change">
        <NewHook />
      </May>
      <Drawer title={t('hooks:one')} open={id !== null} onClose={() => open(null)} size={720} destroyOnHidden>
        {id !== null && <HookDetailView key={id} id={id} />}
      </Drawer>
    </>
  );
}
