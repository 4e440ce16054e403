/** Keys of programs: what each may do, from where, until when; a new one is shown once. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyReply, KeyRow } from '../../../../src/records/account.ts';
import { type KeyWish, useAddKey, useKeys, useRevokeKey, useRotateKey } from '../../api/access.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import { useScopeWords } from '../../ui/scope-words.ts';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { draftOf, isSaidByFields, ScopeFields, scopeOfDraft } from './scope-fields.tsx';

type ShowKey = (made: KeyReply) => void;

const blank = { name: '', scope: 'read', addresses: '', days: null as number | null, people: draftOf(null) };

/** A key that only sends reads nothing that could be limited. */
const peopleOf = ({ scope, people }: typeof blank) => (scope === 'track' ? null : scopeOfDraft(people));

function wishOf(draft: typeof blank): KeyWish {
  const { name, scope, addresses, days } = draft;
  const dataScope = peopleOf(draft);
  return {
    name,
    scope,
    addresses: addresses.split(/[\s,，;；]+/).filter(Boolean),
    ...(days === null ? {} : { expiresInDays: days }),
    ...(dataScope ? { dataScope } : {}),
  };
}

function AddForm({ onMade }: { onMade: ShowKey }) {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(blank);
  const add = useAddKey();
  const isOpen = peopleOf(draft) === undefined;
  const set = (next: Partial<typeof blank>) => setDraft({ ...draft, ...next });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(wishOf(draft), {
      onSuccess: made => {
        onMade(made);
        setDraft(blank);
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="form-grid">
        <Field
          id={`${id}-name`}
          label={t('access:key.name')}
          hint={t('access:key.nameHint')}
          fault={faultAt(add.error, 'name')}
        >
          <Input
            id={`${id}-name`}
            required
            value={draft.name}
            onChange={event => set({ name: event.target.value })}
          />
        </Field>
        <Field id={`${id}-scope`} label={t('access:key.scope')} hint={t(`access:scopeMay.${draft.scope}`)}>
          <Select
            id={`${id}-scope`}
            value={draft.scope}
            onChange={scope => set({ scope })}
            options={['track', 'read', 'manage'].map(value => ({
              value,
              label: t(`access:scope.${value}`),
            }))}
          />
        </Field>
        <Field
          id={`${id}-from`}
          label={t('access:key.from')}
          hint={t('access:key.fromHint')}
          fault={faultAt(add.error, 'addresses')}
        >
          <Input
            id={`${id}-from`}
            value={draft.addresses}
            onChange={event => set({ addresses: event.target.value })}
          />
        </Field>
        <NumberField
          label={t('access:key.days')}
          hint={t('access:key.daysHint')}
          min={1}
          max={3650}
          value={draft.days}
          onChange={days => set({ days })}
        />
      </div>
      {draft.scope !== 'track' && (
        <ScopeFields
          draft={draft.people}
          onChange={people => set({ people })}
          error={add.error}
          allLabel={t('access:dataScope.all')}
          withOwn={false}
        />
      )}
      {add.error && !isSaidByFields(add.error) && <Problem error={add.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" disabled={isOpen} loading={add.isPending}>
          {t('access:key.add')}
        </Button>
        {isOpen && <span className="muted small">{t('access:dataScope.nothingOfKey')}</span>}
      </div>
    </form>
  );
}

function Deeds({ row, onMade }: { row: KeyRow; onMade: ShowKey }) {
  const { t } = useTranslation();
  const rotate = useRotateKey(row.keyId);
  const revoke = useRevokeKey(row.keyId);
  return (
    <span className="row end">
      {!row.replacedAt && (
        <Confirm
          label={t('access:key.rotate')}
          title={t('access:key.rotateTitle', { name: row.name })}
          confirmLabel={t('access:key.rotate')}
          button={{ size: 'small' }}
          run={async () => onMade(await rotate.mutateAsync(null))}
        >
          {t('access:key.rotateText')}
        </Confirm>
      )}
      <Confirm
        label={t('access:key.revoke')}
        title={t('access:key.revokeTitle', { name: row.name })}
        confirmLabel={t('access:key.revoke')}
        button={{ size: 'small' }}
        danger
        run={() => revoke.mutateAsync(null)}
      >
        {t('access:key.revokeText')}
      </Confirm>
    </span>
  );
}

/** The server's own time would be better; a key that ended a minute ago may look alive for that minute. */
const isOver = (row: KeyRow) => row.revokedAt !== null || (row.expiresAt ?? '9') < new Date().toISOString();

function StateTag({ row }: { row: KeyRow }) {
  const { t } = useTranslation();
  if (row.revokedAt) return <Tag tone="plain">{t('access:key.revoked')}</Tag>;
  if (isOver(row)) return <Tag tone="plain">{t('access:key.expired')}</Tag>;
  if (row.replacedAt) return <Tag tone="outline">{t('access:key.replaced')}</Tag>;
  return <Tag tone="more">{t('access:key.live')}</Tag>;
}

function Keys({ keys, onMade }: { keys: readonly KeyRow[]; onMade: ShowKey }) {
  const { t } = useTranslation();
  const f = useFormat();
  const scopeWords = useScopeWords();
  const mayChange = useMay()('key.change');
  return (
    <Table
      caption={t('access:tab.keys')}
      rows={keys}
      rowKey={row => row.keyId}
      columns={[
        {
          key: 'name',
          title: t('access:key.name'),
          head: true,
          render: row => (
            <>
              {row.name} <code className="muted">{row.prefix}…</code>
            </>
          ),
        },
        { key: 'scope', title: t('access:key.scope'), render: row => t(`access:scope.${row.scope}`) },
        {
          key: 'people',
          title: t('access:dataScope.title'),
          render: row => (row.scope === 'track' ? '–' : scopeWords(row.dataScope)),
        },
        { key: 'state', title: t('access:people.state'), render: row => <StateTag row={row} /> },
        {
          key: 'from',
          title: t('access:key.from'),
          render: row => row.addresses.join(', ') || t('access:key.anywhere'),
        },
        {
          key: 'until',
          title: t('access:key.until'),
          render: row => (row.expiresAt ? f.time(row.expiresAt) : t('access:key.forever')),
        },
        {
          key: 'used',
          title: t('access:key.used'),
          render: row => (row.lastUsedAt ? f.time(row.lastUsedAt) : t('access:key.never')),
        },
        {
          key: 'do',
          title: '',
          align: 'right',
          render: row => mayChange && !isOver(row) && <Deeds row={row} onMade={onMade} />,
        },
      ]}
    />
  );
}

export function KeysTab() {
  const { t } = useTranslation();
  const keys = useKeys();
  const [made, setMade] = useState<KeyReply | null>(null);
  return (
    <>
      <May needs="key.change">
        <Section title={t('access:key.new')} note={t('access:key.note')}>
          <div className="stack">
            <AddForm onMade={setMade} />
            {made && <SecretOnce title={t('access:key.made', { name: made.name })} text={made.key} />}
          </div>
        </Section>
      </May>
      <Section title={t('access:tab.keys')}>
        <QueryView
          query={keys}
          empty={data =>
            data.keys.length === 0 ? (
              <Empty title={t('access:key.emptyTitle')}>{t('access:key.empty')}</Empty>
            ) : null
          }
        >
          {data => <Keys keys={data.keys} onMade={setMade} />}
        </QueryView>
      </Section>
    </>
  );
}
