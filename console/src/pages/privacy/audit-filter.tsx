/** What the audit log is narrowed by; it stands in the address, so that a link shows what I saw. */
import { Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditList } from '../../../../src/records/audit.ts';
import { DateInput } from '../../ui/date-field.tsx';

export const filterNames = ['actor', 'action', 'target', 'from', 'to'] as const;

interface FilterProps {
  readonly filter: Readonly<Record<string, string | undefined>>;
  readonly known: AuditList | undefined;
  readonly onChange: (change: Record<string, string | undefined>) => void;
}

const unnamed = ['local', 'system', 'public'];

export function AuditFilter({ filter, known, onChange }: FilterProps) {
  const { t } = useTranslation();
  const id = useId();
  const actors = (known?.actors ?? []).map(({ actorId, label }) => ({
    value: actorId,
    label: label ?? (unnamed.includes(actorId) ? t(`privacy:audit.actor.${actorId}`) : actorId),
  }));
  const actions = (known?.actions ?? []).map(({ action, text }) => ({ value: action, label: text }));
  const pick = (name: 'actor' | 'action', options: { value: string; label: string }[]) => (
    <div className="stack-tight" style={{ minWidth: 200 }}>
      <label htmlFor={`${id}${name}`}>{t(`privacy:audit.filter.${name}`)}</label>
      <Select
        id={`${id}${name}`}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('privacy:audit.filter.all')}
        value={filter[name] ?? null}
        options={options}
        onChange={(value: string | null) => onChange({ [name]: value ?? undefined })}
      />
    </div>
  );
  return (
    <search className="row" style={{ alignItems: 'end' }}>
      {pick('actor', actors)}
      {pick('action', actions)}
      <div className="stack-tight" style={{ minWidth: 240 }}>
        <label htmlFor={`${id}target`}>{t('privacy:audit.filter.target')}</label>
        <Input.Search
          id={`${id}target`}
          allowClear
          placeholder={t('privacy:audit.targetForm')}
          key={filter['target'] ?? ''}
          defaultValue={filter['target'] ?? ''}
          onSearch={value => onChange({ target: value.trim() || undefined })}
        />
      </div>
      {(['from', 'to'] as const).map(name => (
        <div key={name} className="stack-tight" style={{ width: 150 }}>
          <label htmlFor={`${id}${name}`}>{t(`privacy:audit.filter.${name}`)}</label>
          <DateInput
            id={`${id}${name}`}
            value={filter[name] ?? ''}
            onChange={value => onChange({ [name]: value || undefined })}
          />
        </div>
      ))}
    </search>
  );
}
