/** What stands above a list: search and filters at the left, views, columns and export at the right. */
import { Button, Checkbox, Input, Popover, Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListAddress } from './list-address.ts';

export interface ListFilter {
  readonly key: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Searches on Enter and when the field is emptied; the address may change it from outside. */
export function ListSearch({ address, label }: { address: ListAddress; label: string }) {
  const { query } = address.request;
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  return (
    <search data-search className="list-search">
      <Input.Search
        allowClear
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onSearch={text => address.search(text.trim())}
      />
    </search>
  );
}

export function FilterSelect({ filter, address }: { filter: ListFilter; address: ListAddress }) {
  const value = address.request.filters[filter.key];
  return (
    <Select
      allowClear
      className="list-filter"
      popupMatchSelectWidth={false}
      aria-label={filter.label}
      placeholder={filter.label}
      value={value || null}
      options={filter.options.map(option => ({ ...option }))}
      onChange={(next: string | null) => address.filter(filter.key, next ?? null)}
    />
  );
}

export interface ColumnChoice {
  readonly key: string;
  readonly label: string;
  /** Names the row: always in sight. */
  readonly fixed: boolean;
}

interface ColumnPickerProps {
  readonly choices: readonly ColumnChoice[];
  readonly shown: readonly string[];
  readonly onChange: (keys: readonly string[] | null) => void;
}

/** The panel stands in the document right after its button, so that Tab goes into it. */
export function ColumnPicker({ choices, shown, onChange }: ColumnPickerProps) {
  const { t } = useTranslation();
  const panel: ReactNode = (
    <div className="stack-tight" role="group" aria-label={t('common:list.columns')}>
      {choices.map(({ key, label, fixed }) => (
        <Checkbox
          key={key}
          checked={fixed || shown.includes(key)}
          disabled={fixed}
          onChange={event =>
            onChange(
              choices
                .map(choice => choice.key)
                .filter(other => (other === key ? event.target.checked : shown.includes(other))),
            )
          }
        >
          {label}
        </Checkbox>
      ))}
      <Button size="small" type="link" onClick={() => onChange(null)}>
        {t('common:list.columnsReset')}
      </Button>
    </div>
  );
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={panel}
      getPopupContainer={trigger => trigger.parentElement ?? document.body}
    >
      <Button>{t('common:list.columns')}</Button>
    </Popover>
  );
}
