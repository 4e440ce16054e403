/** The approval desk: what waits for a second person, what it would change, and what was decided. */
import { Button, Input, Modal } from 'antd';
import type { TFunction } from 'i18next';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovalRow } from '../../../../src/records/approval.ts';
import { useApprovals, useDecide } from '../../api/access.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Facts, Tag, type TagTone } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

const tones: Record<ApprovalRow['state'], TagTone> = {
  waiting: 'warn',
  approved: 'more',
  refused: 'less',
  used: 'plain',
  expired: 'outline',
};

/** What is asked for: a role's kind covers scopes of accounts and limited roles besides roles. */
const kindOf = ({ kind, detail }: ApprovalRow) => String(detail['about'] ?? kind);

/** Limited roles, keys and settings are of nobody in particular. */
const targetOf = ({ kind, target }: ApprovalRow) =>
  target === 'limited-roles' || kind === 'keys' || kind === 'settings' ? '' : target;

/** One side of a change about roles or scopes, in words. */
function useSide(): (about: unknown, side: unknown) => string {
  const { t } = useTranslation();
  const role = (name: string) => t(`shell:role.${name}`, { defaultValue: name });
  return (about, side) => {
    const text = String(side ?? '');
    if (about === 'scope') return scopeInWords(text, t);
    if (about === 'limited-roles')
      return text.split(', ').filter(Boolean).map(role).join(t('access:dataScope.comma')) || t('common:none');
    return role(text);
  };
}

/** A scope as the request keeps it, `own; stores: A, B`; names stay as they are. */
function scopeInWords(text: string, t: TFunction): string {
  if (text === 'all') return t('access:dataScope.all');
  const part = (words: string) => {
    if (words === 'own') return t('access:dataScope.own');
    const [, list, names] = /^(stores|regions): (.*)$/.exec(words) ?? [];
    if (list === 'stores') return t('access:dataScope.ofStores', { names });
    return list === 'regions' ? t('access:dataScope.ofRegions', { names }) : words;
  };
  return text.split('; ').map(part).join(t('access:dataScope.semicolon'));
}

type Words = { readonly t: TFunction; readonly f: ReturnType<typeof useFormat> };

/** The two figures above which a second person is asked; one that stays is left out. */
function thresholdsInWords(detail: ApprovalRow['detail'], { t, f }: Words): string {
  const figure = (name: string) => Number(detail[name]);
  const parts = [
    ['audience', (value: number) => f.percent(value, 0)],
    ['export', (value: number) => f.count(value)],
  ] as const;
  return parts
    .filter(([name]) => figure(`${name}Before`) !== figure(`${name}After`))
    .map(([name, words]) => {
      const [before, after] = [words(figure(`${name}Before`)), words(figure(`${name}After`))];
      return t(`access:approval.threshold.${name}`, { before, after });
    })
    .join(t('access:dataScope.semicolon'));
}

/** The change in one line: a role before and after, or the figures it was asked with. */
function useChange(): (row: ApprovalRow) => string {
  const { t } = useTranslation();
  const f = useFormat();
  const side = useSide();
  return row => {
    const { about, before, after, base, role } = row.detail;
    if (about === 'access') return t('access:approval.access', { role: side(about, role) });
    if (about === 'second-factor') return t('access:approval.secondFactor', { role: side(about, role) });
    if (row.kind === 'settings') return thresholdsInWords(row.detail, { t, f });
    if (row.kind === 'role') {
      return t('access:approval.role', { before: side(about, before), after: side(about, after) });
    }
    if (row.kind === 'audience') {
      const share = f.percent(row.people / Math.max(1, Number(base)), 0);
      return t('access:approval.audience', { n: f.count(row.people), share, count: row.people });
    }
    if (row.kind === 'keys') return t('access:approval.keys', { before, after });
    if (row.kind === 'erasure') return t('access:approval.erasure');
    return t('access:approval.export', { n: f.count(row.people), count: row.people });
  };
}

function Decision({ row, onDone }: { row: ApprovalRow; onDone: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const change = useChange();
  const [note, setNote] = useState('');
  const decide = useDecide(row.approvalId);
  const send = (approve: boolean) => decide.mutate({ approve, note }, { onSuccess: onDone });
  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send(true);
      }}
    >
      <Facts
        facts={[
          { label: t('access:approval.what'), value: t(`access:approval.kind.${kindOf(row)}`) },
          { label: t('access:approval.target'), value: targetOf(row) },
          { label: t('access:approval.change'), value: change(row) },
          { label: t('access:approval.by'), value: row.requestedBy },
          { label: t('access:approval.until'), value: f.time(row.expiresAt) },
        ]}
      />
      <Field
        id={id}
        label={t('access:approval.note')}
        hint={t('access:approval.noteHint')}
        fault={faultAt(decide.error, 'note')}
      >
        <Input id={id} required minLength={2} value={note} onChange={event => setNote(event.target.value)} />
      </Field>
      {decide.error && !faultAt(decide.error, 'note') && <Problem error={decide.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={decide.isPending}>
          {t('access:approval.approve')}
        </Button>
        <Button danger disabled={note.trim().length < 2} onClick={() => send(false)}>
          {t('access:approval.refuse')}
        </Button>
      </div>
    </form>
  );
}

function Decide({ row }: { row: ApprovalRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        type="primary"
        onClick={() => setOpen(true)}
        aria-label={`${t('access:approval.decide')} ${row.target}`}
      >
        {t('access:approval.decide')}
      </Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        title={t('access:approval.decideTitle')}
        destroyOnHidden
      >
        <Decision row={row} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Requests({ rows }: { rows: readonly ApprovalRow[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const change = useChange();
  return (
    <Table
      caption={t('access:tab.approvals')}
      rows={rows}
      rowKey={row => row.approvalId}
      columns={[
        {
          key: 'what',
          title: t('access:approval.what'),
          head: true,
          render: row => (
            <>
              {t(`access:approval.kind.${kindOf(row)}`)} <span className="muted">{targetOf(row)}</span>
            </>
          ),
        },
        { key: 'change', title: t('access:approval.change'), render: change },
        {
          key: 'by',
          title: t('access:approval.by'),
          render: row => `${row.requestedBy} · ${f.time(row.requestedAt)}`,
        },
        {
          key: 'state',
          title: t('access:people.state'),
          render: row => <Tag tone={tones[row.state]}>{t(`access:approval.state.${row.state}`)}</Tag>,
        },
        {
          key: 'decision',
          title: t('access:approval.decision'),
          render: row =>
            row.decidedBy && row.decidedAt
              ? `${row.decidedBy} · ${f.time(row.decidedAt)} · ${row.note ?? ''}`
              : '–',
        },
        { key: 'do', title: '', align: 'right', render: row => row.mayDecide && <Decide row={row} /> },
      ]}
    />
  );
}

export function ApprovalsTab() {
  const { t } = useTranslation();
  const approvals = useApprovals();
  return (
    <Section title={t('access:tab.approvals')} note={t('access:approval.pageNote')}>
      <QueryView
        query={approvals}
        empty={data =>
          data.approvals.length === 0 ? (
            <Empty title={t('access:approval.emptyTitle')}>{t('access:approval.empty')}</Empty>
          ) : null
        }
      >
        {data => <Requests rows={data.approvals} />}
      </QueryView>
    </Section>
  );
}
