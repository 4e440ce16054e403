/** The simulated shop's people as several systems know them, ready for the resolution, with the truth beside it. */
import type { KeySaid, RecordSaid } from '../collect/identity/key-table-builder.ts';
import { personKeys } from '../collect/identity/person-keys.ts';
import { type PersonRecord, recordsOf } from '../simulator/duplicated-people.ts';
import { openShop } from '../simulator/shop.ts';

export interface DuplicatedShop {
  readonly records: readonly RecordSaid[];
  readonly keys: readonly KeySaid[];
  /** Member number of the person behind each record, by the record's id. */
  readonly truth: ReadonlyMap<string, number>;
}

const base = (seed: number, customers: number) =>
  openShop({
    seed,
    customers,
    startsAt: new Date('2022-01-01T00:00:00Z'),
    asOf: new Date('2025-01-01T00:00:00Z'),
  }).world.base;

const order = { members: 0, mini: 1, web: 2, till: 3 };

/**
 * Records of `members` people, about 1.85 a person. A till that two of a household gave the same phone has one record,
 * whose truth is the first of them.
 */
export function duplicatedShop(
  ids: { customerId(idType: string, value: string): string },
  { seed, members }: { seed: number; members: number },
): DuplicatedShop {
  const shop = base(seed, members);
  const records: RecordSaid[] = [];
  const keys: KeySaid[] = [];
  const truth = new Map<string, number>();
  const add = (said: PersonRecord) => {
    const id = ids.customerId(said.idType, said.id);
    const seenAt = said.person * 10 + order[said.system];
    if (!truth.has(id)) {
      truth.set(id, said.person);
      records.push({ id, idType: said.idType, since: seenAt });
    }
    const person = { ...said, customerId: id, phone: said.phone || null, email: said.email || null };
    for (const key of personKeys(ids, person)) keys.push({ record: id, ...key, seenAt });
  };
  for (let number = 0; number < members; number += 1) for (const said of recordsOf(shop, number)) add(said);
  return { records, keys, truth };
}
