/** From the host somebody entered to the one address that is called: looked up once, and every answer must be allowed. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { badInput, unavailable } from '../../kernel/errors.ts';
import { isCallable } from './callable-address.ts';

/**
 * The address to call. Nobody looks the name up again, so it cannot answer differently the second time. Throws
 * `pull-host-unknown`, and `pull-address-refused` if any of its addresses is not allowed.
 */
export async function addressOf(host: string, allowed: readonly string[] | undefined): Promise<string> {
  const addresses = isIP(host) ? [host] : await resolved(host);
  if (addresses.some(address => !isCallable(address, allowed)))
    throw badInput('pull-address-refused', { path: 'host', received: host, params: { host } });
  return addresses[0] as string;
}

async function resolved(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true }).catch(() => []);
  if (found.length === 0)
    throw unavailable('pull-host-unknown', { path: 'host', received: host, params: { host } });
  return found.map(({ address }) => address);
}
