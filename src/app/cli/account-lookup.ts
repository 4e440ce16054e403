/** Accounts as the verbs name them: by address. */
import { notFound } from '../../kernel/errors.ts';
import type { AccountRow } from '../../records/account.ts';
import type { Client } from './client.ts';

export const accountsOf = async (client: Client): Promise<AccountRow[]> =>
  ((await client.call('GET', '/api/users')) as { accounts: AccountRow[] }).accounts;

/** Throws `account-unknown`. */
export async function accountIdOf(client: Client, email: string): Promise<string> {
  const wanted = email.trim().toLowerCase();
  const row = (await accountsOf(client)).find(each => each.email === wanted);
  if (!row) throw notFound('account-unknown', { path: 'EMAIL', received: email });
  return row.userId;
}
