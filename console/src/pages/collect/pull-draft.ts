/** A pull being made or changed: what is chosen so far, what is guessed where nothing is, and what is sent. */
import type { ImportKind, Mapping } from '../../../../src/records/mapping.ts';
import type { PullSource, PullStatus } from '../../../../src/records/pull.ts';

export interface PullDraft {
  readonly sourceId: string;
  readonly by: 'table' | 'statement';
  readonly table: string | null;
  /** As it is being written, and as it was last looked at. */
  readonly statement: string;
  readonly looked: string | null;
  readonly kind: ImportKind;
  /** Null: as its columns suggest. */
  readonly mapping: Mapping | null;
  /** Null: guessed by the columns' names; `''` for the time: none, the whole table is read. */
  readonly keyColumn: string | null;
  readonly updatedColumn: string | null;
  /** Null: by source and table. */
  readonly name: string | null;
  readonly overlapSeconds: number | null;
  readonly everyMinutes: number | null;
  readonly reconcileHours: number | null;
  readonly rowsPerSecond: number | null;
}

const usualOverlapSeconds = 600;
const usualEveryMinutes = 15;

export const blankPull = (sourceId: string): PullDraft => ({
  sourceId,
  by: 'table',
  table: null,
  statement: '',
  looked: null,
  kind: 'orders',
  mapping: null,
  keyColumn: null,
  updatedColumn: null,
  name: null,
  overlapSeconds: usualOverlapSeconds,
  everyMinutes: usualEveryMinutes,
  reconcileHours: null,
  rowsPerSecond: null,
});

export const draftOfPull = (pull: PullStatus): PullDraft => ({
  sourceId: pull.sourceId,
  by: pull.table === null ? 'statement' : 'table',
  table: pull.table,
  statement: pull.statement ?? '',
  looked: pull.statement,
  kind: pull.kind,
  mapping: pull.mapping,
  keyColumn: pull.keyColumn,
  updatedColumn: pull.updatedColumn ?? '',
  name: pull.name,
  overlapSeconds: pull.overlapSeconds,
  everyMinutes: pull.everyMinutes,
  reconcileHours: pull.reconcileHours,
  rowsPerSecond: pull.rowsPerSecond,
});

/** What is read; null: nothing is chosen, or the statement has not been looked at. */
export function pulledOf({ by, table, looked }: PullDraft) {
  if (by === 'table') return table === null ? null : { table };
  return looked === null ? null : { statement: looked };
}

const firstLike = (headers: readonly string[], ...likely: readonly RegExp[]): string | null => {
  for (const pattern of likely) {
    const found = headers.find(header => pattern.test(header));
    if (found !== undefined) return found;
  }
  return null;
};

/** A column that looks as if it named each row. */
export const likelyKey = (headers: readonly string[]): string | null =>
  firstLike(headers, /^(id|uuid|rowid)$/i, /^(line|item|row|detail)_?(id|no)$/i, /(_id|id|编号)$/i);

/** A column that looks as if it told when a row changed; `''`: none does. */
export const likelyTime = (headers: readonly string[]): string =>
  firstLike(
    headers,
    /^(updated|modified|changed)(_?(at|on|time|date))?$/i,
    /^(last_?(updated?|modified)|update_?time|modify_?time|gmt_?modified)/i,
    /(更新|修改)(时间|日期)/,
  ) ?? '';

/** The source in mappings: lower-case letters, digits and hyphens. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

/** `shop` and `public.order_lines` as a name: `shop order_lines`. */
export const likelyName = ({ table, by }: PullDraft, source: PullSource | undefined): string =>
  [source?.name, by === 'table' ? table?.split('.').at(-1) : null].filter(Boolean).join(' ').slice(0, 60);

/** The mapping its columns suggest, with the database as where its rows come from. */
export const suggestedFor = (mapping: Mapping, source: PullSource | undefined): Mapping => ({
  ...mapping,
  source: mapping.source === 'file' ? slugOf(source?.name ?? '') || mapping.source : mapping.source,
});

/** A mapping of nothing yet; the server fills in how it is read. */
export const emptyMapping = (kind: ImportKind, source: PullSource | undefined): Mapping =>
  suggestedFor(
    { kind, name: 'pull', title: 'pull', source: 'file', columns: {} } as unknown as Mapping,
    source,
  );

export interface Answers {
  readonly mapping: Mapping;
  readonly keyColumn: string;
  readonly updatedColumn: string;
}

/** What a new pull and a changed one send alike. */
export const bodyOf = (draft: PullDraft, { mapping, keyColumn, updatedColumn }: Answers) => ({
  ...pulledOf(draft),
  mapping,
  keyColumn,
  updatedColumn: updatedColumn === '' ? null : updatedColumn,
  overlapSeconds: draft.overlapSeconds ?? usualOverlapSeconds,
  everyMinutes: draft.everyMinutes,
  reconcileHours: draft.reconcileHours,
  rowsPerSecond: draft.rowsPerSecond,
});
