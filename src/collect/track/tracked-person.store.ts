/** The ids events of a person stand under: as a user, as a visitor, and as the visitors who turned out to be them. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { anonymousIdOf, userIdOf } from './track-ids.ts';

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * At most 100 ids for a key in full; whether any event was ever sent under them is not said. Whoever may not search by
 * contact gets none for a phone number or e-mail address.
 */
export async function findTrackedIds(
  { pg, keys }: StoreContext,
  key: string,
  { byContact }: { readonly byContact: boolean },
): Promise<string[]> {
  if (uuidShape.test(key)) return withVisitors({ pg }, [key.toLowerCase()]);
  const user = userIdOf(key);
  const visitor = anonymousIdOf(key);
  const isContact = user.ok && user.value !== null && user.value.idType !== 'member-no';
  if (isContact && !byContact) return [];
  const ids = [user, visitor].flatMap(reading =>
    reading.ok && reading.value ? [keys.customerId(reading.value.idType, reading.value.value)] : [],
  );
  return withVisitors({ pg }, ids);
}

async function withVisitors({ pg }: Pick<StoreContext, 'pg'>, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select raw_id as id from customer_links where customer_id = any(${ids}::uuid[]) order by linked_at desc limit 90`.execute(
    pg,
  );
  return [...new Set([...ids, ...rows.map(({ id }) => id)])];
}
