/** The organisation's settings, and what this installation is. */
import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsRecord, SettingsView } from '../../../../src/records/settings.ts';
import { useSaveSettings, useSettings } from '../../api/session.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { NumberField, PercentField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';

function OrganisationForm({ view }: { view: SettingsView }) {
  const { t } = useTranslation();
  const id = useId();
  const [change, setChange] = useState<Partial<SettingsRecord>>({});
  const save = useSaveSettings();
  const value = { ...view.settings, ...change };
  const dirty = Object.keys(change).length > 0;
  const set = (next: Partial<SettingsRecord>) => setChange({ ...change, ...next });
  const open = view.zoneAndCurrencyOpen;
  const field = (name: 'zone' | 'currency', hint: string) => (
    <Field id={`${id}-${name}`} label={t(`settings:${name}`)} hint={hint} fault={faultAt(save.error, name)}>
      <Input
        id={`${id}-${name}`}
        disabled={!open}
        value={value[name]}
        onChange={event => set({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Section
      title={t('settings:organisation')}
      actions={
        <May needs="settings.change">
          <Button
            type="primary"
            disabled={!dirty}
            loading={save.isPending}
            onClick={() => save.mutate(change, { onSuccess: () => setChange({}) })}
          >
            {t(save.isSuccess && !dirty ? 'settings:saved' : 'settings:save')}
          </Button>
        </May>
      }
    >
      <div className="stack">
        {!open && <Notice>{t('settings:closed')}</Notice>}
        {save.error && <Problem error={save.error} />}
        <div className="form-grid">
          <Field id={`${id}-name`} label={t('settings:name')} fault={faultAt(save.error, 'organisation')}>
            <Input
              id={`${id}-name`}
              value={value.organisation}
              onChange={event => set({ organisation: event.target.value })}
            />
          </Field>
          <Field id={`${id}-locale`} label={t('settings:locale')}>
            <Select
              id={`${id}-locale`}
              value={value.locale}
              options={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
              onChange={locale => set({ locale })}
            />
          </Field>
          {field('zone', t('settings:zoneHint'))}
          {field('currency', t('settings:currencyHint'))}
          <Field
            id={`${id}-url`}
            label={t('settings:publicUrl')}
            hint={t('settings:publicUrlHint')}
            fault={faultAt(save.error, 'publicUrl')}
          >
            <Input
              id={`${id}-url`}
              type="url"
              value={value.publicUrl ?? ''}
              onChange={event => set({ publicUrl: event.target.value || null })}
            />
          </Field>
          <NumberField
            label={t('settings:sessionIdle')}
            hint={t('settings:sessionIdleHint')}
            unit={t('settings:minutes')}
            min={5}
            max={480}
            value={value.sessionIdleMinutes}
            fault={faultAt(save.error, 'sessionIdleMinutes')}
            onChange={minutes => minutes !== null && set({ sessionIdleMinutes: minutes })}
          />
          <NumberField
            label={t('settings:sessionHours')}
            unit={t('settings:hours')}
            min={1}
            max={168}
            value={value.sessionHours}
            fault={faultAt(save.error, 'sessionHours')}
            onChange={hours => hours !== null && set({ sessionHours: hours })}
          />
          <PercentField
            label={t('settings:approvalAudience')}
            hint={t('settings:approvalAudienceHint')}
            min={0}
            max={100}
            value={value.approvalAudienceShare}
            fault={faultAt(save.error, 'approvalAudienceShare')}
            onChange={share => share !== null && set({ approvalAudienceShare: share })}
          />
          <NumberField
            label={t('settings:approvalExport')}
            hint={t('settings:approvalExportHint')}
            min={0}
            value={value.approvalExportPeople}
            fault={faultAt(save.error, 'approvalExportPeople')}
            onChange={people => people !== null && set({ approvalExportPeople: people })}
          />
        </div>
      </div>
    </Section>
  );
}

function About({ view }: { view: SettingsView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const offset = view.clockOffsetSeconds;
  return (
    <Section title={t('settings:about')}>
      <Facts
        facts={[
          { label: t('settings:version'), value: view.version },
          {
            label: t('settings:clock'),
            value: `${f.time(view.now)} · ${offset === 0 ? t('settings:clockSame') : t(offset > 0 ? 'settings:clockAhead' : 'settings:clockBehind', { time: f.duration(Math.abs(offset)) })}`,
          },
        ]}
      />
    </Section>
  );
}

export function OrganisationTab() {
  const settings = useSettings();
  return (
    <QueryView query={settings} skeleton={<Skeleton lines={8} />}>
      {data => (
        <>
          <OrganisationForm view={data} />
          <About view={data} />
        </>
      )}
    </QueryView>
  );
}
