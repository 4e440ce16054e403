/**
 * The marks by which contact data of tests is known again: every name, phone and e-mail a test gives a customer carries
 * one, so that whatever the product writes can be searched for them. Staff and senders carry none; nor does what a test
 * makes up only to be refused.
 */

/** Two birds no name begins with. */
export const nameMark = '鹮鸰';
/** The first seven of eleven digits. */
export const phoneMark = '1998731';
/** A domain nobody else's address has. */
export const emailMark = 'kanari.example';

/** Contact data for a test's customer `n` (below 10,000). */
export const canaryPerson = (n: number) => ({
  name: `${nameMark}${n}`,
  phone: `+86${phoneMark}${String(n).padStart(4, '0')}`,
  email: `c${n}@${emailMark}`,
});

export type CanaryKind = 'name' | 'phone' | 'email';

/**
 * What of a text's base64 does not depend on what stands before and after it, for the three ways it may begin; `nextBits` are known
 * of the byte after it. Seven signs and more: the four of whole groups alone stood in random ids by chance.
 */
const inBase64 = (text: string, nextBits = 0): string[] =>
  [0, 1, 2].map(before => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text), Buffer.from('0')]);
    const known = 8 * (bytes.length - 1) + nextBits;
    return bytes
      .toString('base64')
      .slice(Math.ceil((8 * before) / 6), Math.floor(known / 6))
      .replace(/[+/]/g, sign => `\\${sign}`);
  });
/** The upper half of a digit's byte. */
const digitBits = 4;
const inHex = (text: string) => Buffer.from(text).toString('hex');
const asEscapes = (text: string) =>
  [...text].map(sign => `\\\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/**
 * One pattern a kind, in what JavaScript, PostgreSQL and RE2 agree on (no look-around), to be used without regard to
 * case. Simulated shops have marks of their own: e-mails numbered at example.com, phones of prefixes no operator has.
 * A masked value (`c***@…`, `199****0001`) is none.
 */
export const canaryPatterns: Readonly<Record<CanaryKind, string>> = {
  name: [
    nameMark,
    encodeURIComponent(nameMark),
    asEscapes(nameMark),
    inHex(nameMark),
    ...inBase64(nameMark),
  ].join('|'),
  phone: [
    `(^|[^0-9.])${phoneMark.slice(0, 3)}[- ]?${phoneMark.slice(3)}[- ]?[0-9]{4}($|[^0-9])`,
    `86${phoneMark}[0-9]{4}($|[^0-9])`,
    '\\+86(14[23]|154|16[03489])[0-9]{8}($|[^0-9])',
    inHex(phoneMark),
    ...inBase64(phoneMark, digitBits),
  ].join('|'),
  email: [
    `[a-z0-9._+-](@|%40)${emailMark.replace('.', '\\.')}`,
    'm1[0-9]{7}(@|%40)example\\.com',
    inHex(`@${emailMark}`),
    ...inBase64(`@${emailMark}`),
  ].join('|'),
};

/** What of each kind stands in bytes that hold it in clear. */
export const canaryMarks: Readonly<Record<CanaryKind, string>> = {
  name: nameMark,
  phone: phoneMark,
  email: `@${emailMark}`,
};

export const canaryKinds = Object.keys(canaryPatterns) as CanaryKind[];
export const anyCanary: string = Object.values(canaryPatterns).join('|');

const anyOf = new RegExp(anyCanary, 'i');
const each = new Map(canaryKinds.map(kind => [kind, new RegExp(canaryPatterns[kind], 'i')]));

/** Which kinds of canaries stand in a text, in clear or encoded. */
export const canariesIn = (text: string): CanaryKind[] =>
  anyOf.test(text) ? canaryKinds.filter(kind => each.get(kind)?.test(text)) : [];
