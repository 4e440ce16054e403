/** Whether the role of a row of `users` is limited to own customers; apart, since everything that reads accounts asks it. */
import { sql } from 'kysely';

export const isLimitedRole = sql<boolean>`exists (select from limited_roles l where l.role = users.role)`;
