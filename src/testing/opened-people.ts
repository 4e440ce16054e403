/** Everything that is encrypted or found by a blind index, in clear: equal before and after keys change, or something is lost. */
import { sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { cipherTables } from '../store/rekey/cipher-places.ts';

type Row = Record<string, unknown>;

async function openedTables({ pg, keys }: StoreContext): Promise<string[]> {
  const lines: string[] = [];
  for (const { table, key, version, ciphers } of cipherTables) {
    const { rows } = await sql<Row>`select * from ${sql.table(table)}`.execute(pg);
    for (const row of rows)
      for (const { column, place, row: own } of ciphers) {
        const sealed = row[column] as Buffer | null;
        if (!sealed) continue;
        const id = own.map(name => String(row[name])).join(':');
        const text = keys.decrypt(sealed, Number(row[version]), fieldAad(place[0], place[1], id));
        lines.push([table, ...key.map(name => String(row[name])), column, text].join(' '));
      }
  }
  return lines;
}

/** Each address, whether it may be written to, how many profiles share it, and how many imports named it. */
async function openedAddresses({ pg, keys }: StoreContext): Promise<string[]> {
  const { rows } = await sql<Row>`
    select p.contact_id, p.customer_id, p.kind, p.value_cipher, p.key_version, p.status, s.reason,
      (select count(*) from contact_points o where o.blind_index = p.blind_index and o.kind = p.kind) as sharers,
      (select count(*) from customer_rows r where r.customer_id = p.customer_id
        and p.blind_index in (r.phone_index, r.email_index)) as said
    from contact_points p left join suppressions s on s.blind_index = p.blind_index and s.kind = p.kind`.execute(
    pg,
  );
  return rows.map(row => {
    const place = fieldAad('contact_points', 'value', String(row['contact_id']));
    const value = keys.decrypt(row['value_cipher'] as Buffer, Number(row['key_version']), place);
    return [
      'address',
      row['customer_id'],
      row['kind'],
      value,
      row['status'],
      row['reason'],
      row['sharers'],
      row['said'],
    ].join(' ');
  });
}

/** One line a value, sorted. Throws `decrypt-failed` when one does not open. */
export const openedPeople = async (ctx: StoreContext): Promise<string[]> =>
  [...(await openedTables(ctx)), ...(await openedAddresses(ctx))].sort();
