/**
 * Which records are one person (METHODS §1): rulings first, then links from the most trusted and oldest on. A link that
 * would bring two values of an exclusive kind together is cut and named for review. A pure function of the table, so that
 * order does not matter, repeating changes nothing and taking a key or ruling away undoes what it did.
 */
import { kindAt } from './key-kinds.ts';
import { type KeyLinks, keyLinks, type Link, type Unclear } from './key-links.ts';
import { isExclusive, type KeyTable } from './key-table.ts';
import { type Exclusives, People } from './people.ts';

/** Why a key did not join a record with another. */
export interface Doubt {
  /** `conflict`: they have different numbers, or somebody ruled them apart. The others: see `Unclear`. */
  readonly why: 'conflict' | Unclear['why'];
  readonly record: number;
  readonly other: number;
  readonly key: number;
}

export interface Resolution {
  /** For each record the one that names the person. */
  readonly canonical: Uint32Array;
  /** Links that hold: what one may say when asked why two records are one person. */
  readonly links: readonly Link[];
  readonly doubts: readonly Doubt[];
  readonly overShared: readonly number[];
}

/** Numbers above every kind: an `apart` ruling is an exclusive kind of its own whose two sides have different values. */
const firstRulingKind = 256;

/** The values of exclusive kinds of the records asked about; only contested ones need them. */
function exclusivesOf(table: KeyTable, isAsked: (record: number) => boolean): Map<number, Exclusives> {
  const exclusives = new Map<number, Exclusives>();
  const add = (record: number, kind: number, value: number) => {
    if (!isAsked(record)) return;
    const values = exclusives.get(record) ?? new Map<number, Set<number>>();
    values.set(kind, (values.get(kind) ?? new Set()).add(value));
    exclusives.set(record, values);
  };
  const { rows, kindOfKey } = table;
  for (const [row, key] of rows.key.entries()) {
    const kind = kindOfKey[key] as number;
    if (isExclusive(table, kind)) add(rows.record[row] as number, kind, key);
  }
  for (const [index, { kind, left, right }] of table.rulings.entries()) {
    if (kind !== 'apart') continue;
    add(left, firstRulingKind + index, 0);
    add(right, firstRulingKind + index, 1);
  }
  return exclusives;
}

/** Everything that any link or ruling connects. */
function connected({ records, rulings }: KeyTable, { links, hubs }: KeyLinks): People {
  const all = new People(records + hubs);
  for (const { record, hub } of links) all.join(record, records + hub);
  for (const { kind, left, right } of rulings) if (kind === 'same') all.join(left, right);
  return all;
}

/** Groups with two values of an exclusive kind, or both sides of an `apart`: only there does the order of links matter. */
function contestedGroups(table: KeyTable, all: People): ReadonlySet<number> {
  const { rows, kindOfKey, rulings } = table;
  const contested = new Set<number>();
  const first = new Map<number, Map<number, number>>();
  for (const [row, key] of rows.key.entries()) {
    const kind = kindOfKey[key] as number;
    if (!isExclusive(table, kind)) continue;
    const root = all.find(rows.record[row] as number);
    const seen = first.get(kind) ?? new Map<number, number>();
    const known = seen.get(root);
    if (known === undefined) seen.set(root, key);
    else if (known !== key) contested.add(root);
    first.set(kind, seen);
  }
  for (const { kind, left, right } of rulings)
    if (kind === 'apart' && all.find(left) === all.find(right)) contested.add(all.find(left));
  return contested;
}

/**
 * People said to be the same: against every key, but not against somebody who said later that they are not. An older
 * `apart` gives way.
 */
function joinRulings({ rulings }: KeyTable, people: People): void {
  for (const [index, { kind, left, right }] of rulings.entries()) {
    if (kind !== 'same') continue;
    const isNewer = (apart: number) => apart >= firstRulingKind && apart - firstRulingKind < index;
    if (!people.areApart(left, right, isNewer)) people.join(left, right);
  }
}

const byTrust =
  ({ kinds, kindOfKey }: KeyTable) =>
  (a: Link, b: Link) =>
    b.trust - a.trust ||
    a.seenAt - b.seenAt ||
    kindAt(kinds, kindOfKey[a.key] as number).priority - kindAt(kinds, kindOfKey[b.key] as number).priority ||
    a.key - b.key ||
    a.record - b.record;

interface Joined {
  readonly people: People;
  readonly links: Link[];
  readonly doubts: Doubt[];
}

/** From the most trusted and oldest link to the least; the one that would bring two values together is cut. */
function joinContested(table: KeyTable, contested: readonly Link[], { people, links, doubts }: Joined): void {
  const firstAt = new Map<number, number>();
  for (const link of contested.toSorted(byTrust(table))) {
    const hub = table.records + link.hub;
    if (people.areApart(link.record, hub)) {
      const other = firstAt.get(link.hub) ?? link.record;
      doubts.push({ why: 'conflict', record: link.record, other, key: link.key });
      continue;
    }
    people.join(link.record, hub);
    links.push(link);
    if (!firstAt.has(link.hub)) firstAt.set(link.hub, link.record);
  }
}

/** The record that names each person: the best identifier, the oldest record of it, the smallest number. */
function canonicalOf({ records, priority, since }: KeyTable, people: People): Uint32Array {
  const best = new Map<number, number>();
  for (let record = 0; record < records; record += 1) {
    const root = people.find(record);
    const other = best.get(root);
    const better =
      other === undefined ||
      (priority[record] as number) - (priority[other] as number) ||
      (since[record] as number) - (since[other] as number);
    if (better === true || (typeof better === 'number' && better < 0)) best.set(root, record);
  }
  return Uint32Array.from({ length: records }, (_, record) => best.get(people.find(record)) ?? record);
}

/**
 * Resolves a table. The result depends on what the rows say, not on their order. Throws nothing. Linear but for the
 * sorting of contested links; the record of the conflict's other side is the first that its hub took.
 */
export function resolve(table: KeyTable): Resolution {
  const drawn = keyLinks(table);
  const all = connected(table, drawn);
  const contested = contestedGroups(table, all);
  const isContested = (record: number) => contested.has(all.find(record));
  const people = new People(table.records + drawn.hubs, exclusivesOf(table, isContested));
  joinRulings(table, people);
  const ordered: Link[] = [];
  const links: Link[] = [];
  for (const link of drawn.links) {
    if (contested.size > 0 && isContested(link.record)) ordered.push(link);
    else {
      people.join(link.record, table.records + link.hub);
      links.push(link);
    }
  }
  const doubts: Doubt[] = [];
  joinContested(table, ordered, { people, links, doubts });
  const unclear = drawn.unclear.filter(({ record, other }) => people.find(record) !== people.find(other));
  return {
    canonical: canonicalOf(table, people),
    links,
    doubts: [...doubts, ...unclear],
    overShared: drawn.overShared,
  };
}
