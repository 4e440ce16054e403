/** Statistics of the tables a file of people fills, which the planner needs before its own daemon comes round. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';

/**
 * Has PostgreSQL look at people, addresses and consents now. In the minute after 20,000 people arrived, counting whom a
 * list reaches took 12 s and more on plans for empty tables.
 */
export async function analyzePeople({ pg }: Pick<StoreContext, 'pg'>): Promise<void> {
  await sql`analyze customers, contact_points, consents, suppressions`.execute(pg);
}
