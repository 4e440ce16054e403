/**
 * One row of a customers file as a person with attributes, contact points and consents, or the reason it cannot be
 * one. A contact point or attribute nobody can read is dropped and noted; the person stays.
 */
import { type CustomerField, type CustomersMapping, consentFields } from '../../records/mapping.ts';
import { isMasked, longestCell, trimmed, typed } from '../cells/cell.ts';
import { canonicalIdentifier } from '../cells/customer-id.store.ts';
import { emailCell } from '../cells/email.ts';
import { phoneCell } from '../cells/phone.ts';
import { birthYearOf, localeOf, sexOf, zoneOf } from './attribute-cells.ts';
import { rememberedDates } from './remembered-dates.ts';

export type PersonKind = 'person' | 'staff' | 'wholesale' | 'test';

export interface CustomerReading {
  /** Canonical: what the customer's id is made of. */
  readonly identifier: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly zone: string | null;
  readonly registeredAt: Date | null;
  readonly region: string;
  readonly city: string;
  /** 0: not known. */
  readonly birthYear: number;
  readonly sex: string;
  readonly acquisitionChannel: string;
  readonly industry: string;
  readonly kind: PersonKind;
  /** `purpose:channel:action`, in the order of the mapping's consent fields. */
  readonly consents: readonly string[];
  readonly consentAt: Date | null;
  /** The address the owner logs in with. Left out where the file says nothing, so that such a row reads as it always did. */
  readonly owner?: string;
  readonly store?: string;
}

export interface Problem {
  readonly code: string;
  readonly field: CustomerField | '';
}

export type RowReading =
  | { readonly ok: true; readonly value: CustomerReading; readonly dropped: readonly Problem[] }
  | ({ readonly ok: false } & Problem);

export interface ReaderOptions {
  readonly mapping: CustomersMapping;
  readonly headers: readonly string[];
  /** The zone of times that carry none. */
  readonly zone: string;
  /** When the file was taken in: no consent is younger. */
  readonly at: Date;
}

/** Thrown inside a row only: the first thing that makes it useless. */
class Refusal {
  readonly problem: Problem;
  constructor(problem: Problem) {
    this.problem = problem;
  }
}

const refuseRow = (code: string, field: Problem['field']): never => {
  throw new Refusal({ code, field });
};

/** Where each mapped field stands in a row. */
const columnPositions = ({ mapping, headers }: ReaderOptions): ReadonlyMap<string, number> =>
  new Map(Object.entries(mapping.columns).map(([field, header]) => [field, headers.indexOf(header)]));

const words = (list: readonly string[]) => new Set(list.map(word => typed(word).toLowerCase()));

/** The cells of one row by field, with what has been dropped from it so far. */
interface Row {
  readonly raw: (field: CustomerField) => string;
  readonly drop: (code: string, field: CustomerField) => void;
}

type DateReader = ReturnType<typeof rememberedDates>;

function dateOf({ raw }: Row, field: CustomerField, readDate: DateReader): Date | null {
  const text = raw(field);
  if (trimmed(text) === '') return null;
  const read = readDate(text);
  return read.ok ? read.value : refuseRow(read.code, field);
}

function contactOf(row: Row, field: 'phone' | 'email'): string | null {
  const text = row.raw(field);
  if (trimmed(text) === '') return null;
  const read = field === 'phone' ? phoneCell(text) : emailCell(text);
  if (read.ok) return read.value;
  row.drop(read.code, field);
  return null;
}

function identifierOf({ raw }: Row, idType: string): string {
  if (isMasked(raw('customer'))) return refuseRow('identifier-masked', 'customer');
  const read = canonicalIdentifier(idType, raw('customer'));
  if (!read.ok) return refuseRow(read.code, 'customer');
  return read.value || refuseRow('required-missing', 'customer');
}

function kindReader({ kindWords }: CustomersMapping): (text: string) => PersonKind {
  const kinds = (['staff', 'wholesale', 'test'] as const).map(
    kind => [kind, words(kindWords[kind])] as const,
  );
  return text => {
    const word = typed(text).toLowerCase();
    return kinds.find(([, list]) => list.has(word))?.[0] ?? 'person';
  };
}

function consentReader({ consentWords, refusalWords }: CustomersMapping): (row: Row) => string[] {
  const [yes, no] = [words(consentWords), words(refusalWords)];
  const fields = Object.entries(consentFields) as [
    keyof typeof consentFields,
    { purpose: string; channel: string },
  ][];
  return ({ raw }) =>
    fields.flatMap(([field, { purpose, channel }]) => {
      const word = typed(raw(field)).toLowerCase();
      if (word === '') return [];
      if (yes.has(word)) return [`${purpose}:${channel}:granted`];
      return no.has(word) ? [`${purpose}:${channel}:withdrawn`] : refuseRow('consent-unreadable', field);
    });
}

/** As accounts are found: an address in lower case, or null. */
const loginAddress = (text: string): string | null =>
  /^[^\s@<>"]+@[^\s@<>"]+$/.test(text) ? text.toLowerCase() : null;

/** A value that is dropped with a note where it cannot be read; blank is null. */
function optional<T>(row: Row, field: CustomerField, read: (text: string) => T | null): T | null {
  const text = typed(row.raw(field));
  if (text === '') return null;
  const value = read(text);
  if (value === null) row.drop(`${field === 'birthYear' ? 'birth-year' : field}-unreadable`, field);
  return value;
}

/**
 * A function from the cells of a row to what they say. The mapping must fit the headers (`assertFits`).
 */
export function rowReader(options: ReaderOptions): (cells: readonly string[]) => RowReading {
  const { mapping, headers, at } = options;
  const { identifierType } = mapping;
  const positions = columnPositions(options);
  const fields = Object.keys(mapping.columns) as CustomerField[];
  const readDate = rememberedDates({ format: mapping.dateFormat, zone: mapping.zone ?? options.zone });
  const [readKind, readConsents] = [kindReader(mapping), consentReader(mapping)];
  const ownerAndStore = (row: Row) => {
    const owner = optional(row, 'owner', loginAddress);
    const store = trimmed(row.raw('store'))
      .slice(0, 200)
      .replaceAll(/\p{Cc}/gu, ' ');
    return { ...(owner === null ? {} : { owner }), ...(store === '' ? {} : { store }) };
  };
  const read = (row: Row): CustomerReading => {
    const identifier = identifierOf(row, identifierType);
    const text = (field: CustomerField) => trimmed(row.raw(field)).slice(0, 200);
    const consentAt = dateOf(row, 'consentAt', readDate);
    if (consentAt && consentAt > at) refuseRow('consent-in-future', 'consentAt');
    const contact = (kind: 'phone' | 'email') =>
      contactOf(row, kind) ?? (identifierType === kind ? identifier : null);
    return {
      identifier,
      name: text('name') || null,
      phone: contact('phone'),
      email: contact('email'),
      locale: optional(row, 'locale', localeOf),
      zone: optional(row, 'zone', zoneOf),
      registeredAt: dateOf(row, 'registeredAt', readDate),
      region: text('region'),
      city: text('city'),
      birthYear: optional(row, 'birthYear', year => birthYearOf(year, at)) ?? 0,
      sex: sexOf(row.raw('sex')),
      acquisitionChannel: text('acquisitionChannel'),
      industry: text('industry'),
      kind: readKind(row.raw('kind')),
      consents: readConsents(row),
      consentAt,
      ...ownerAndStore(row),
    };
  };
  return cells => {
    if (cells.length > headers.length && cells.slice(headers.length).some(cell => trimmed(cell) !== ''))
      return { ok: false, code: 'row-too-long', field: '' };
    const tooLong = fields.find(field => (cells[positions.get(field) ?? -1] ?? '').length > longestCell);
    if (tooLong) return { ok: false, code: 'cell-too-long', field: tooLong };
    const dropped: Problem[] = [];
    const row: Row = {
      raw: field => cells[positions.get(field) ?? -1] ?? '',
      drop: (code, field) => dropped.push({ code, field }),
    };
    try {
      return { ok: true, value: read(row), dropped };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, ...error.problem };
      throw error;
    }
  };
}
