/** Ids and what was said of them become a `KeyTable`; numbers are given in the order of the ids, whatever came first. */
import { type KindRules, keyKinds, kindAt, kindIndex } from './key-kinds.ts';
import type { KeyTable, Ruling } from './key-table.ts';

/** A record and the identifier it goes by. */
export interface RecordSaid {
  readonly id: string;
  readonly idType: string;
  /** Milliseconds. */
  readonly since: number;
}

export interface KeySaid {
  readonly record: string;
  readonly kind: string;
  readonly key: string;
  readonly trust: number;
  /** Milliseconds. */
  readonly seenAt: number;
}

export interface RulingSaid {
  readonly kind: Ruling['kind'];
  readonly left: string;
  readonly right: string;
}

export interface NamedTable {
  readonly table: KeyTable;
  readonly recordIds: readonly string[];
  /** `kind` and id of each key, a NUL between. */
  readonly keyNames: readonly string[];
}

/** Texts to numbers in the order of the texts. */
function numbered(texts: Iterable<string>): { list: string[]; of: ReadonlyMap<string, number> } {
  const list = [...new Set(texts)].sort();
  return { list, of: new Map(list.map((text, index) => [text, index])) };
}

const nameOf = ({ kind, key }: Pick<KeySaid, 'kind' | 'key'>) => `${kind}\u0000${key}`;

/**
 * Builds the table. What is said of a record that is not listed is left out. Sorts the ids; a million records with 1.5M
 * keys take about four seconds.
 */
export function keyTableOf(said: {
  /** Those of the product where they are left out. */
  readonly kinds?: KindRules;
  readonly records: readonly RecordSaid[];
  readonly keys: readonly KeySaid[];
  /** Newest first. */
  readonly rulings: readonly RulingSaid[];
  readonly enabled?: readonly Pick<KeySaid, 'kind' | 'key'>[];
}): NamedTable {
  const { kinds = keyKinds } = said;
  const records = said.records.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const numberOf = new Map(records.map(({ id }, index) => [id, index]));
  const rows = said.keys.filter(({ record }) => numberOf.has(record));
  const names = numbered(rows.map(nameOf));
  const record = (id: string) => numberOf.get(id) ?? -1;
  const table: KeyTable = {
    records: records.length,
    priority: Uint8Array.from(records, ({ idType }) => kindAt(kinds, kindIndex(idType)).priority),
    since: Float64Array.from(records, ({ since }) => since),
    kinds,
    kindOfKey: Uint8Array.from(names.list, name => kindIndex(name.slice(0, name.indexOf('\u0000')))),
    rows: {
      record: Uint32Array.from(rows, each => record(each.record)),
      key: Uint32Array.from(rows, each => names.of.get(nameOf(each)) ?? 0),
      trust: Uint8Array.from(rows, each => each.trust),
      seenAt: Float64Array.from(rows, each => each.seenAt),
    },
    enabled: new Set((said.enabled ?? []).flatMap(key => names.of.get(nameOf(key)) ?? [])),
    rulings: said.rulings
      .map(({ kind, left, right }) => ({ kind, left: record(left), right: record(right) }))
      .filter(({ left, right }) => left >= 0 && right >= 0),
  };
  return { table, recordIds: records.map(({ id }) => id), keyNames: names.list };
}
