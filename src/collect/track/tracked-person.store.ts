/** The ids events of a person stand under: as each record of theirs, as a visitor, and as the visitors who turned out to be them. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { anonymousIdOf, userIdOf } from './track-ids.ts';

const mostWatched = 45;
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * At most some 100 ids for a key in full; whether any event was ever sent under them is not said. Whoever may not search by
 * contact gets none for a phone number or e-mail address.
 */
export async function findTrackedIds(
  { pg, keys }: StoreContext,
  key: string,
  { byContact }: { readonly byContact: boolean },
): Promise<string[]> {
  if (uuidShape.test(key)) return eventIdsOf({ pg }, [key.toLowerCase()], mostWatched);
  const user = userIdOf(key);
  const visitor = anonymousIdOf(key);
  const isContact = user.ok && user.value !== null && user.value.idType !== 'member-no';
  if (isContact && !byContact) return [];
  const ids = [user, visitor].flatMap(reading =>
    reading.ok && reading.value ? [keys.customerId(reading.value.idType, reading.value.value)] : [],
  );
  return eventIdsOf({ pg }, ids, mostWatched);
}

/**
 * These ids, those of the other records of the same people, and those of visitors who turned out to be one of them, newest
 * first: events keep the id they came under. At most so many of either kind.
 */
export async function eventIdsOf(
  { pg }: Pick<StoreContext, 'pg'>,
  ids: readonly string[],
  most: number,
): Promise<string[]> {
  const asked = `{${ids.join(',')}}`;
  const { rows } = await sql<{ id: string }>`
    with person as (
      select coalesce(l.customer_id, said.id) as id
      from unnest(${asked}::uuid[]) as said (id) left join identity_links l on l.raw_id = said.id),
    record as (
      select id from person
      union (select l.raw_id from identity_links l join person on l.customer_id = person.id
        order by l.linked_at desc limit ${most}))
    select id from record
    union (select v.raw_id from customer_links v join record on v.customer_id = record.id
      order by v.linked_at desc limit ${most})`.execute(pg);
  return [...new Set([...ids, ...rows.map(({ id }) => id)])];
}
