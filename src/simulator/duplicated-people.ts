/**
 * The shop's people as several systems know them, with the truth kept: a member file, a web shop, the tills and a mini
 * program, each with gaps, slips of the keyboard, shared household phones, changed numbers and a till's filler number.
 */
import { type Base, customerOf, externalIdOf } from './customer.ts';
import { type Identity, identityOf } from './identity.ts';
import { type Stream, stream } from './streams.ts';

/** One system's word about a person; an empty text says nothing. */
export interface PersonRecord {
  /** The truth: the number of the member it is about. */
  readonly person: number;
  readonly system: 'members' | 'web' | 'till' | 'mini';
  readonly idType: 'member-no' | 'buyer-id' | 'phone' | 'union-id';
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}

/** What tills type when they want no number. */
const fillerPhone = '16000000000';

const slip = (text: string, draw: Stream): string => {
  const at = draw.below(text.length);
  const digit = (Number(text[at]) + 1 + draw.below(9)) % 10;
  return `${text.slice(0, at)}${Number.isNaN(digit) ? 'x' : digit}${text.slice(at + 1)}`;
};

/** A phone as a system has it: missing, mistyped (0.4 %), a filler (0.2 %) or the one before (0.4 %). */
function phoneIn({ phone }: Identity, draw: Stream, known: number): string {
  const u = draw.uniform();
  if (phone === '' || u > known) return '';
  if (u < 0.004) return slip(phone, draw);
  if (u < 0.006) return fillerPhone;
  return u < 0.01 ? `165${phone.slice(3)}` : phone;
}

function emailIn({ email }: Identity, draw: Stream, known: number): string {
  const u = draw.uniform();
  if (email === '' || u > known) return '';
  return u < 0.008 ? slip(email, draw) : email;
}

/** A name missing, or written with another last character (0.5 %). */
function nameIn({ name }: Identity, draw: Stream, known: number): string {
  const u = draw.uniform();
  if (u > known) return '';
  return u < 0.005 ? `${name.slice(0, -1)}${'芳伟敏静'[draw.below(4)]}` : name;
}

/**
 * The records of one member, one to four: every second member is known to the member file alone. Deterministic by
 * (seed, number). About 6 µs.
 */
export function recordsOf(base: Base, number: number): PersonRecord[] {
  const draw = stream(base.seed, 'duplicates', number);
  const said = identityOf(base, customerOf(base, number));
  const about = (known: { name: number; phone: number; email: number }) => ({
    person: number,
    name: nameIn(said, draw, known.name),
    phone: phoneIn(said, draw, known.phone),
    email: emailIn(said, draw, known.email),
  });
  const records: PersonRecord[] = [
    {
      ...about({ name: 0.99, phone: 0.99, email: 0.95 }),
      system: 'members',
      idType: 'member-no',
      id: externalIdOf(number),
    },
  ];
  const digits = String(number).padStart(9, '0');
  if (draw.chance(0.3) && (said.phone !== '' || said.email !== ''))
    records.push({
      ...about({ name: 0.9, phone: 0.97, email: 0.98 }),
      system: 'web',
      idType: 'buyer-id',
      id: `W${digits}`,
    });
  if (draw.chance(0.25)) {
    const till = about({ name: 0.7, phone: 1, email: 0 });
    if (till.phone !== '' && till.phone !== fillerPhone)
      records.push({ ...till, system: 'till', idType: 'phone', id: till.phone });
  }
  // A mini program asks WeChat for the number, so nobody without one is in it.
  if (draw.chance(0.3) && said.phone !== '')
    records.push({
      ...about({ name: 0.9, phone: 0.99, email: 0 }),
      system: 'mini',
      idType: 'union-id',
      id: `o${digits}`,
    });
  return records;
}
