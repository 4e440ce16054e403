/** People who log in: who they are, what they may, and what can be done about their accounts. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountLinkReply, AccountRow } from '../../../../src/records/account.ts';
import { useAccounts, useInvite } from '../../api/access.ts';
import { useSession } from '../../api/session.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { useScopeWords } from '../../ui/scope-words.ts';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { AccountActions } from './account-actions.tsx';
import { LimitedRoles } from './limited-roles.tsx';
import { LinkOnce } from './link-once.tsx';
import { roleNames } from './role-names.ts';

const tones: Record<AccountRow['state'], TagTone> = {
  active: 'more',
  invited: 'outline',
  deactivated: 'plain',
};

function InviteForm() {
  const { t } = useTranslation();
  const id = useId();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string>('operator');
  const [sent, setSent] = useState<{ link: AccountLinkReply; email: string } | null>(null);
  const invite = useInvite();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(
      { email, role },
      {
        onSuccess: link => {
          setSent({ link, email });
          setEmail('');
        },
      },
    );
  };
  return (
    <Section title={t('access:invite.title')} note={t('access:invite.note')}>
      <form className="stack" onSubmit={submit}>
        <div className="form-grid">
          <Field id={`${id}-email`} label={t('shell:login.email')} fault={faultAt(invite.error, 'email')}>
            <Input
              id={`${id}-email`}
              type="email"
              autoComplete="off"
              required
              value={email}
              onChange={event => setEmail(event.target.value)}
            />
          </Field>
          <Field
            id={`${id}-role`}
            label={t('settings:role')}
            hint={t(`access:roleMay.${role}`)}
            fault={faultAt(invite.error, 'role')}
          >
            <Select
              id={`${id}-role`}
              value={role}
              onChange={setRole}
              options={roleNames.map(value => ({ value, label: t(`shell:role.${value}`) }))}
            />
          </Field>
        </div>
        {invite.error && !faultAt(invite.error, 'email') && <Problem error={invite.error} />}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={invite.isPending}>
            {t('access:invite.submit')}
          </Button>
        </div>
        {sent && <LinkOnce {...sent} />}
      </form>
    </Section>
  );
}

function People({ accounts }: { accounts: readonly AccountRow[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const session = useSession();
  const scopeWords = useScopeWords();
  const mayChange = useMay()('account.change');
  const own = session.data?.user.userId;
  return (
    <Table
      caption={t('access:tab.people')}
      rows={accounts}
      rowKey={row => row.userId}
      columns={[
        { key: 'email', title: t('shell:login.email'), head: true, render: row => row.email },
        { key: 'role', title: t('settings:role'), render: row => t(`shell:role.${row.role}`) },
        {
          key: 'scope',
          title: t('access:dataScope.title'),
          render: ({ role, dataScope, roleLimited }) =>
            role !== 'owner' && !dataScope && roleLimited
              ? t('access:dataScope.byRole')
              : scopeWords(role === 'owner' ? null : dataScope),
        },
        {
          key: 'state',
          title: t('access:people.state'),
          render: row => <Tag tone={tones[row.state]}>{t(`access:state.${row.state}`)}</Tag>,
        },
        {
          key: 'factor',
          title: t('access:factor.title'),
          render: row => t(row.secondFactor ? 'access:yes' : 'access:no'),
        },
        {
          key: 'seen',
          title: t('access:people.seen'),
          render: row => (row.lastSeenAt ? f.time(row.lastSeenAt) : '–'),
        },
        ...(mayChange
          ? [
              {
                key: 'do',
                title: '',
                align: 'right' as const,
                render: (row: AccountRow) =>
                  row.userId === own ? (
                    <span className="muted small">{t('access:people.you')}</span>
                  ) : (
                    <AccountActions row={row} />
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}

export function PeopleTab() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  return (
    <>
      <May needs="account.change">
        <InviteForm />
      </May>
      <Section title={t('access:people.title')} note={t('access:people.note')}>
        <QueryView query={accounts}>{data => <People accounts={data.accounts} />}</QueryView>
      </Section>
      <LimitedRoles />
    </>
  );
}
