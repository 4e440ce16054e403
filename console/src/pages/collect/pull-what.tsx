/** First part of a pull: which database, which table or SELECT of it, and what kind of rows they are. */
import { Button, Input, Radio, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PullSource } from '../../../../src/records/pull.ts';
import { useSourceTables } from '../../api/pulls.ts';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { importKinds } from './mapping-fields.ts';
import type { PullDraft } from './pull-draft.ts';

interface WhatProps {
  readonly draft: PullDraft;
  readonly sources: readonly PullSource[];
  /** A pull that is there stays with its database. */
  readonly isNew: boolean;
  readonly set: (change: Partial<PullDraft>) => void;
}

/** Other rows have other columns. */
const forgotten = { mapping: null, keyColumn: null, updatedColumn: null } as const;

function Tables({ draft, set }: Pick<WhatProps, 'draft' | 'set'>) {
  const { t } = useTranslation();
  const id = useId();
  const tables = useSourceTables(draft.sourceId);
  const names = tables.data?.tables ?? [];
  if (tables.error) return <Problem error={tables.error} onRetry={() => void tables.refetch()} />;
  if (tables.data && names.length === 0) return <Notice tone="warn">{t('pulls:source.noTables')}</Notice>;
  return (
    <Field id={id} label={t('pulls:what.table')} hint={t('pulls:what.tableHint')}>
      <Select
        id={id}
        showSearch
        loading={tables.isFetching}
        value={draft.table}
        placeholder={t(tables.isFetching ? 'pulls:source.calling' : 'pulls:what.choose')}
        options={names.map(value => ({ value, label: value }))}
        onChange={(table: string) => set({ ...forgotten, table })}
      />
    </Field>
  );
}

function Statement({ draft, set }: Pick<WhatProps, 'draft' | 'set'>) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <Field id={id} label={t('pulls:what.statement')} hint={t('pulls:what.statementHint')}>
        <Input.TextArea
          id={id}
          rows={5}
          className="mono"
          spellCheck={false}
          value={draft.statement}
          placeholder="select id, …, coalesce(updated_at, created_at) as updated_at from orders"
          onChange={event => set({ statement: event.target.value })}
        />
      </Field>
      <div className="row">
        <Button
          disabled={draft.statement.trim().length < 8 || draft.statement === draft.looked}
          onClick={() => set({ ...forgotten, looked: draft.statement })}
        >
          {t('pulls:what.look')}
        </Button>
      </div>
    </>
  );
}

export function PullWhat({ draft, sources, isNew, set }: WhatProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Section title={t('pulls:what.title')} note={t('pulls:what.note')}>
      <div className="stack">
        <div className="form-grid">
          <Field id={`${id}-source`} label={t('pulls:what.source')}>
            <Select
              id={`${id}-source`}
              disabled={!isNew}
              value={draft.sourceId || null}
              placeholder={t('pulls:what.choose')}
              options={sources.map(each => ({ value: each.id, label: each.name }))}
              onChange={(sourceId: string) => set({ ...forgotten, sourceId, table: null, looked: null })}
            />
          </Field>
          <Field id={`${id}-kind`} label={t('collect:imports.kind')}>
            <Select
              id={`${id}-kind`}
              value={draft.kind}
              options={importKinds.map(value => ({ value, label: t(`collect:kind.${value}`) }))}
              onChange={kind => set({ kind, mapping: null })}
            />
          </Field>
        </div>
        {draft.sourceId && (
          <Radio.Group
            aria-label={t('pulls:what.by')}
            value={draft.by}
            onChange={event => set({ ...forgotten, by: event.target.value })}
          >
            <Radio value="table">{t('pulls:what.byTable')}</Radio>
            <Radio value="statement">{t('pulls:what.byStatement')}</Radio>
          </Radio.Group>
        )}
        {draft.sourceId && draft.by === 'table' && <Tables draft={draft} set={set} />}
        {draft.sourceId && draft.by === 'statement' && <Statement draft={draft} set={set} />}
      </div>
    </Section>
  );
}
