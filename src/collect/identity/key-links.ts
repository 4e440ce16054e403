/**
 * What each key would join. A strong key that few people share links its records to one hub; where their names say that
 * they are several people it has a hub for each name. What is not linked is said with its reason.
 */
import { kindAt } from './key-kinds.ts';
import { isAbsent, isGuard, type KeyTable, newestKey, rowsByKey } from './key-table.ts';

/** Records one person may have at one key, one or two a system; with more for each it may have, a key joins nobody. */
const recordsOfPerson = 4;

/** Whatever people its records say they are, a key of more records than this joins nobody. */
export const mostRecordsAtKey = (shareLimit: number): number => recordsOfPerson * shareLimit;

/** Nor does one that somebody enabled in spite of how many share it, beyond this: a filler number is nobody's. */
export const mostAtEnabledKey = 1000;

/** One record at one hub. */
export interface Link {
  readonly record: number;
  readonly hub: number;
  readonly key: number;
  readonly trust: number;
  readonly seenAt: number;
}

/**
 * A record at a key of several names that may be one of the others': it has no name, or a name of its own and no number
 * (somebody else of the household, or the same name mistyped).
 */
export interface Unclear {
  readonly why: 'no-name' | 'other-name';
  readonly record: number;
  readonly key: number;
  readonly other: number;
}

export interface KeyLinks {
  readonly links: readonly Link[];
  readonly hubs: number;
  /** Keys that too many people share. */
  readonly overShared: readonly number[];
  readonly unclear: readonly Unclear[];
}

interface Drawing {
  readonly table: KeyTable;
  readonly labels: Labels;
  readonly links: Link[];
  hubs: number;
  readonly overShared: number[];
  readonly unclear: Unclear[];
}

/** One row per record of a key, the most trusted and then the oldest. */
function rowsOfRecords({ rows }: KeyTable, group: Uint32Array): number[] {
  if (group.length === 1) return [group[0] as number];
  const best = new Map<number, number>();
  for (const row of group) {
    const record = rows.record[row] as number;
    const other = best.get(record);
    if (other === undefined || isBetter(rows, row, other)) best.set(record, row);
  }
  return [...best.values()];
}

function isBetter(rows: KeyTable['rows'], row: number, other: number): boolean {
  const trusted = (rows.trust[row] as number) - (rows.trust[other] as number);
  return trusted > 0 || (trusted === 0 && (rows.seenAt[row] as number) < (rows.seenAt[other] as number));
}

interface Labels {
  /** Newest key of each exclusive kind, by record. */
  readonly numbers: readonly Uint32Array[];
  readonly name: Uint32Array;
}

function labelsOf(table: KeyTable): Labels {
  const exclusive = table.kinds.flatMap((kind, index) => (kind.exclusive ? [index] : []));
  return {
    numbers: exclusive.map(index => newestKey(table, kind => kind === index)),
    name: newestKey(table, isGuard),
  };
}

/** How many people the records are for certain: as many as they have names, or numbers of one kind. */
function peopleCount({ rows }: KeyTable, { numbers, name }: Labels, group: readonly number[]): number {
  const distinct = (labels: Uint32Array) =>
    new Set(group.map(row => labels[rows.record[row] as number] as number).filter(key => !isAbsent(key)))
      .size;
  return Math.max(distinct(name), ...numbers.map(distinct));
}

function link(drawing: Drawing, { key, hub, row }: Drawn): void {
  const { rows } = drawing.table;
  drawing.links.push({
    record: rows.record[row] as number,
    hub,
    key,
    trust: rows.trust[row] as number,
    seenAt: rows.seenAt[row] as number,
  });
}

interface Drawn {
  readonly key: number;
  readonly hub: number;
  readonly row: number;
}

/** A hub for each name, and the records without a name at the only one or at none. */
function drawByName(drawing: Drawing, at: KeyGroup): void {
  const { table, labels } = drawing;
  const byName = Map.groupBy(at.group, row => labels.name[table.rows.record[row] as number] as number);
  const nameless = [...byName].find(([name]) => isAbsent(name))?.[1] ?? [];
  const named = [...byName].filter(([name]) => !isAbsent(name));
  if (named.length <= 1) {
    const hub = drawing.hubs++;
    for (const row of at.group) link(drawing, { key: at.key, hub, row });
    return;
  }
  for (const [, group] of named.toSorted(([a], [b]) => a - b)) {
    const hub = drawing.hubs++;
    for (const row of group) link(drawing, { key: at.key, hub, row });
  }
  const recordOf = (row: number) => table.rows.record[row] as number;
  const smallest = (rows: readonly number[]) => Math.min(...rows.map(recordOf));
  const doubt = (why: Unclear['why'], rows: readonly number[], others: readonly number[]) =>
    drawing.unclear.push({ why, record: smallest(rows), key: at.key, other: smallest(others) });
  for (const row of nameless)
    doubt(
      'no-name',
      [row],
      named.flatMap(([, group]) => group),
    );
  const isNumbered = (row: number) => labels.numbers.some(list => !isAbsent(list[recordOf(row)] as number));
  for (const [name, group] of named)
    if (!group.some(isNumbered))
      doubt(
        'other-name',
        group,
        named.flatMap(([other, rows]) => (other === name ? [] : rows)),
      );
}

interface KeyGroup {
  readonly key: number;
  readonly group: readonly number[];
}

function drawKey(drawing: Drawing, at: KeyGroup): void {
  const { table, labels } = drawing;
  const kind = kindAt(table.kinds, table.kindOfKey[at.key] as number);
  const { shareLimit } = kind;
  const isCrowded =
    shareLimit !== null &&
    (table.enabled.has(at.key)
      ? at.group.length > mostAtEnabledKey
      : at.group.length > mostRecordsAtKey(shareLimit) || peopleCount(table, labels, at.group) > shareLimit);
  if (isCrowded) drawing.overShared.push(at.key);
  else if (kind.strength === 'strong' && shareLimit !== null) drawByName(drawing, at);
  else if (kind.strength === 'strong') {
    const hub = drawing.hubs++;
    for (const row of at.group) link(drawing, { key: at.key, hub, row });
  }
}

/** Draws the links of every key that names two records or more. Linear; 1.5M keys take about a second. */
export function keyLinks(table: KeyTable): KeyLinks {
  const { order, start } = rowsByKey(table);
  const drawing: Drawing = {
    table,
    labels: labelsOf(table),
    links: [],
    hubs: 0,
    overShared: [],
    unclear: [],
  };
  for (let key = 0; key < table.kindOfKey.length; key += 1) {
    const [from, to] = [start[key] as number, start[key + 1] as number];
    if (to - from < 2 || isGuard(table.kindOfKey[key] as number)) continue;
    const group = rowsOfRecords(table, order.subarray(from, to));
    if (group.length > 1) drawKey(drawing, { key, group });
  }
  const { links, hubs, overShared, unclear } = drawing;
  return { links, hubs, overShared, unclear };
}
