/** Choosing rows of a list for an action on several: a column of boxes, one more for all rows in sight. */
import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListColumn } from './list-rows.ts';

interface SelectionOptions<T> {
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** What a row is called, for those who hear its box without its row. */
  readonly nameOf: (row: T) => string | number | undefined;
  readonly isOn: boolean;
}

export interface Selection<T> {
  readonly rows: readonly T[];
  /** The column of boxes, or nothing when the list has no action on several rows. */
  readonly column: readonly ListColumn<T>[];
  readonly clear: () => void;
}

/** Rows that leave the sight leave the choice, so that nothing unseen is acted on. */
export function useSelection<T>({ rows, rowKey, nameOf, isOn }: SelectionOptions<T>): Selection<T> {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const picked = rows.filter(row => chosen.has(rowKey(row)));
  const toggle = (key: string, isIn: boolean) =>
    setChosen(new Set(isIn ? [...chosen, key] : [...chosen].filter(other => other !== key)));
  const column: ListColumn<T> = {
    key: ' choose',
    label: t('common:list.choose'),
    width: 32,
    title: (
      <Checkbox
        aria-label={t('common:list.chooseAll')}
        checked={rows.length > 0 && picked.length === rows.length}
        indeterminate={picked.length > 0 && picked.length < rows.length}
        onChange={event => setChosen(new Set(event.target.checked ? rows.map(rowKey) : []))}
      />
    ),
    render: row => (
      <Checkbox
        aria-label={t('common:list.chooseNamed', { name: nameOf(row) ?? rowKey(row) })}
        checked={chosen.has(rowKey(row))}
        onChange={event => toggle(rowKey(row), event.target.checked)}
      />
    ),
  };
  return { rows: picked, column: isOn ? [column] : [], clear: () => setChosen(new Set()) };
}
