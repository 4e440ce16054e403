/**
 * Which network addresses a source of a pull may have. A person enters a host and this server calls it, so the address
 * decides, not the name: what speaks to this machine itself, to its neighbours on the link or to a cloud's metadata is
 * refused, unless the operator has said which ranges may be called; see decision 0044.
 */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** RFC 6890 and IANA's registries: what is no host of a network. 100.64/10 holds a cloud's metadata server too. */
const neverOrdinary: readonly string[] = [
  '0.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  'fd00:ec2::/32',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

interface Range {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function rangeOf(text: string): Range | null {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return null;
  const most = version === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  return length > most ? null : { address, bits: length, family: version === 4 ? 'ipv4' : 'ipv6' };
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges.map(rangeOf)) if (range) list.addSubnet(range.address, range.bits, range.family);
  return list;
}

const refused = listOf(neverOrdinary);

/** The parts of a list of ranges that are none; empty: the list can be used. */
export const badRanges = (ranges: readonly string[]): string[] =>
  ranges.filter(range => rangeOf(range) === null);

/** The eight 16-bit groups of an IPv6 address; its text is valid. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, head = '', a, b, c, d] = dotted ?? [];
  const pair = (high?: string, low?: string) => ((Number(high) << 8) | Number(low)).toString(16);
  const plain = dotted ? `${head}${pair(a, b)}:${pair(c, d)}` : address;
  const [before = '', after] = plain.split('::');
  const read = (text: string) =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16));
  const [front, back] = [read(before), after === undefined ? [] : read(after)];
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** The IPv4 address an IPv6 one stands for: IPv4-mapped, NAT64 (64:ff9b::/96) and 6to4; else null. */
export function embeddedIpv4(address: string): string | null {
  const groups = groupsOf(address);
  const quad = (at: number) => {
    const [high = 0, low = 0] = groups.slice(at);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  };
  const starts = (...of: number[]) => of.every((group, index) => groups[index] === group);
  if (starts(0, 0, 0, 0, 0, 0xffff)) return quad(6);
  if (starts(0x64, 0xff9b, 0, 0, 0, 0)) return quad(6);
  if (groups[0] === 0x2002) return quad(1);
  return null;
}

/**
 * Whether an address may be called. With `allowed` (the operator's ranges) those and no others; without, private and
 * public hosts, never loopback, link-local, shared or reserved ones, in whatever notation.
 */
export function isCallable(address: string, allowed: readonly string[] | undefined): boolean {
  const [bare = ''] = address.split('%');
  if (isIP(bare) === 0 || bare !== address) return false;
  const inner = isIPv4(address) ? null : embeddedIpv4(address);
  if (inner !== null) return isCallable(inner, allowed);
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  return allowed === undefined ? !refused.check(address, family) : listOf(allowed).check(address, family);
}
