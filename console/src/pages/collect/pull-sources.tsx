/** Databases to pull from: where each lies, whether it answers, added, changed and removed. */
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PullSource } from '../../../../src/records/pull.ts';
import { usePullSources, useRemoveSource } from '../../api/pulls.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { PullSourceForm } from './pull-source-form.tsx';
import { SourceTrial } from './pull-source-trial.tsx';

/** `null`: nothing is open; `new`: one is being added. */
type Open = PullSource | 'new' | null;

function Deeds({ row, open }: { row: PullSource; open: (source: PullSource) => void }) {
  const { t } = useTranslation();
  const remove = useRemoveSource(row.id);
  return (
    <span className="row end">
      <Button size="small" aria-label={`${t('pulls:source.edit')}: ${row.name}`} onClick={() => open(row)}>
        {t('pulls:source.edit')}
      </Button>
      <Confirm
        label={t('pulls:source.remove')}
        title={t('pulls:source.removeTitle', { name: row.name })}
        confirmLabel={t('pulls:source.remove')}
        button={{ size: 'small', 'aria-label': `${t('pulls:source.remove')}: ${row.name}` }}
        danger
        run={() => remove.mutateAsync(null)}
      >
        {t('pulls:source.removeText')}
      </Confirm>
    </span>
  );
}

function Sources({ sources, open }: { sources: readonly PullSource[]; open: (source: PullSource) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const mayChange = useMay()('pull.change');
  return (
    <Table
      caption={t('pulls:source.title')}
      rows={sources}
      rowKey={row => row.id}
      columns={[
        {
          key: 'name',
          title: t('pulls:name'),
          head: true,
          render: row => (
            <>
              {row.name}
              <div className="small muted">{t(`pulls:source.kind.${row.kind}`)}</div>
            </>
          ),
        },
        {
          key: 'place',
          title: t('pulls:source.place'),
          render: row => (
            <>
              <code>
                {row.host}:{row.port}
              </code>
              <div className="small muted">
                {t('pulls:source.account', { database: row.database, user: row.user })}
              </div>
            </>
          ),
        },
        { key: 'tls', title: t('pulls:source.tls'), render: row => t(`pulls:source.tlsShort.${row.tls}`) },
        {
          key: 'pulls',
          title: t('pulls:source.pulls'),
          align: 'right',
          render: row => f.count(row.pulls),
        },
        ...(mayChange
          ? [
              {
                key: 'do',
                title: '',
                align: 'right' as const,
                render: (row: PullSource) => <Deeds row={row} open={open} />,
              },
            ]
          : []),
      ]}
    />
  );
}

/** A source that was just kept is tried at once: what is wrong is seen where it can be mended. */
function Editor({ source, onKept }: { source: PullSource | null; onKept: (source: PullSource) => void }) {
  const [keptAt, setKeptAt] = useState<number | null>(null);
  return (
    <div className="stack">
      <PullSourceForm
        source={source}
        onKept={kept => {
          setKeptAt(Date.now());
          onKept(kept);
        }}
      />
      {source && <SourceTrial key={keptAt ?? 0} source={source} atOnce={keptAt !== null} />}
    </div>
  );
}

export function PullSources() {
  const { t } = useTranslation();
  const sources = usePullSources();
  const [opened, setOpened] = useState<Open>(null);
  const source = opened === 'new' ? null : opened;
  const add = (
    <May needs="pull.change">
      <Button onClick={() => setOpened('new')}>{t('pulls:source.new')}</Button>
    </May>
  );
  return (
    <Section title={t('pulls:source.title')} note={t('pulls:source.note')} actions={add}>
      <QueryView query={sources} skeleton={<Skeleton lines={3} />}>
        {data =>
          data.sources.length === 0 ? (
            <Empty title={t('pulls:source.emptyTitle')}>{t('pulls:source.empty')}</Empty>
          ) : (
            <Sources sources={data.sources} open={setOpened} />
          )
        }
      </QueryView>
      <Drawer
        open={opened !== null}
        title={source ? source.name : t('pulls:source.new')}
        size={560}
        destroyOnHidden
        onClose={() => setOpened(null)}
      >
        {opened !== null && <Editor source={source} onKept={setOpened} />}
      </Drawer>
    </Section>
  );
}
