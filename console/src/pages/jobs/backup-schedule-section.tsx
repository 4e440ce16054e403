/** Backups by themselves: the time of day, how many are kept, the passphrase that opens them, and how the last went. */
import { Input, Space } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupScheduleView } from '../../../../src/records/backup-schedule.ts';
import { ApiError } from '../../api/client.ts';
import { useBackupSchedule, useEndBackupSchedule, useSaveBackupSchedule } from '../../api/health.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice, QueryView } from '../../ui/states.tsx';

type Standing = BackupScheduleView['schedule'];

const shortest = 12;
const timeShape = /^([01]\d|2[0-3]):[0-5]\d$/;

function SetSchedule({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const id = useId();
  const save = useSaveBackupSchedule();
  const [at, setAt] = useState(standing?.at ?? '03:00');
  const [keep, setKeep] = useState<number | null>(standing?.keep ?? 7);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const isNew = standing === null || passphrase !== '';
  const short = isNew && passphrase !== '' && passphrase.length < shortest;
  const differs = again !== '' && again !== passphrase;
  const badTime = !timeShape.test(at);
  const run = async () => {
    const lacking = isNew && (passphrase.length < shortest || again !== passphrase);
    if (badTime || keep === null || lacking)
      throw new ApiError(0, { code: 'field-invalid', message: t('jobs:backups.mend') });
    await save.mutateAsync({ at, keep, ...(isNew ? { passphrase } : {}) });
    setPassphrase('');
    setAgain('');
  };
  const label = t(standing ? 'jobs:backups.change' : 'jobs:backups.set');
  return (
    <Confirm
      label={label}
      title={label}
      confirmLabel={t('jobs:backups.save')}
      button={standing ? {} : { type: 'primary' }}
      run={run}
    >
      <div className="stack">
        <Field
          id={`${id}at`}
          label={t('jobs:backups.at')}
          fault={badTime ? t('jobs:backups.badTime') : undefined}
        >
          <Input id={`${id}at`} value={at} onChange={event => setAt(event.target.value.trim())} />
        </Field>
        <NumberField label={t('jobs:backups.keep')} value={keep} min={1} max={90} onChange={setKeep} />
        <Field
          id={`${id}one`}
          label={t('health:backup.passphrase')}
          hint={standing ? t('jobs:backups.sameWhenEmpty') : t('health:backup.hint', { count: shortest })}
          fault={short ? t('health:backup.short', { count: shortest }) : undefined}
        >
          <Input.Password
            id={`${id}one`}
            autoComplete="new-password"
            value={passphrase}
            onChange={event => setPassphrase(event.target.value)}
          />
        </Field>
        {isNew && (
          <Field
            id={`${id}two`}
            label={t('health:backup.again')}
            fault={differs ? t('health:backup.differs') : undefined}
          >
            <Input.Password
              id={`${id}two`}
              autoComplete="new-password"
              value={again}
              onChange={event => setAgain(event.target.value)}
            />
          </Field>
        )}
        <Notice>{t('health:backup.keep')}</Notice>
      </div>
    </Confirm>
  );
}

function EndSchedule() {
  const { t } = useTranslation();
  const end = useEndBackupSchedule();
  return (
    <Confirm
      label={t('jobs:backups.end')}
      title={t('jobs:backups.end')}
      confirmLabel={t('jobs:backups.end')}
      danger
      run={() => end.mutateAsync(null)}
    >
      <p>{t('jobs:backups.endNote')}</p>
    </Confirm>
  );
}

function Standing({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!standing) return <p className="muted">{t('jobs:backups.none')}</p>;
  const { at, keep, nextAt, lastVerifiedAt, failures, error } = standing;
  return (
    <div className="stack-tight">
      {failures > 0 && (
        <Notice tone="warn">{t('jobs:backups.failing', { count: failures, error: error ?? '' })}</Notice>
      )}
      <p>{t('jobs:backups.daily', { at, count: keep })}</p>
      <p className="muted small">
        {lastVerifiedAt === null
          ? t('jobs:backups.noneYet')
          : t('jobs:backups.last', { at: f.time(lastVerifiedAt) })}{' '}
        {t('jobs:backups.next', { at: f.time(nextAt) })}
      </p>
    </div>
  );
}

export function BackupScheduleSection() {
  const { t } = useTranslation();
  const schedule = useBackupSchedule();
  const mayChange = useMay()('backup.change');
  const standing = schedule.data?.schedule ?? null;
  return (
    <Section
      title={t('jobs:backups.title')}
      note={t('jobs:backups.note')}
      actions={
        mayChange &&
        schedule.data && (
          <Space>
            <SetSchedule key={standing?.since ?? ''} standing={standing} />
            {standing && <EndSchedule />}
          </Space>
        )
      }
    >
      <QueryView query={schedule}>{data => <Standing standing={data.schedule} />}</QueryView>
    </Section>
  );
}
