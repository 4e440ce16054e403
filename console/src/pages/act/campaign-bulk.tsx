/**
 * Pausing, resuming or canceling several campaigns: before it happens the dialog names each campaign, the people it
 * still waits to send to and what is left out; afterwards it says of each what became of it.
 */
import { Button, Modal } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignState, CampaignView } from '../../../../src/records/campaign.ts';
import { type MoveOutcome, useMoveCampaigns, useWaitingOfEach } from '../../api/act.ts';
import { ApiError } from '../../api/client.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { TypedText } from '../../ui/confirm.tsx';
import { focusPageIfLost } from '../../ui/focus.ts';
import { Problem } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { CampaignStateTag } from './campaign-state-tag.tsx';
import { allows, type BulkMove, bulkMoves, campaignStates } from './campaign-states.ts';

type Views = readonly CampaignView[];

/** What was asked, with the campaigns as the list showed them then. */
export interface BulkAsked {
  /** Differs from every question before. */
  readonly id: number;
  readonly move: BulkMove;
  readonly rows: Views;
}

interface ButtonsProps {
  readonly rows: Views;
  readonly onAsk: (update: (before: BulkAsked | null) => BulkAsked) => void;
}

export function BulkButtons({ rows, onAsk }: ButtonsProps) {
  const { t } = useTranslation();
  return bulkMoves.map(move => (
    <Button
      key={move}
      danger={move === 'cancel'}
      aria-haspopup="dialog"
      onClick={() => onAsk(before => ({ id: (before?.id ?? 0) + 1, move, rows }))}
    >
      {t(`act:bulk.${move}.label`)}
    </Button>
  ));
}

const nameOf = (row: CampaignView) => row.definition.name;

const campaignColumns = (t: TFunction): Column<CampaignView>[] => [
  { key: 'title', title: t('act:campaigns.campaign'), head: true, render: row => row.definition.title },
  { key: 'state', title: t('act:campaigns.state'), render: row => <CampaignStateTag state={row.state} /> },
];

type Waiting = ReturnType<typeof useWaitingOfEach>;

/** The campaigns that will be moved, and how many people each still waits to send to. */
function Moved({ move, rows, waiting }: { move: BulkMove; rows: Views; waiting: Waiting }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const failed = waiting.find(query => query.error);
  const reasonOf = ({ pauseReason }: CampaignView) =>
    pauseReason && texts(pauseReason.code, pauseReason.params).message;
  const title: Column<CampaignView> = {
    key: 'title',
    title: t('act:campaigns.campaign'),
    head: true,
    render: row => (
      <>
        {row.definition.title}
        {move === 'resume' && row.pauseReason && (
          <div className="small muted">{t('act:bulk.selfPaused', { reason: reasonOf(row) })}</div>
        )}
      </>
    ),
  };
  const people: Column<CampaignView> = {
    key: 'people',
    title: t('act:bulk.waiting'),
    align: 'right',
    render: (_, index) => {
      const { data, isFetching } = waiting[index] ?? {};
      if (isFetching) return '…';
      return data ? f.count(data.people) : t('common:unknown');
    },
  };
  const columns = [title, ...campaignColumns(t).slice(1), people];
  return (
    <section className="stack" aria-label={t(`act:bulk.${move}.will`)}>
      <h3>{t(`act:bulk.${move}.will`)}</h3>
      <Table caption={t(`act:bulk.${move}.will`)} columns={columns} rows={rows} rowKey={nameOf} dense />
      {failed && <Problem error={failed.error} onRetry={() => void failed.refetch()} />}
      <p>{t(`act:bulk.${move}.means`)}</p>
    </section>
  );
}

/** The chosen campaigns whose state does not allow it, and what that state means. */
function LeftOut({ rows }: { rows: Views }) {
  const { t } = useTranslation();
  const why: Column<CampaignView> = {
    key: 'why',
    title: t('act:bulk.why'),
    width: '46%',
    render: row => t(`act:bulk.because.${row.state}`),
  };
  return (
    <section className="stack" aria-label={t('act:bulk.leftOut')}>
      <h3>{t('act:bulk.leftOut')}</h3>
      <Table
        caption={t('act:bulk.leftOut')}
        columns={[...campaignColumns(t), why]}
        rows={rows}
        rowKey={nameOf}
        dense
      />
    </section>
  );
}

/** The state that refused a move since it was asked; null where something else did. */
function stateOf(error: unknown): CampaignState | null {
  if (!(error instanceof ApiError) || error.body.code !== 'campaign-state') return null;
  return campaignStates.find(state => state === error.body.received) ?? null;
}

/** What became of each campaign so far. */
function Outcomes({
  move,
  rows,
  outcomes,
}: {
  move: BulkMove;
  rows: Views;
  outcomes: readonly MoveOutcome[];
}) {
  const { t } = useTranslation();
  const outcome: Column<CampaignView> = {
    key: 'outcome',
    title: t('act:bulk.outcome'),
    render: row => {
      const found = outcomes.find(({ name }) => name === nameOf(row));
      if (!found) return <span className="muted">{t('act:bulk.next')}</span>;
      if (found.error === null) return t(`act:bulk.${move}.done`);
      const state = stateOf(found.error);
      return state ? (
        t('act:bulk.refused', { why: t(`act:bulk.because.${state}`) })
      ) : (
        <Problem error={found.error} />
      );
    },
  };
  const columns = [...campaignColumns(t).slice(0, 1), outcome];
  return (
    <div aria-live="polite">
      <Table caption={t('act:bulk.resultTitle')} columns={columns} rows={rows} rowKey={nameOf} dense />
    </div>
  );
}

/** The steps of the dialog: asked, acting, done. */
function useBulk({ move, rows }: BulkAsked) {
  const able = rows.filter(row => allows(row.state, move));
  const [outcomes, setOutcomes] = useState<readonly MoveOutcome[]>([]);
  const run = useMoveCampaigns(outcome => setOutcomes(before => [...before, outcome]));
  const waiting = useWaitingOfEach(able.map(nameOf));
  return {
    able,
    left: rows.filter(row => !able.includes(row)),
    waiting,
    outcomes,
    isCounting: waiting.some(query => query.isFetching),
    isActing: run.isPending,
    isAsked: run.isIdle,
    start: () => run.mutate({ move, names: able.map(nameOf) }),
  };
}

/** Nothing to act on, or done: only closing is left. */
function useFooter({ isOnlyClosing, close }: { isOnlyClosing: boolean; close: () => void }) {
  const { t } = useTranslation();
  if (!isOnlyClosing) return {};
  // Takes the focus from the button that was pressed and is gone now.
  const footer = (
    <Button autoFocus onClick={close}>
      {t('act:bulk.close')}
    </Button>
  );
  return { footer };
}

export function BulkDialog({ asked, onGone }: { asked: BulkAsked; onGone: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [open, setOpen] = useState(true);
  const [text, setText] = useState('');
  const { able, left, waiting, outcomes, isCounting, isActing, isAsked, start } = useBulk(asked);
  const { move } = asked;
  const count = { count: able.length, n: f.count(able.length) };
  const isNone = able.length === 0;
  const typed = move === 'cancel' && !isNone ? t('act:bulk.cancel.typed', count) : null;
  const close = () => setOpen(false);
  const footer = useFooter({ isOnlyClosing: isNone || !(isAsked || isActing), close });
  const question = t(`act:bulk.${move}.${isNone ? 'none' : 'title'}`, count);
  return (
    <Modal
      open={open}
      width={720}
      title={isAsked ? question : t('act:bulk.resultTitle')}
      okText={t(`act:bulk.${move}.confirm`, count)}
      cancelText={t('common:back')}
      okButtonProps={{
        danger: move === 'cancel',
        disabled: isCounting || (typed !== null && text !== typed),
      }}
      cancelButtonProps={{ disabled: isActing }}
      closable={!isActing}
      keyboard={!isActing}
      mask={{ closable: !isActing }}
      confirmLoading={isActing}
      onOk={start}
      onCancel={close}
      afterClose={() => {
        onGone();
        focusPageIfLost();
      }}
      {...footer}
    >
      {isAsked ? (
        <div className="stack">
          {!isNone && <Moved move={move} rows={able} waiting={waiting} />}
          {left.length > 0 && <LeftOut rows={left} />}
          {typed !== null && <TypedText typed={typed} value={text} onChange={setText} />}
        </div>
      ) : (
        <Outcomes move={move} rows={able} outcomes={outcomes} />
      )}
    </Modal>
  );
}
