/**
 * The keys of what somebody said about a person. A key is the id a customer of that identifier would have: a keyed hash
 * that never rotates, and for a record's own identifier the record's id itself.
 */
import { isMasked } from '../cells/cell.ts';
import { trust } from './key-kinds.ts';

export interface PersonKeysSaid {
  readonly customerId: string;
  readonly idType: string;
  readonly name: string | null;
  /** Canonical. */
  readonly phone: string | null;
  readonly email: string | null;
  /** As it was said; nothing but its key is kept. */
  readonly address?: string | null;
}

export interface PersonKey {
  readonly kind: string;
  readonly key: string;
  readonly trust: number;
}

/** A name as it is compared: width, case, spaces and forms of address do not count. Too little to compare: empty. */
export function comparableName(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(?:先生|女士|小姐)$|^(?:mr|mrs|ms)\.?\s|[\s·.,'’-]+/gu, '');
  return isMasked(name) || [...plain].length < 2 ? '' : plain;
}

/** An address as it is compared: width, case, spaces and punctuation do not count. Too short to be a door: empty. */
export function comparableAddress(address: string): string {
  const plain = address
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
  return isMasked(address) || [...plain].length < 6 || !/\p{N}/u.test(plain) ? '' : plain;
}

/** Keyed hashes only: nothing here can be read back. About 4 µs a key. */
export function personKeys(
  keys: { customerId(idType: string, canonicalValue: string): string },
  said: PersonKeysSaid,
): PersonKey[] {
  const own = { kind: said.idType, key: said.customerId, trust: trust.own };
  const stated = (kind: 'phone' | 'email' | 'name' | 'address', value: string | null): PersonKey[] => {
    if (!value) return [];
    const key = keys.customerId(kind, value);
    return key === own.key ? [] : [{ kind, key, trust: trust.stated }];
  };
  const name = said.name === null ? '' : comparableName(said.name);
  const address = said.address ? comparableAddress(said.address) : '';
  return [
    own,
    ...stated('phone', said.phone),
    ...stated('email', said.email),
    ...stated('name', name),
    ...stated('address', address),
  ];
}
