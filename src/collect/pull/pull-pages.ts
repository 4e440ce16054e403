/** A source read page after page in the order of (time, key), at no more than the rate somebody allowed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreContext } from '../../store/context.ts';
import type { ReadRow } from './pull-rows.store.ts';
import { earlierAsk, keysAsk, type Layout, type Position, pageAsk } from './pull-statement.ts';
import type { SourceSession } from './source-session.ts';

export const rowsPerPage = 2000;
/** Pauses are taken in steps, so that a run can be stopped in them. */
const longestPauseMs = 1000;

export interface Page {
  readonly rows: readonly ReadRow[];
  /** The last row's place. */
  readonly end: Position;
}

type Hash = Pick<StoreContext['keys'], 'matchHash'>;

/** Bound to its pull, so that pulls cannot be compared. */
const keyHashOf = (keys: Hash, pullId: string, key: string): Buffer =>
  keys.matchHash('pull-key', `${pullId}\u0000${key}`);

/** A row as `pull_rows` knows it. */
export function readRow(
  keys: Hash,
  {
    pullId,
    key,
    cells,
  }: { readonly pullId: string; readonly key: string; readonly cells: readonly string[] },
): ReadRow {
  return {
    keyHash: keyHashOf(keys, pullId, key),
    rowHash: keys.matchHash('pull-row', JSON.stringify(cells)),
    cells,
  };
}

/** Where a run begins: the overlap before the cursor, or at the beginning. */
export async function startOf(
  session: SourceSession,
  layout: Layout,
  { cursor, overlapSeconds }: { readonly cursor: Position | null; readonly overlapSeconds: number },
): Promise<Position> {
  if (layout.updated === null || cursor === null || cursor.updated === null)
    return { updated: null, key: null };
  if (overlapSeconds === 0) return cursor;
  const ask = earlierAsk(layout, cursor.updated, overlapSeconds);
  const { rows } = await session.read(ask.text, ask.values);
  return { updated: rows[0]?.[0] ?? null, key: null };
}

export interface PageOptions {
  readonly session: SourceSession;
  readonly layout: Layout;
  readonly pullId: string;
  readonly from: Position;
  readonly rowsPerSecond: number | null;
}

/** Pages until the source has no more rows. Each is a statement of its own: no transaction stays open at the source. */
export async function* pullPages(
  ctx: Pick<StoreContext, 'keys' | 'machineNow' | 'progress'>,
  { session, layout, pullId, from, rowsPerSecond }: PageOptions,
): AsyncGenerator<Page> {
  const size = rowsPerSecond === null ? rowsPerPage : Math.min(rowsPerPage, rowsPerSecond);
  const keyAt = layout.columns.length;
  let read = 0;
  for (let after = from; ; ) {
    const began = ctx.machineNow().getTime();
    const ask = pageAsk(layout, after, size);
    const { rows } = await session.read(ask.text, ask.values);
    const last = rows.at(-1);
    if (!last) return;
    after = { key: last[keyAt] ?? '', updated: layout.updated ? (last[keyAt + 1] ?? null) : null };
    yield {
      rows: rows.map(row =>
        readRow(ctx.keys, {
          pullId,
          key: row[keyAt] ?? '',
          cells: row.slice(0, keyAt).map(cell => cell ?? ''),
        }),
      ),
      end: after,
    };
    if (rows.length < size) return;
    read += rows.length;
    if (rowsPerSecond !== null) await pause(ctx, began + (rows.length / rowsPerSecond) * 1000, read);
  }
}

export interface KeyOptions {
  readonly session: SourceSession;
  readonly layout: Layout;
  readonly pull: { readonly id: string; readonly rowsPerSecond: number | null };
}

/** The hashes of all keys the source has, page after page. */
export async function* keyPages(
  ctx: Pick<StoreContext, 'keys' | 'machineNow' | 'progress'>,
  { session, layout, pull: { id, rowsPerSecond } }: KeyOptions,
): AsyncGenerator<Buffer[]> {
  const size = rowsPerSecond === null ? rowsPerPage * 5 : Math.min(rowsPerPage * 5, rowsPerSecond);
  let read = 0;
  for (let after: string | null = null; ; ) {
    const began = ctx.machineNow().getTime();
    const ask = keysAsk(layout, after, size);
    const { rows } = await session.read(ask.text, ask.values);
    if (rows.length === 0) return;
    after = rows.at(-1)?.[0] ?? '';
    yield rows.map(([key]) => keyHashOf(ctx.keys, id, key ?? ''));
    if (rows.length < size) return;
    read += rows.length;
    if (rowsPerSecond !== null) await pause(ctx, began + (rows.length / rowsPerSecond) * 1000, read);
  }
}

async function pause(
  ctx: Pick<StoreContext, 'machineNow' | 'progress'>,
  untilMs: number,
  done: number,
): Promise<void> {
  for (;;) {
    const left = untilMs - ctx.machineNow().getTime();
    if (left <= 0) return;
    await sleep(Math.min(left, longestPauseMs));
    await ctx.progress({ done, total: null, label: 'waiting' });
  }
}
