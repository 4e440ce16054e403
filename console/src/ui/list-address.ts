/**
 * What a list shows, kept in the address: search, filters, order, columns and page, so that a link shows what I saw.
 * A search that may name a person travels in the history entry instead and never stands in an address.
 */
import { useLocation, useSearchParams } from 'react-router';
import type { Sort } from './table.tsx';

export interface ListRequest {
  readonly query: string;
  /** A column's key, with a minus before it for the largest first; '' leaves the order to the server. */
  readonly sort: string;
  readonly cursor: string | undefined;
  readonly filters: Readonly<Record<string, string>>;
}

export interface ListAddress {
  readonly request: ListRequest;
  readonly sort: Sort | null;
  /** Keys of the columns in sight; null: nobody has chosen. */
  readonly columns: readonly string[] | null;
  /** Search, filters, order and columns as an address, without the page: what a saved view keeps. */
  readonly view: string;
  readonly isNarrowed: boolean;
  readonly search: (query: string) => void;
  readonly filter: (key: string, value: string | null) => void;
  readonly order: (sort: Sort) => void;
  readonly showColumns: (keys: readonly string[] | null) => void;
  readonly page: (cursor: string | null) => void;
  readonly apply: (view: string) => void;
  readonly clear: () => void;
}

interface AddressOptions {
  readonly filters: readonly string[];
  readonly defaultSort: Sort | null;
  readonly isPrivate: boolean;
}

export const sortText = ({ key, down }: Sort) => `${down ? '-' : ''}${key}`;
const sortOf = (text: string): Sort => ({ key: text.replace(/^-/, ''), down: text.startsWith('-') });

export function useListAddress({ filters, defaultSort, isPrivate }: AddressOptions): ListAddress {
  const [params, setParams] = useSearchParams();
  const state = useLocation().state as { term?: string } | null;
  const term = state?.term ?? '';
  const own = ['q', 'sort', 'columns', ...filters];
  const change = (changes: Readonly<Record<string, string | null>>, nextTerm = term) => {
    const next = new URLSearchParams(params);
    next.delete('cursor');
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    const isPage = 'cursor' in changes;
    setParams(next, { state: isPrivate ? { term: nextTerm } : null, preventScrollReset: !isPage });
  };
  const nothing = Object.fromEntries([...own, 'cursor'].map(key => [key, null]));
  const query = isPrivate ? term : (params.get('q') ?? '');
  const sorted = params.get('sort') ?? (defaultSort ? sortText(defaultSort) : '');
  const chosen = Object.fromEntries(filters.map(key => [key, params.get(key) ?? '']));
  const kept = own.flatMap(key => (params.get(key) ? [[key, params.get(key) ?? ''] as const] : []));
  return {
    request: { query, sort: sorted, cursor: params.get('cursor') ?? undefined, filters: chosen },
    sort: sorted ? sortOf(sorted) : null,
    columns: params.get('columns')?.split(',') ?? null,
    view: new URLSearchParams(kept.map(([key, value]) => [key, value])).toString(),
    isNarrowed: query !== '' || Object.values(chosen).some(value => value !== ''),
    search: text => (isPrivate ? change({}, text) : change({ q: text })),
    filter: (key, value) => change({ [key]: value }),
    order: next => change({ sort: sortText(next) }),
    showColumns: keys => change({ columns: keys ? keys.join(',') : null }),
    page: cursor => change({ cursor }),
    apply: view => change({ ...nothing, ...Object.fromEntries(new URLSearchParams(view)) }, ''),
    clear: () => change({ ...nothing, sort: params.get('sort'), columns: params.get('columns') }, ''),
  };
}
