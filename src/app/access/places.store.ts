/** Which stores and regions there are, so that nobody has to spell what a customers file wrote. */
import { sql } from 'kysely';
import type { PlaceList } from '../../records/data-scope.ts';
import type { StoreContext } from '../../store/context.ts';

const mostNames = 200;

/** Counts customers that were not erased. Two passes over the customers who have a place, about 0.2 s a million. */
export async function findPlaces({ pg }: StoreContext): Promise<PlaceList> {
  const namesIn = async (column: 'store' | 'region') => {
    const name = sql.ref(column);
    const { rows } = await sql<{ name: string; customers: number }>`
      select ${name} as name, count(*)::int as customers from customers
      where ${name} is not null and erased_at is null
      group by ${name} order by customers desc, ${name} limit ${mostNames}`.execute(pg);
    return rows;
  };
  const [stores, regions] = await Promise.all([namesIn('store'), namesIn('region')]);
  return { stores, regions };
}
