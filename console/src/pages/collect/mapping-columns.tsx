/** Field by field, the column it comes from. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mapping } from '../../../../src/records/mapping.ts';
import { Field } from '../../ui/field.tsx';
import { mappingFields, propertyPrefix } from './mapping-fields.ts';

interface MappingColumnsProps {
  readonly mapping: Mapping;
  readonly headers: readonly string[];
  readonly unmapped: readonly string[];
  readonly onChange: (columns: Record<string, string>) => void;
}

/** Columns of an events file that are kept as properties under their own names. */
function PropertyColumns({
  columns,
  headers,
  onChange,
}: {
  readonly columns: Readonly<Record<string, string | undefined>>;
  readonly headers: readonly string[];
  readonly onChange: (columns: Record<string, string>) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const given = Object.entries(columns).flatMap(([field, header]) =>
    header ? [[field, header] as const] : [],
  );
  const isProperty = ([field]: readonly [string, string]) => field.startsWith(propertyPrefix);
  return (
    <Field id={id} label={t('collect:mapping.properties')} hint={t('collect:mapping.propertiesHint')}>
      <Select
        id={id}
        mode="multiple"
        value={given.filter(isProperty).map(([, header]) => header)}
        options={headers.map(header => ({ value: header, label: header }))}
        onChange={(chosen: string[]) =>
          onChange(
            Object.fromEntries([
              ...given.filter(each => !isProperty(each) || chosen.includes(each[1])),
              ...chosen
                .filter(header => !given.some(each => isProperty(each) && each[1] === header))
                .map(header => [`${propertyPrefix}${header}`, header]),
            ]),
          )
        }
      />
    </Field>
  );
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
      {mapping.kind === 'events' && (
        <PropertyColumns columns={columns} headers={headers} onChange={onChange} />
      )}
      {unmapped.length > 0 && (
        <p className="muted small">{t('collect:mapping.unused', { columns: unmapped.join('、') })}</p>
      )}
    </div>
  );
}
