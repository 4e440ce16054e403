/**
 * What a log-in costs: the hash of a password one after another, against the binding's own bare call; then whole log-ins
 * over HTTP from one connection, against the hash they cannot do without.
 */
import { hash, verify } from '@node-rs/argon2';
import { hashPassword, isPassword } from '../src/app/access/passwords.ts';
import { saveAccount } from '../src/app/accounts.store.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { testHttp } from '../src/testing/http.ts';
import { benchLine, secondsOf } from './bench-line.ts';

/** Hashes, and log-ins. */
export const defaultSize = 200;
/** One address may try 60 times a minute. */
const mostLogIns = 50;
const password = 'correct horse battery';
const email = 'owner@example.com';

async function repeat(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 1) await work();
}

export async function* run(size: number) {
  const stored = await hash(password);
  await repeat(10, () => hashPassword(password));
  const bare = await secondsOf(() => repeat(size, () => hash(password)));
  const ours = await secondsOf(() => repeat(size, () => hashPassword(password)));
  yield benchLine('login-hash', size, { seconds: ours, floorSeconds: bare });
  const bareCheck = await secondsOf(() => repeat(size, () => verify(stored, password)));
  const check = await secondsOf(() => repeat(size, () => isPassword(stored, password)));
  yield benchLine('login-check', size, { seconds: check, floorSeconds: bareCheck });

  const { ctx, close } = await benchStores();
  const server = await testHttp(ctx);
  await saveAccount(ctx, { email, password, role: 'owner' });
  const logIn = async () => {
    const reply = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (reply.status !== 200) throw new RangeError(`status ${reply.status}`);
    await reply.arrayBuffer();
  };
  await repeat(5, logIn);
  const count = Math.min(size, mostLogIns);
  const seconds = await secondsOf(() => repeat(count, logIn));
  yield benchLine('login', count, { seconds, floorSeconds: (bareCheck / size) * count });
  await server.close();
  await close();
}
