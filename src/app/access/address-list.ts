/** The network addresses a key may come from: single addresses and networks, IPv4 and IPv6. */
import { BlockList, isIP, isIPv4 } from 'node:net';
import { badInput } from '../../kernel/errors.ts';

interface Entry {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parsed(text: string): Entry | null {
  const [address = '', bitsText, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return null;
  const most = isIPv4(address) ? 32 : 128;
  if (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) return null;
  const bits = bitsText === undefined ? most : Number(bitsText);
  return bits > most ? null : { address, bits, family: isIPv4(address) ? 'ipv4' : 'ipv6' };
}

/** The entries as given; throws `address-invalid` naming the first that is none. */
export function requireAddresses(entries: readonly string[]): readonly string[] {
  const wrong = entries.findIndex(entry => parsed(entry) === null);
  if (wrong < 0) return entries;
  throw badInput('address-invalid', {
    path: `addresses.${wrong}`,
    received: entries[wrong] ?? '',
    expected: '203.0.113.7, 10.0.0.0/8, 2001:db8::/32',
  });
}

/** Whether an address is in the list; an empty list holds every address. An IPv4 address in IPv6 form counts as itself. */
export function isListed(entries: readonly string[], address: string): boolean {
  if (entries.length === 0) return true;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(plain) === 0) return false;
  const list = new BlockList();
  for (const entry of entries.map(parsed)) if (entry) list.addSubnet(entry.address, entry.bits, entry.family);
  return list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}
