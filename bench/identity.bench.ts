/**
 * Resolving the simulated shop's people as several systems know them: ids and keyed hashes become numbers, numbers become
 * people. The size is in records; the floor sorts the same ids and joins the same keys without any rule.
 */
import { createHash } from 'node:crypto';
import { keyTableOf } from '../src/collect/identity/key-table-builder.ts';
import { People } from '../src/collect/identity/people.ts';
import { resolve } from '../src/collect/identity/resolve.ts';
import { duplicatedShop } from '../src/testing/duplicated-shop.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 1_000_000;

const ids = {
  customerId: (type: string, value: string) =>
    createHash('sha256').update(`${type}\0${value}`).digest('hex').slice(0, 32),
};
const recordsPerMember = 1.82;

export async function* run(size: number) {
  const shop = duplicatedShop(ids, { seed: 1, members: Math.round(size / recordsPerMember) });
  const said = { ...shop, rulings: [] };
  const { table } = keyTableOf(said);
  process.stderr.write(
    `${table.records} records, ${table.kindOfKey.length} keys, ${said.keys.length} rows\n`,
  );
  const floor = async () => {
    const named = new Set(said.keys.map(({ key }) => key));
    [...named].sort();
    const people = new People(table.records + table.kindOfKey.length);
    for (const [row, key] of table.rows.key.entries())
      people.join(table.rows.record[row] as number, table.records + key);
  };
  yield benchLine('identity', table.records, {
    seconds: await secondsOf(async () => resolve(keyTableOf(said).table)),
    floorSeconds: await secondsOf(floor),
  });
}
