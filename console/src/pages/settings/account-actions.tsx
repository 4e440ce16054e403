/** What can be done about somebody's account, behind one button; each deed says what it touches. */
import { Button, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRow } from '../../../../src/records/account.ts';
import {
  type AccountMove,
  useAccountMove,
  useChangeRole,
  useEndSessionOf,
  usePasswordLink,
  useSessions,
} from '../../api/access.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';
import { LinkOnce } from './link-once.tsx';
import { roleNames } from './role-names.ts';
import { ScopeChoice } from './scope-choice.tsx';
import { SessionTable } from './session-table.tsx';

function RoleChoice({ row }: { row: AccountRow }) {
  const { t } = useTranslation();
  const id = useId();
  const [role, setRole] = useState<string>(row.role);
  const change = useChangeRole(row.userId);
  return (
    <div className="stack-tight">
      <Field id={id} label={t('settings:role')} hint={t(`access:roleMay.${role}`)}>
        <Select
          id={id}
          value={role}
          onChange={setRole}
          options={roleNames.map(value => ({ value, label: t(`shell:role.${value}`) }))}
        />
      </Field>
      {change.error && <Problem error={change.error} />}
      <div className="row">
        <Button
          type="primary"
          disabled={role === row.role}
          loading={change.isPending}
          onClick={() => change.mutate(role)}
        >
          {t('access:people.changeRole')}
        </Button>
      </div>
    </div>
  );
}

function Move({ row, move }: { row: AccountRow; move: AccountMove }) {
  const { t } = useTranslation();
  const run = useAccountMove(row.userId, move);
  return (
    <Confirm
      label={t(`access:move.${move}.label`)}
      title={t(`access:move.${move}.title`, { email: row.email })}
      confirmLabel={t(`access:move.${move}.label`)}
      danger={move === 'deactivate' || move === 'second-factor'}
      run={() => run.mutateAsync(null)}
    >
      {t(`access:move.${move}.text`, { count: row.sessions })}
    </Confirm>
  );
}

function NewLink({ row }: { row: AccountRow }) {
  const { t } = useTranslation();
  const link = usePasswordLink(row.userId);
  return (
    <div className="stack-tight">
      {link.error && <Problem error={link.error} />}
      {link.data ? (
        <LinkOnce link={link.data} email={row.email} />
      ) : (
        <div className="row">
          <Button loading={link.isPending} onClick={() => link.mutate(null)}>
            {t('access:people.passwordLink')}
          </Button>
        </div>
      )}
    </div>
  );
}

function SessionsOf({ row }: { row: AccountRow }) {
  const { t } = useTranslation();
  const sessions = useSessions(row.userId);
  const end = useEndSessionOf(row.userId);
  const id = useId();
  return (
    <section className="stack-tight" aria-labelledby={id}>
      <h3 id={id}>{t('access:sessions.others')}</h3>
      <QueryView query={sessions}>
        {data =>
          data.sessions.length > 0 ? (
            <SessionTable caption={t('access:sessions.others')} rows={data.sessions} end={end} />
          ) : (
            <p>{t('access:sessions.none')}</p>
          )
        }
      </QueryView>
    </section>
  );
}

export function AccountActions({ row }: { row: AccountRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const active = row.state !== 'deactivated';
  return (
    <>
      <Button
        size="small"
        onClick={() => setOpen(true)}
        aria-label={`${t('access:people.manage')} ${row.email}`}
      >
        {t('access:people.manage')}
      </Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        title={row.email}
        width={720}
        destroyOnHidden
      >
        <div className="stack">
          <RoleChoice row={row} />
          <ScopeChoice row={row} />
          {active && <NewLink row={row} />}
          {row.state === 'active' && <SessionsOf row={row} />}
          <div className="row">
            {row.state === 'active' && <Move row={row} move="sign-out" />}
            {row.secondFactor && <Move row={row} move="second-factor" />}
            <Move row={row} move={active ? 'deactivate' : 'activate'} />
          </div>
        </div>
      </Modal>
    </>
  );
}
