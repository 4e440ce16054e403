/**
 * Customer ids in SQL, equal to `Keys.customerId`: HMAC-SHA256 written as its two SHA-256 calls, because the engine's
 * own HMAC function took 1.4 µs a row where these take 0.2 µs. Holds how an identifier is made canonical, too.
 */
import { createHash } from 'node:crypto';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { Keys } from '../../store/keys.ts';
import { type Cell, cell, identifierCell, isMasked } from './cell.ts';
import { identifierSql, typedSql } from './cells.store.ts';
import { emailCell } from './email.ts';
import { phoneCell } from './phone.ts';

const block = 64;

/** The inner and outer padded keys of HMAC, hexadecimal; they are as secret as the key. */
function paddedKeys(keyHex: string): { inner: string; outer: string } {
  const key = Buffer.from(keyHex, 'hex');
  const short = key.length > block ? createHash('sha256').update(key).digest() : key;
  const padded = Buffer.concat([short, Buffer.alloc(block - short.length)]);
  const mixed = (byte: number) => Buffer.from(padded.map(each => each ^ byte)).toString('hex');
  return { inner: mixed(0x36), outer: mixed(0x5c) };
}

/** The id of a canonical identifier column as UUID; an empty identifier gives the id of nobody. */
export function customerIdSql(
  keys: Pick<Keys, 'customerIdKeyHex'>,
  idType: string,
  value: FactsSql,
): FactsSql {
  const { inner, outer } = paddedKeys(keys.customerIdKeyHex);
  // Over a dictionary of the block's identifiers, which repeat: the hash is computed once for each.
  const digest = factsSql`SHA256(concat(unhex(${p.string(outer)}), SHA256(concat(unhex(${p.string(inner)}), ${p.string(idType)}, char(0), toLowCardinality(${value})))))`;
  const half = (from: number) =>
    factsSql`reinterpretAsUInt64(reverse(substring(${digest}, ${p.uint8(from)}, 8)))`;
  const high = factsSql`bitOr(bitAnd(${half(1)}, toUInt64(18446744073709490175)), toUInt64(32768))`;
  const low = factsSql`bitOr(bitAnd(${half(9)}, toUInt64(4611686018427387903)), toUInt64(9223372036854775808))`;
  return factsSql`if(${value} = '', toUUID(${p.string(noCustomer)}),
    cast(reinterpretAsUUID(reinterpretAsUInt128(concat(reinterpretAsFixedString(${high}), reinterpretAsFixedString(${low})))) as UUID))`;
}

/** Identifier types that are contact data: never staged in facts, found by blind index of their own kind. */
export const isContactIdentifier = (idType: string): idType is 'phone' | 'email' =>
  idType === 'phone' || idType === 'email';

/** An identifier in the one form its id is made of. */
export function canonicalIdentifier(idType: string, raw: string): Cell<string> {
  if (raw.trim() === '' || isMasked(raw)) return cell('');
  if (idType === 'phone') return phoneCell(raw);
  if (idType === 'email') return emailCell(raw);
  return identifierCell(raw);
}

const mobile = '^(?:\\+?86|0086)?(1[3-9][0-9]{9})$';
const address =
  "^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$";

/**
 * The same in SQL: null where it cannot be read. Phone numbers of other countries need their `+` code here; the
 * customers file, read in TypeScript, is as strict as the number plan of each country.
 */
export function canonicalIdentifierSql(idType: string, text: FactsSql): FactsSql {
  return factsSql`if(match(${text}, ${mayBeMasked}) and ${maskedSql(text)}, '', ${readIdentifierSql(idType, text)})`;
}

/** What is worth a closer look: cheap, and most columns have none. */
const mayBeMasked = p.string('[*＊-]|转|,');

const maskedSql = (text: FactsSql): FactsSql =>
  factsSql`(match(${text}, '[*＊]{2}') or match(${typedSql(text)}, '^1[0-9]{10}(-|转|,)[0-9]{3,6}$'))`;

function readIdentifierSql(idType: string, text: FactsSql): FactsSql {
  if (idType === 'phone') {
    const bare = factsSql`replaceRegexpAll(${typedSql(text)}, '^(?i:tel:)|[\\s().–—_/-]+', '')`;
    return factsSql`multiIf(${bare} = '', '', match(${bare}, ${p.string(mobile)}),
      concat('+86', extract(${bare}, ${p.string(mobile)})), match(${bare}, '^[+][0-9]{6,15}$'), ${bare}, null)`;
  }
  if (idType === 'email') {
    const lower = factsSql`lower(replaceRegexpOne(${typedSql(text)}, '^(?i:mailto:)', ''))`;
    return factsSql`multiIf(${lower} = '', '', match(${lower}, ${p.string(address)}) and position(${lower}, '..') = 0, ${lower}, null)`;
  }
  return identifierSql(text);
}
