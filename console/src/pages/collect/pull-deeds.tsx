/** What can be done with a pull: run, pause, look for gone rows, read everything again, remove. */
import { Button, type ButtonProps, Checkbox, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { PullStatus } from '../../../../src/records/pull.ts';
import {
  useChangePull,
  useReconcilePull,
  useRemovePull,
  useRewindPull,
  useRunPull,
} from '../../api/pulls.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Problem } from '../../ui/states.tsx';
import { databasesTab } from './pull-words.ts';

interface DeedProps {
  readonly pull: PullStatus;
}

export function RunButton({ pull, ...button }: DeedProps & Pick<ButtonProps, 'size' | 'type'>) {
  const { t } = useTranslation();
  const run = useRunPull(pull.id);
  if (!useMay()('pull.run')) return null;
  return (
    <>
      <Button
        {...button}
        aria-label={`${t('pulls:run')}: ${pull.name}`}
        disabled={pull.jobId !== null}
        loading={run.isPending}
        onClick={() => run.mutate(null)}
      >
        {t('pulls:run')}
      </Button>
      {run.error && <Problem error={run.error} />}
    </>
  );
}

/** On: it runs by itself as often as it should. */
export function PauseSwitch({ pull }: DeedProps) {
  const { t } = useTranslation();
  const change = useChangePull(pull.id);
  const mayChange = useMay()('pull.change');
  if (!mayChange || (pull.everyMinutes === null && pull.reconcileHours === null)) return null;
  return (
    <Switch
      aria-label={t('pulls:byItself', { name: pull.name })}
      title={t('pulls:byItself', { name: pull.name })}
      checked={!pull.paused}
      loading={change.isPending}
      onChange={runs => change.mutate({ paused: !runs })}
    />
  );
}

function LookForGone({ pull }: DeedProps) {
  const { t } = useTranslation();
  const [evenIfMany, setEvenIfMany] = useState(false);
  const reconcile = useReconcilePull(pull.id);
  return (
    <Confirm
      label={t('pulls:gone.look')}
      title={t('pulls:gone.title')}
      confirmLabel={t('pulls:gone.look')}
      button={{ disabled: pull.jobId !== null }}
      run={() => reconcile.mutateAsync({ evenIfMany })}
    >
      <div className="stack">
        <p>{t('pulls:gone.text')}</p>
        <Checkbox checked={evenIfMany} onChange={event => setEvenIfMany(event.target.checked)}>
          {t('pulls:gone.evenIfMany')}
        </Checkbox>
      </div>
    </Confirm>
  );
}

function Rewind({ pull }: DeedProps) {
  const { t } = useTranslation();
  const rewind = useRewindPull(pull.id);
  return (
    <Confirm
      label={t('pulls:rewind')}
      title={t('pulls:rewindTitle', { name: pull.name })}
      confirmLabel={t('pulls:rewind')}
      run={() => rewind.mutateAsync(null)}
    >
      {t('pulls:rewindText')}
    </Confirm>
  );
}

function Remove({ pull }: DeedProps) {
  const { t } = useTranslation();
  const go = useNavigate();
  const remove = useRemovePull(pull.id);
  return (
    <Confirm
      label={t('pulls:remove')}
      title={t('pulls:removeTitle', { name: pull.name })}
      confirmLabel={t('pulls:remove')}
      danger
      run={async () => {
        await remove.mutateAsync(null);
        void go(databasesTab);
      }}
    >
      {t('pulls:removeText')}
    </Confirm>
  );
}

/** What is done seldom. */
export function SeldomDeeds({ pull }: DeedProps) {
  return (
    <div className="row">
      <May needs="pull.run">
        <LookForGone pull={pull} />
        <Rewind pull={pull} />
      </May>
      <May needs="pull.change">
        <Remove pull={pull} />
      </May>
    </div>
  );
}
