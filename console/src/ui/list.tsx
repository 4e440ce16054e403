/**
 * The one list of the console: rows paged, sorted, searched and filtered by the server; columns to choose, views to
 * keep, a file to take away; everything that is in sight stands in the address.
 */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListExport } from '../../../src/records/list-export.ts';
import { useFormat } from '../format/use-format.ts';
import { TableBones } from './bones.tsx';
import { type ListAddress, useListAddress } from './list-address.ts';
import { ExportButton } from './list-export.tsx';
import { ListPager } from './list-pager.tsx';
import type { ListColumn, ListRows, LoadPage } from './list-rows.ts';
import { type Selection, useSelection } from './list-selection.tsx';
import { type ColumnChoice, ColumnPicker, FilterSelect, type ListFilter, ListSearch } from './list-tools.tsx';
import { ViewMenu } from './list-views.tsx';
import { Empty, QueryView } from './states.tsx';
import { type Sort, Table } from './table.tsx';

interface ListProps<T> {
  /** Names the list in saved views and in what this browser remembers: lower-case letters and hyphens. */
  readonly list: string;
  /** Names the rows; also the name of the exported file. */
  /** Whose list it is where there are several: a segment's, a campaign's. */
  readonly of?: string;
  readonly caption: string;
  readonly queryKey: readonly unknown[];
  readonly load: LoadPage<T>;
  readonly rowKey: (row: T) => string;
  readonly columns: readonly ListColumn<T>[];
  /** Rows drawn otherwise than as a table: cards. Columns are then only those of the file. */
  readonly renderRows?: (rows: readonly T[]) => ReactNode;
  readonly defaultSort?: Sort;
  /** What the search finds, as its label; no search without it. */
  readonly searchLabel?: string;
  /** The search may name a person: it stays out of the address. */
  readonly isSearchPrivate?: boolean;
  readonly filters?: readonly ListFilter[];
  /** Shown when there is nothing at all, not when nothing matches. */
  readonly empty: ReactNode;
  /** Why a search may find nothing, where that is not obvious. */
  readonly noneText?: string;
  /**
   * What can be done with chosen rows. It leaves the page together with the choice: a dialog that must outlive a
   * refresh of the list belongs beside the list.
   */
  readonly bulk?: (rows: readonly T[]) => ReactNode;
  readonly refetchInterval?: (rows: readonly T[]) => number | false;
  readonly dense?: boolean;
  /** The row that is open beside the list. */
  readonly isCurrent?: (row: T) => boolean;
}

/** Lists whose rows are people. */
const peopleLists: ReadonlySet<string> = new Set<ListExport['list']>([
  'customers',
  'segment-members',
  'campaign-audience',
  'mailbox',
  'identity-doubts',
]);

const pageRows = 50;
const memory = (list: string) => `rekindle.columns.${list}`;

function useColumns<T>({ list, columns, renderRows }: ListProps<T>, address: ListAddress) {
  const defaults = columns.filter(column => !column.hidden).map(column => column.key);
  const wanted = address.columns ?? localStorage.getItem(memory(list))?.split(',') ?? defaults;
  const choices: ColumnChoice[] = columns.map(({ key, label, title, head }) => ({
    key,
    label: label ?? (typeof title === 'string' ? title : key),
    fixed: head === true,
  }));
  const choose = (keys: readonly string[] | null) => {
    if (keys) localStorage.setItem(memory(list), keys.join(','));
    else localStorage.removeItem(memory(list));
    address.showColumns(keys);
  };
  const shown = columns.filter(column => renderRows || column.head || wanted.includes(column.key));
  return { shown, wanted, choices, choose };
}

function NothingMatches({ text, onClear }: { text: string | undefined; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('common:list.noneTitle')}
      action={<Button onClick={onClear}>{t('common:list.clear')}</Button>}
    >
      {text ?? t('common:list.none')}
    </Empty>
  );
}

function useListPage<T>({ queryKey, load, refetchInterval }: ListProps<T>, { request }: ListAddress) {
  return useQuery({
    queryKey: [...queryKey, 'list', request],
    queryFn: () => load({ ...request, limit: pageRows }),
    placeholderData: (previous: ListRows<T> | undefined) => previous,
    refetchInterval: query => refetchInterval?.(query.state.data?.rows ?? []) ?? false,
  });
}

function BulkBar<T>({ selection, children }: { selection: Selection<T>; children: ReactNode }) {
  const { t } = useTranslation();
  const f = useFormat();
  const count = selection.rows.length;
  if (count === 0) return null;
  return (
    <div className="list-bulk row no-print" role="group" aria-label={t('common:list.chosen')}>
      <span role="status">{t('common:list.chosenCount', { count, n: f.count(count) })}</span>
      {children}
      <Button type="text" onClick={selection.clear}>
        {t('common:list.chooseNone')}
      </Button>
    </div>
  );
}

interface BodyProps<T> extends ListProps<T> {
  readonly address: ListAddress;
  readonly shown: readonly ListColumn<T>[];
  readonly page: ReturnType<typeof useListPage<T>>;
}

function ListBody<T>({ address, shown, page, ...props }: BodyProps<T>) {
  const { caption, rowKey, renderRows, bulk } = props;
  const head = props.columns.find(column => column.head);
  const selection = useSelection({
    rows: page.data?.rows ?? [],
    rowKey,
    nameOf: row => head?.plain?.(row),
    isOn: bulk !== undefined,
  });
  return (
    <QueryView
      query={page}
      skeleton={<TableBones columns={shown.length} />}
      empty={data =>
        data.rows.length === 0 ? <NothingMatches text={props.noneText} onClear={address.clear} /> : null
      }
    >
      {data => (
        <>
          {bulk && <BulkBar selection={selection}>{bulk(selection.rows)}</BulkBar>}
          {renderRows?.(data.rows) ?? (
            <Table
              caption={caption}
              columns={[...selection.column, ...shown]}
              rows={data.rows}
              rowKey={rowKey}
              dense={props.dense === true}
              isCurrent={props.isCurrent}
              sort={address.sort}
              onSort={address.order}
            />
          )}
          <ListPager page={data} address={address} />
        </>
      )}
    </QueryView>
  );
}

export function List<T>(props: ListProps<T>) {
  const { list, caption, load, renderRows, filters = [] } = props;
  const address = useListAddress({
    filters: filters.map(filter => filter.key),
    defaultSort: props.defaultSort ?? null,
    isPrivate: props.isSearchPrivate === true,
  });
  const page = useListPage(props, address);
  const { shown, wanted, choices, choose } = useColumns(props, address);
  const isBare = !address.isNarrowed && address.request.cursor === undefined;
  if (isBare && page.data?.rows.length === 0) return props.empty;
  return (
    <div className="stack list" aria-busy={page.isPlaceholderData}>
      <div className="list-tools no-print">
        {props.searchLabel && <ListSearch address={address} label={props.searchLabel} />}
        {filters.map(filter => (
          <FilterSelect key={filter.key} filter={filter} address={address} />
        ))}
        <div className="list-tools-end">
          <ViewMenu list={list} address={address} />
          {!renderRows && <ColumnPicker choices={choices} shown={wanted} onChange={choose} />}
          <ExportButton
            title={caption}
            columns={shown}
            request={address.request}
            load={load}
            total={page.data?.total}
            people={peopleLists.has(list) ? { list, ...(props.of ? { of: props.of } : {}) } : undefined}
          />
        </div>
      </div>
      <ListBody {...props} address={address} shown={shown} page={page} />
    </div>
  );
}
