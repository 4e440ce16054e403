/** How long what is kept; a row of `settings` that the privacy officer changes, defaults before. */
import type { Kysely } from 'kysely';
import { type Retention, retention } from '../../records/retention.ts';
import type { StateTables } from './tables.ts';

export const retentionKey = 'retention';

/** The periods in force, in days. */
export async function loadRetention(db: Kysely<StateTables>): Promise<Retention> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', retentionKey)
    .executeTakeFirst();
  return retention.parse(row?.value ?? {});
}
