/** The kinds of keys with what can be set of each. */
import { Checkbox, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { KindSetting } from '../../../../src/records/identity-settings.ts';
import { faultAt } from '../../ui/field.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { kindWord } from '../understand/identity-words.ts';

interface Props {
  readonly kinds: readonly KindSetting[];
  /** What the server refused, shown at the kind it is about. */
  readonly error: unknown;
  readonly disabled: boolean;
  readonly onChange: (kinds: KindSetting[]) => void;
}

export function KindTable({ kinds, error, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const put = (row: KindSetting, change: Partial<KindSetting>) =>
    onChange(kinds.map(kind => (kind.name === row.name ? { ...kind, ...change } : kind)));
  const columns: Column<KindSetting>[] = [
    {
      key: 'kind',
      title: t('identity:settings.kind'),
      head: true,
      render: row => {
        const fault = faultAt(error, `kinds.${kinds.indexOf(row)}`);
        return (
          <>
            {kindWord(t, row.name)}
            {fault && (
              <div className="fault" role="alert">
                {fault}
              </div>
            )}
          </>
        );
      },
    },
    {
      key: 'strength',
      title: t('identity:settings.strength'),
      render: row => (
        <Select
          aria-label={t('identity:settings.strengthOf', { kind: kindWord(t, row.name) })}
          style={{ width: 110 }}
          disabled={disabled}
          value={row.strength}
          options={(['strong', 'weak'] as const).map(value => ({
            value,
            label: t(`identity:settings.${value}`),
          }))}
          onChange={strength => put(row, { strength })}
        />
      ),
    },
    {
      key: 'exclusive',
      title: t('identity:settings.exclusive'),
      render: row => (
        <Checkbox
          aria-label={t('identity:settings.exclusiveOf', { kind: kindWord(t, row.name) })}
          disabled={disabled}
          checked={row.exclusive}
          onChange={event => put(row, { exclusive: event.target.checked })}
        />
      ),
    },
    {
      key: 'limit',
      title: t('identity:settings.limit'),
      render: row => (
        <InputNumber
          aria-label={t('identity:settings.limitOf', { kind: kindWord(t, row.name) })}
          style={{ width: 110 }}
          min={1}
          max={100}
          precision={0}
          disabled={disabled}
          placeholder={t('identity:settings.unlimited')}
          value={row.shareLimit}
          onChange={shareLimit => put(row, { shareLimit })}
        />
      ),
    },
    {
      key: 'priority',
      title: t('identity:settings.priority'),
      render: row => (
        <InputNumber
          aria-label={t('identity:settings.priorityOf', { kind: kindWord(t, row.name) })}
          style={{ width: 80 }}
          min={0}
          max={99}
          precision={0}
          disabled={disabled}
          value={row.priority}
          onChange={priority => priority !== null && put(row, { priority })}
        />
      ),
    },
  ];
  return (
    <Table
      caption={t('identity:settings.title')}
      columns={columns}
      rows={kinds}
      rowKey={row => row.name}
      dense
    />
  );
}
