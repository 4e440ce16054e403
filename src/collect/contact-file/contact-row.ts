/** One row of a contacts file: whose it is, the contact point and the consent it tells of, or why it cannot be read. */
import type { ContactFileField, ContactsMapping } from '../../records/mapping.ts';
import { type Cell, cell, isMasked, refuse, trimmed, typed } from '../cells/cell.ts';
import { canonicalIdentifier, isContactIdentifier } from '../cells/customer-id.store.ts';
import { emailCell } from '../cells/email.ts';
import { phoneCell } from '../cells/phone.ts';
import { rememberedDates } from '../people/remembered-dates.ts';
import { scrubText } from '../track/contact-scrub.ts';

export interface ContactReading {
  /** Canonical: what the customer's id is made of. */
  readonly identifier: string;
  readonly contact: { readonly kind: 'phone' | 'email'; readonly value: string } | null;
  readonly consent: {
    readonly purpose: string;
    readonly channel: string;
    readonly action: 'granted' | 'withdrawn';
    /** Null: the file does not say when. */
    readonly at: Date | null;
    /** Without contact data; '' where the file gives none. */
    readonly evidence: string;
  } | null;
}

export type ContactRowReading =
  | { readonly ok: true; readonly value: ContactReading }
  | { readonly ok: false; readonly code: string; readonly field: string };

type Words = Readonly<Record<string, readonly string[]>>;

const kinds: Words = {
  phone: ['phone', 'mobile', 'tel', 'sms', '手机', '手机号', '电话', '短信'],
  email: ['email', 'e-mail', 'mail', '邮箱', '邮件', '电子邮箱', '电子邮件'],
};
const purposes: Words = {
  marketing: ['marketing', 'promotion', '营销', '推广', '促销'],
  service: ['service', '服务', '回访', '客服'],
  transactional: ['transactional', 'transaction', '交易', '交易通知', '通知'],
  personalised_marketing: ['personalised_marketing', 'personalized marketing', '个性化营销', '个性化推荐'],
  research: ['research', 'survey', '调研', '问卷'],
  sharing: ['sharing', '共享', '提供给第三方'],
};
const channels: Words = {
  email: ['email', 'e-mail', 'mail', '邮件', '邮箱', '电子邮件'],
  sms: ['sms', '短信', '手机短信'],
  wecom: ['wecom', '企微', '企业微信'],
  phone: ['phone', 'call', '电话', '外呼'],
};

/** The word of the product for what a cell says; blank gives `blank`. */
export function contactWord(field: 'contactKind' | 'purpose' | 'consentChannel', raw: string): Cell<string> {
  const said = typed(raw).toLowerCase();
  if (said === '') return cell('');
  const words = { contactKind: kinds, purpose: purposes, consentChannel: channels }[field];
  const found = Object.entries(words).find(([, names]) => names.includes(said))?.[0];
  return found === undefined ? refuse('word-unknown') : cell(found);
}

/** A phone number or address by the kind its row names, else by its form. */
export function contactCell(kind: string, raw: string): Cell<string> {
  const isEmail = kind === 'email' || (kind === '' && raw.includes('@'));
  return isEmail ? emailCell(raw) : phoneCell(raw);
}

/** `granted`, `withdrawn`, or '' where nobody was asked. */
export function consentCell(
  { consentWords, refusalWords }: Pick<ContactsMapping, 'consentWords' | 'refusalWords'>,
  raw: string,
): Cell<'granted' | 'withdrawn' | ''> {
  const said = typed(raw).toLowerCase();
  const holds = (words: readonly string[]) => words.some(word => typed(word).toLowerCase() === said);
  if (said === '') return cell('');
  if (holds(consentWords)) return cell('granted');
  return holds(refusalWords) ? cell('withdrawn') : refuse('consent-unreadable');
}

/** Inside a row only: the first cell that cannot be read. */
class Unreadable {
  readonly code: string;
  readonly field: string;
  constructor(code: string, field: string) {
    this.code = code;
    this.field = field;
  }
}

const taken = <T>(reading: Cell<T>, field: ContactFileField): T => {
  if (!reading.ok) throw new Unreadable(reading.code, field);
  return reading.value;
};

type Raw = (field: ContactFileField) => string;

function identifierOf(raw: Raw, idType: string): string {
  if (isMasked(raw('customer'))) throw new Unreadable('identifier-masked', 'customer');
  const identifier = taken(canonicalIdentifier(idType, raw('customer')), 'customer');
  if (identifier === '') throw new Unreadable('required-missing', 'customer');
  return identifier;
}

function contactOf(raw: Raw, { identifierType }: ContactsMapping, identifier: string) {
  const given = taken(contactWord('contactKind', raw('contactKind')), 'contactKind');
  if (trimmed(raw('contact')) === '')
    return isContactIdentifier(identifierType) ? { kind: identifierType, value: identifier } : null;
  if (isMasked(raw('contact'))) throw new Unreadable('identifier-masked', 'contact');
  const value = taken(contactCell(given, raw('contact')), 'contact');
  return { kind: value.includes('@') ? ('email' as const) : ('phone' as const), value };
}

export interface ContactReaderOptions {
  readonly mapping: ContactsMapping;
  readonly headers: readonly string[];
  readonly zone: string;
  /** When the file was taken in: no consent is younger. */
  readonly at: Date;
}

/** A reader of rows; it throws nothing for what a file may hold. */
export function contactReader(
  options: ContactReaderOptions,
): (cells: readonly string[]) => ContactRowReading {
  const { mapping, headers, zone, at: now } = options;
  const positions = new Map(
    Object.entries(mapping.columns).map(([field, header]) => [field, headers.indexOf(header)]),
  );
  const readDate = rememberedDates({ format: mapping.dateFormat, zone });

  function consentOf(raw: Raw, contact: ContactReading['contact']): ContactReading['consent'] {
    const action = taken(consentCell(mapping, raw('consent')), 'consent');
    if (action === '') return null;
    const purpose = taken(contactWord('purpose', raw('purpose')), 'purpose') || 'marketing';
    const byContact = contact === null ? '' : contact.kind === 'email' ? 'email' : 'sms';
    const channel =
      taken(contactWord('consentChannel', raw('consentChannel')), 'consentChannel') || byContact;
    if (channel === '') throw new Unreadable('required-missing', 'consentChannel');
    const at = trimmed(raw('consentAt')) === '' ? null : taken(readDate(raw('consentAt')), 'consentAt');
    if (at && at > now) throw new Unreadable('consent-in-future', 'consentAt');
    const evidence = scrubText(trimmed(raw('evidence')).slice(0, 500)).replaceAll(/\p{Cc}/gu, ' ');
    return { purpose, channel, action, at, evidence };
  }

  return cells => {
    const raw: Raw = field => cells[positions.get(field) ?? -1] ?? '';
    try {
      if (cells.slice(headers.length).some(each => trimmed(each) !== ''))
        throw new Unreadable('row-too-long', '');
      const identifier = identifierOf(raw, mapping.identifierType);
      const contact = contactOf(raw, mapping, identifier);
      const consent = consentOf(raw, contact);
      if (contact === null && consent === null) throw new Unreadable('required-missing', 'contact');
      return { ok: true, value: { identifier, contact, consent } };
    } catch (error) {
      if (error instanceof Unreadable) return { ok: false, code: error.code, field: error.field };
      throw error;
    }
  };
}
