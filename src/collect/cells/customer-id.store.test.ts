import { afterAll, beforeAll, expect, it } from 'vitest';
import { factsSql, p } from '../../store/facts/sql.ts';
import { freshKeyFile, keyMaterialOf } from '../../store/key-file.ts';
import { keysOf } from '../../store/keys.ts';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { canonicalIdentifier, canonicalIdentifierSql, customerIdSql } from './customer-id.store.ts';

let store: FreshFacts;
beforeAll(async () => {
  store = await freshFacts();
});
afterAll(() => store.close());

it.each(['member-no', 'phone', 'email'])('ids of %s are the same in SQL and TypeScript', async idType => {
  const keys = keysOf(keyMaterialOf(freshKeyFile()));
  const cells = [
    ...['13085', '13085.0', ' 00012 ', '会员７', 'a@B.cn', "o'neil@example.com", 'x', ''],
    ...['138 1234 5678', '+8619987315678', '008619987315678', '12345', '+442079460958', 'a..b@c.cn'],
  ];
  const canonical = canonicalIdentifierSql(idType, factsSql`cell`);
  const rows = await store.facts.query<{ canonical: string | null; id: string }>(
    factsSql`select ${canonical} as canonical, ${customerIdSql(keys, idType, factsSql`ifNull(canonical, '')`)} as id
      from (select arrayJoin(arrayZip(arrayEnumerate(${p.strings(cells)}), ${p.strings(cells)})) as z, z.2 as cell) order by z.1`,
    { tag: 'test.ids' },
  );
  const expected = cells.map(raw => {
    const value = canonicalIdentifier(idType, raw);
    const text = value.ok ? value.value : null;
    return {
      canonical: text,
      id: text ? keys.customerId(idType, text) : '00000000-0000-0000-0000-000000000000',
    };
  });
  expect(rows).toEqual(expected);
});
