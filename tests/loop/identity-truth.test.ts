/** Records of the simulated shop, duplicated and corrupted with the truth known, resolved as an import resolves them. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { agreement } from '../../src/collect/identity/agreement.ts';
import { keyTableOf } from '../../src/collect/identity/key-table-builder.ts';
import { resolve } from '../../src/collect/identity/resolve.ts';
import { duplicatedShop } from '../../src/testing/duplicated-shop.ts';

/** Ids as good as the keyed ones where nothing is stored. */
const ids = {
  customerId: (type: string, value: string) =>
    createHash('sha256').update(`${type}\0${value}`).digest('hex').slice(0, 32),
};

describe('people of the corrupted shop', () => {
  it.each([1, 2, 3])('are found with precision 0.995 and recall 0.95 or better (seed %i)', seed => {
    const { records, keys, truth } = duplicatedShop(ids, { seed, members: 20_000 });
    const { table, recordIds } = keyTableOf({ records, keys, rulings: [] });
    const { canonical, doubts, overShared } = resolve(table);
    const found = agreement(
      canonical,
      recordIds.map(id => truth.get(id) ?? -1),
    );
    console.log(
      JSON.stringify({
        seed,
        records: table.records,
        keys: table.kindOfKey.length,
        ...found,
        doubts: doubts.length,
        overShared: overShared.length,
      }),
    );
    expect(found.precision).toBeGreaterThanOrEqual(0.995);
    expect(found.recall).toBeGreaterThanOrEqual(0.95);
  });
});
