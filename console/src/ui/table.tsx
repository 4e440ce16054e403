/** A table that is a table: caption, column heads, sort buttons; paging belongs to the server and to the URL. */
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { TableWrap } from './table-wrap.tsx';

export interface Column<T> {
  readonly key: string;
  readonly title: ReactNode;
  readonly align?: 'right';
  /** The row's name: rendered as a row header. */
  readonly head?: boolean;
  readonly sortable?: boolean;
  /** The order of the first press; figures come largest first unless said otherwise, words first letter first. */
  readonly sortFirst?: 'up' | 'down';
  /** Days and other short texts that must not break. */
  readonly nowrap?: boolean;
  readonly width?: number | string;
  readonly render: (row: T, index: number) => ReactNode;
}

export interface Sort {
  readonly key: string;
  readonly down: boolean;
}

interface TableProps<T> {
  readonly caption: string;
  /** Shown captions name period and n; hidden ones repeat a heading for those who cannot see it. */
  readonly showCaption?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T, index: number) => string;
  readonly dense?: boolean;
  /** The row that is open beside the table. */
  readonly isCurrent?: ((row: T) => boolean) | undefined;
  readonly sort?: Sort | null;
  readonly onSort?: (sort: Sort) => void;
  readonly foot?: ReactNode;
  /** Rows shown at first; a button shows the rest, and paper has them all. */
  readonly foldAt?: number;
}

/** Days and times are columns whose newest come first: they stay on one line. */
function alignOf<T>({ align, sortFirst, nowrap }: Column<T>) {
  const names = [align, (sortFirst || nowrap) && 'nowrap'].filter(Boolean).join(' ');
  return names ? { className: names } : {};
}

function Head<T>({ column, sort, onSort }: { column: Column<T> } & Pick<TableProps<T>, 'sort' | 'onSort'>) {
  const active = sort?.key === column.key;
  const order = active ? (sort.down ? 'descending' : 'ascending') : undefined;
  const startsDown = column.sortFirst ? column.sortFirst === 'down' : column.align === 'right';
  return (
    <th
      scope="col"
      {...alignOf(column)}
      {...(column.width ? { style: { width: column.width } } : {})}
      {...(column.sortable ? { 'aria-sort': order ?? 'none' } : {})}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className="sort"
          onClick={() => onSort({ key: column.key, down: active ? !sort.down : startsDown })}
        >
          {column.title}
          <span className="mark" aria-hidden>
            {active ? (sort.down ? '↓' : '↑') : '↕'}
          </span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

/** So few rows more than shown are not worth a press. */
const spareRows = 2;

export function Table<T>({ foldAt = Number.POSITIVE_INFINITY, ...props }: TableProps<T>) {
  const { t } = useTranslation();
  const f = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const { length } = props.rows;
  if (length <= foldAt + spareRows) return <Rows {...props} shown={length} />;
  return (
    <div>
      <Rows {...props} shown={isOpen ? length : foldAt} />
      <button
        type="button"
        className="link-button small no-print"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {isOpen
          ? t('common:table.fold', { n: f.count(foldAt) })
          : t('common:table.unfold', { n: f.count(length) })}
        <span className="sr-only">{props.caption}</span>
      </button>
    </div>
  );
}

function Rows<T>(props: Omit<TableProps<T>, 'foldAt'> & { readonly shown: number }) {
  const { caption, columns, rows, rowKey, dense, sort, onSort, foot, shown } = props;
  return (
    <TableWrap label={caption}>
      <table className={dense ? 'table dense' : 'table'}>
        <caption className={props.showCaption ? undefined : 'sr-only'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <Head key={column.key} column={column} sort={sort ?? null} {...(onSort ? { onSort } : {})} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row, index)}
              {...(index < shown ? {} : { className: 'folded' })}
              {...(props.isCurrent?.(row) ? { 'aria-current': 'true' as const } : {})}
            >
              {columns.map(column =>
                column.head ? (
                  <th key={column.key} scope="row" {...alignOf(column)}>
                    {column.render(row, index)}
                  </th>
                ) : (
                  <td key={column.key} {...alignOf(column)}>
                    {column.render(row, index)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </TableWrap>
  );
}

interface PagerProps {
  readonly shown: number;
  readonly total?: number | undefined;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  readonly onPrevious: () => void;
  readonly onNext: () => void;
}

/** Forward and back through a cursor list. */
export function Pager({ shown, total, hasPrevious, hasNext, onPrevious, onNext }: PagerProps) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!hasPrevious && !hasNext) return null;
  return (
    <nav className="row spread no-print" aria-label={t('common:pager.label')}>
      <span className="muted small">
        {total === undefined
          ? t('common:pager.shown', { shown: f.count(shown) })
          : t('common:pager.shownOf', { shown: f.count(shown), total: f.count(total) })}
      </span>
      <span className="row">
        <Button size="small" disabled={!hasPrevious} onClick={onPrevious}>
          {t('common:pager.previous')}
        </Button>
        <Button size="small" disabled={!hasNext} onClick={onNext}>
          {t('common:pager.next')}
        </Button>
      </span>
    </nav>
  );
}
