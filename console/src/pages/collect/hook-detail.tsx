/** One hook: its address, last messages, its mapping to look at or change, and another secret. */
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HookRow } from '../../../../src/records/hook.ts';
import { type HookDetail, useChangeHook, useHook, useRenewSecret, useTryHook } from '../../api/hooks.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { CopyButton } from '../../ui/sql-drawer.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { HookExample, isOpen, MappingField, mappingOf } from './hook-mapping-field.tsx';

function Deliveries({ row }: { row: HookDetail }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (row.deliveries.length === 0) return <p className="muted">{t('hooks:none')}</p>;
  return (
    <Table
      caption={t('hooks:deliveries')}
      rows={row.deliveries}
      rowKey={each => `${each.at} ${each.deliveryId} ${each.bytes}`}
      columns={[
        { key: 'at', title: t('hooks:at'), head: true, render: each => f.time(each.at) },
        { key: 'outcome', title: t('hooks:became'), render: each => t(`hooks:outcome.${each.outcome}`) },
        { key: 'events', title: t('hooks:events'), align: 'right', render: each => f.count(each.events) },
        {
          key: 'why',
          title: t('hooks:why'),
          render: each => each.message ?? <span className="muted">–</span>,
        },
      ]}
    />
  );
}

/** Only for who may change hooks. */
function EditMapping({ row, onDone }: { row: HookDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(JSON.stringify(row.mapping, null, 2));
  const change = useChangeHook(row.id);
  const trial = useTryHook();
  const save = () => change.mutate({ mapping: mappingOf(text) ?? null }, { onSuccess: onDone });
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault();
        save();
      }}
    >
      <MappingField
        shop={row.shop}
        value={text}
        onChange={next => {
          setText(next);
          // What was said of the text before is not true of this one.
          change.reset();
        }}
        error={change.error ?? trial.error}
      />
      <HookExample trial={trial} shop={row.shop} source={row.source} mapping={text}>
        <Button type="primary" htmlType="submit" disabled={isOpen(text, row.shop)} loading={change.isPending}>
          {t('hooks:saveMapping')}
        </Button>
        <Button onClick={onDone}>{t('common:back')}</Button>
      </HookExample>
      {change.error && <Problem error={change.error} />}
    </form>
  );
}

function MappingSection({ row }: { row: HookDetail }) {
  const { t } = useTranslation();
  const [isEdited, setEdited] = useState(false);
  const change = useChangeHook(row.id);
  return (
    <section className="stack-tight" aria-label={t('hooks:mapping')}>
      <h3>{t('hooks:mapping')}</h3>
      {isEdited ? (
        <EditMapping row={row} onDone={() => setEdited(false)} />
      ) : (
        <>
          <pre className="sql" tabIndex={0} aria-label={t('hooks:mapping')}>
            {JSON.stringify(row.mapping, null, 2)}
          </pre>
          <May needs="hook.change">
            <div className="row">
              <Button onClick={() => setEdited(true)}>{t('hooks:editMapping')}</Button>
              {row.isOwn && row.shop !== null && (
                <Confirm
                  label={t('hooks:useReady')}
                  title={t('hooks:useReadyTitle')}
                  confirmLabel={t('hooks:useReady')}
                  run={() => change.mutateAsync({ mapping: null })}
                >
                  {t('hooks:useReadyText')}
                </Confirm>
              )}
            </div>
          </May>
        </>
      )}
    </section>
  );
}

/** The secret of the shop, or one made here; the old one ends at once. */
function NewSecret({ row }: { row: HookRow }) {
  const { t } = useTranslation();
  const id = useId();
  const [given, setGiven] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const renew = useRenewSecret(row.id);
  return (
    <div className="stack-tight">
      <div>
        <Confirm
          label={t('hooks:renew')}
          title={t('hooks:renewTitle', { name: row.name })}
          confirmLabel={t('hooks:renewConfirm')}
          danger
          run={async () => {
            const { secret } = await renew.mutateAsync(given === '' ? {} : { secret: given });
            setMade(given === '' ? secret : null);
            setGiven('');
          }}
        >
          <div className="stack">
            <p>{t('hooks:renewText')}</p>
            <Field
              id={id}
              label={t('hooks:field.secret')}
              hint={t('hooks:hint.secretAgain')}
              fault={faultAt(renew.error, 'secret')}
            >
              <Input
                id={id}
                autoComplete="off"
                value={given}
                onChange={event => setGiven(event.target.value)}
              />
            </Field>
          </div>
        </Confirm>
      </div>
      {made !== null && <SecretOnce title={t('hooks:secretMade')} text={made} />}
    </div>
  );
}

function Address({ path }: Pick<HookRow, 'path'>) {
  const { t } = useTranslation();
  const address = `${location.origin}${path}`;
  return (
    <div className="stack-tight">
      <strong>{t('hooks:address')}</strong>
      <div className="row">
        <code>{address}</code>
        <CopyButton text={address} />
      </div>
    </div>
  );
}

export function HookDetailView({ id }: { id: string }) {
  const { t } = useTranslation();
  const hook = useHook(id);
  return (
    <QueryView query={hook} skeleton={<Skeleton lines={8} />}>
      {row => (
        <div className="stack">
          <Facts
            facts={[
              { label: t('hooks:source'), value: row.source },
              { label: t('hooks:scheme'), value: t(`hooks:schemes.${row.signing.scheme}`) },
              { label: t('hooks:mapping'), value: t(row.isOwn ? 'hooks:mappingOwn' : 'hooks:mappingReady') },
            ]}
          />
          <Address path={row.path} />
          <May needs="hook.change">
            <NewSecret row={row} />
          </May>
          <section className="stack-tight">
            <h3>{t('hooks:deliveries')}</h3>
            <Deliveries row={row} />
          </section>
          <MappingSection row={row} />
        </div>
      )}
    </QueryView>
  );
}
