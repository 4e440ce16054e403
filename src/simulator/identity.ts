/**
 * What the shop's member list says about a person beyond statistics: name, phone, e-mail, consents. Phones use
 * prefixes no operator has been given, e-mails the reserved domain example.com: no simulated message can reach a
 * real person. Some households share an address.
 */
import { type Base, type Customer, customerOf } from './customer.ts';
import { givenNames, surnames, surnameWeights } from './places.ts';
import { type Stream, stream } from './streams.ts';

export type ConsentAnswer = '是' | '否' | '';

export interface Identity {
  readonly name: string;
  /** Eleven digits, or empty. */
  readonly phone: string;
  readonly email: string;
  readonly consentSms: ConsentAnswer;
  readonly consentEmail: ConsentAnswer;
  readonly consentWecom: ConsentAnswer;
  readonly consentService: ConsentAnswer;
}

const unassignedPrefixes = ['142', '143', '154', '160', '163', '164', '168', '169'];

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/** Unique per number below 8 × 10^8 members. */
function phoneOf(number: number): string {
  const prefix = unassignedPrefixes[number % unassignedPrefixes.length] as string;
  return prefix + pad((number * 7919 + 20_260) % 100_000_000, 8);
}

const answer = (draw: Stream, yes: number, no: number): ConsentAnswer => {
  const u = draw.uniform();
  return u < yes ? '是' : u < yes + no ? '否' : '';
};

/** Of ten thousand members: who lives with the member before and gave that member's phone, e-mail or both. */
function sharing(draw: Stream): { phone: boolean; email: boolean } {
  const u = draw.uniform();
  return { phone: u < 0.035, email: u > 0.02 && u < 0.05 };
}

function nameOf(customer: Customer, draw: Stream): string {
  const surname = surnames[draw.pick(surnameWeights)] as string;
  const given = givenNames[customer.sex];
  const name = surname + (given[draw.below(given.length)] as string);
  if (customer.kind === 'test') return `测试${customer.number % 100}`;
  return customer.kind === 'wholesale' ? `${name}（商行）` : name;
}

/** The identity of a customer; deterministic by (seed, number). About 2 µs. */
export function identityOf(base: Base, customer: Customer): Identity {
  const { number } = customer;
  const draw = stream(base.seed, 'identity', number);
  const name = nameOf(customer, draw);
  const shares = sharing(draw);
  const hasPhone = draw.chance(0.96);
  const hasEmail = draw.chance(0.86);
  const before =
    number > 0 && (shares.phone || shares.email) ? identityOf(base, customerOf(base, number - 1)) : null;
  return {
    name,
    phone: shares.phone && before?.phone ? before.phone : hasPhone ? phoneOf(number) : '',
    email:
      shares.email && before?.email ? before.email : hasEmail ? `m${10_000_001 + number}@example.com` : '',
    consentSms: answer(draw, 0.72, 0.12),
    consentEmail: answer(draw, 0.8, 0.08),
    consentWecom: answer(draw, 0.4, 0.06),
    consentService: answer(draw, 0.6, 0.1),
  };
}
