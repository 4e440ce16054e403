/** Whether there is such a customer at all. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';

/** Throws `customer-unknown` unless there is one of this id. */
export async function requireCustomer({ pg }: StoreContext, customerId: string): Promise<void> {
  const { rows } = await sql`select 1 from customers where customer_id = ${customerId}`.execute(pg);
  if (rows.length === 0) throw notFound('customer-unknown', { path: 'id' });
}
