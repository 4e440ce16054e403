/** Field by field, the column it comes from. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mapping } from '../../../../src/records/mapping.ts';
import { Field } from '../../ui/field.tsx';
import { mappingFields } from './mapping-fields.ts';

interface MappingColumnsProps {
  readonly mapping: Mapping;
  readonly headers: readonly string[];
  readonly unmapped: readonly string[];
  readonly onChange: (columns: Record<string, string>) => void;
}

export function MappingColumns({ mapping, headers, unmapped, onChange }: MappingColumnsProps) {
  const { t } = useTranslation();
  const id = useId();
  const columns: Readonly<Record<string, string | undefined>> = mapping.columns;
  const fields = mappingFields[mapping.kind];
  const options = headers.map(header => ({ value: header, label: header }));
  const set = (field: string, header: string | undefined) => {
    const next: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...columns, [field]: header }))
      if (value) next[name] = value;
    onChange(next);
  };
  return (
    <div className="stack">
      <div className="form-grid">
        {fields.map(field => (
          <Field key={field} id={`${id}-${field}`} label={t(`collect:field.${field}`)}>
            <Select
              id={`${id}-${field}`}
              allowClear
              showSearch
              value={columns[field] ?? null}
              placeholder={t('collect:mapping.notMapped')}
              options={options}
              onChange={(value: string | null) => set(field, value ?? undefined)}
            />
          </Field>
        ))}
      </div>
      {unmapped.length > 0 && (
        <p className="muted small">{t('collect:mapping.unused', { columns: unmapped.join('、') })}</p>
      )}
    </div>
  );
}
