/** Backups by themselves: the time of day, how many are kept, the passphrase that opens them, and how the last went. */
import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupScheduleView } from '../../../../src/records/backup-schedule.ts';
import { useBackupSchedule, useEndBackupSchedule, useSaveBackupSchedule } from '../../api/health.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { isTimeOfDay, ScheduleDialog, ScheduleSection, TimeField } from '../../ui/schedule-section.tsx';
import { Notice } from '../../ui/states.tsx';

type Standing = BackupScheduleView['schedule'];

const shortest = 12;

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
  const lacking = isNew && (passphrase.length < shortest || again !== passphrase);
  const isFit = isTimeOfDay(at) && keep !== null && !lacking;
  return (
    <ScheduleDialog
      isNew={standing === null}
      label={t(standing ? 'jobs:backups.change' : 'jobs:backups.set')}
      saveLabel={t('jobs:backups.save')}
      fault={isFit ? null : t('jobs:backups.mend')}
      save={async () => {
        await save.mutateAsync({ at, keep: keep ?? 1, ...(isNew ? { passphrase } : {}) });
        setPassphrase('');
        setAgain('');
      }}
    >
      <TimeField label={t('jobs:backups.at')} fault={t('jobs:backups.badTime')} value={at} onChange={setAt} />
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
    </ScheduleDialog>
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
  const end = useEndBackupSchedule();
  return (
    <ScheduleSection
      title={t('jobs:backups.title')}
      note={t('jobs:backups.note')}
      query={useBackupSchedule()}
      mayChange={useMay()('backup.change')}
      dialog={standing => <SetSchedule standing={standing} />}
      end={{
        label: t('jobs:backups.end'),
        note: t('jobs:backups.endNote'),
        run: () => end.mutateAsync(null),
      }}
    >
      {standing => <Standing standing={standing} />}
    </ScheduleSection>
  );
}
