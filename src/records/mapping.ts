/**
 * How the columns of a customer's file become the fields of the product: a mapping answers everything a total depends
 * on (statuses, dates, zone, currency, net or gross) so that the same file always gives the same figures.
 */
import { z } from 'zod';
import { slug } from './campaign.ts';
import type { DealingKindName } from './dealing-kinds.ts';
import { type DeclaredField, type DeclaredKindName, declaredKind } from './declared-kinds.ts';
import type { ReferenceKindName } from './reference-kinds.ts';

export const importKind = z.enum([
  'customers',
  'orders',
  'products',
  'stores',
  'channels',
  'spend',
  'competitors',
  'touches',
  'cases',
  'answers',
  'feedback',
  'events',
  'refunds',
  'contacts',
]);
export type ImportKind = z.infer<typeof importKind>;

/** Fields an orders file may fill; one row is one order line. */
export const orderFields = [
  'orderId',
  'lineNo',
  'customer',
  'orderedAt',
  'paidAt',
  'status',
  'sku',
  'productName',
  'category',
  'quantity',
  'unitPrice',
  'listAmount',
  'discountAmount',
  'netAmount',
  'costAmount',
  'unitCost',
  'currency',
  'channel',
  'store',
  'region',
  'couponCode',
  'documentType',
  'refundId',
  'refundedAt',
  'refundAmount',
  'refundReason',
] as const;
export type OrderField = (typeof orderFields)[number];

/** Fields a customers file may fill; one row is one customer. */
export const customerFields = [
  'customer',
  'name',
  'phone',
  'email',
  'registeredAt',
  'region',
  'city',
  'birthYear',
  'sex',
  'acquisitionChannel',
  'industry',
  'kind',
  'locale',
  'zone',
  'owner',
  'store',
  'consentEmail',
  'consentSms',
  'consentWecom',
  'consentService',
  'consentAt',
] as const;
export type CustomerField = (typeof customerFields)[number];

/** What each consent column is about. */
export const consentFields = {
  consentEmail: { purpose: 'marketing', channel: 'email' },
  consentSms: { purpose: 'marketing', channel: 'sms' },
  consentWecom: { purpose: 'marketing', channel: 'wecom' },
  consentService: { purpose: 'service', channel: 'phone' },
} as const satisfies Partial<Record<CustomerField, { purpose: string; channel: string }>>;

/** Columns whose values are about a reachable person: masked in every example, never staged in facts. */
export const contactFields: readonly string[] = ['name', 'phone', 'email', 'owner', 'contact', 'evidence'];

export const encodingSetting = z.enum(['auto', 'utf-8', 'gb18030', 'utf-16le', 'utf-16be']);
export type EncodingSetting = z.infer<typeof encodingSetting>;

export const delimiterSetting = z.enum(['auto', ',', ';', '\t', '|', '，']);
export type DelimiterSetting = z.infer<typeof delimiterSetting>;

/**
 * Order of day, month and year. `auto` reads every unambiguous form; `01/02/2024` needs `dmy` or `mdy`. The Excel
 * settings read bare numbers as days since 1899-12-30 or 1904-01-01.
 */
export const dateFormat = z.enum(['auto', 'dmy', 'mdy', 'excel-1900', 'excel-1904']);
export type DateFormat = z.infer<typeof dateFormat>;

const columnName = z.string().min(1).max(200);

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const shared = {
  name: slug,
  title: z.string().min(1).max(120),
  /** Where the rows come from; part of every natural key, so two shops may use the same order numbers. */
  source: slug.default('file'),
  encoding: encodingSetting.default('auto'),
  delimiter: delimiterSetting.default('auto'),
  /** The sheet of a workbook or the file of an archive; null: there is only one, or all files of an archive. */
  part: z.string().min(1).max(200).nullable().default(null),
  /** Heading rows of a sheet, joined with `/`; null: as many as its merged cells say. */
  headerRows: z.int().min(1).max(3).nullable().default(null),
  dateFormat: dateFormat.default('auto'),
  /** IANA zone of times that carry none; null: the organisation's. */
  zone: z.string().max(60).refine(isZone, 'IANA, e.g. Asia/Shanghai').nullable().default(null),
  /** What the `customer` column holds; orders and customers must agree. `phone` and `email` are normalised. */
  identifierType: slug.default('member-no'),
  /** History becomes known at its own business time; otherwise a row is known from the import on. */
  history: z.boolean().default(true),
};

const currencySetting = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .nullable()
  .default(null);

export const ordersMapping = z.strictObject({
  ...shared,
  kind: z.literal('orders'),
  columns: z.partialRecord(z.enum(orderFields), columnName),
  /** ISO 4217 code of amounts without a currency column; null: the organisation's. */
  currency: currencySetting,
  /** Which date an order is booked on. Lines without it fall back to the other date only when `paidAt` is not mapped. */
  dateField: z.enum(['paidAt', 'orderedAt']).default('paidAt'),
  /** Order statuses that are sales, as written in the file; null: every line counts. */
  countingStatuses: z.array(z.string().max(80)).max(200).nullable().default(null),
  /** Whether `netAmount` already has the discount taken off. */
  amountsAreNet: z.boolean().default(true),
  /** Stock codes that are not products (postage, fees, samples): exact codes, upper case. */
  nonProductCodes: z.array(z.string().max(80)).max(500).default([]),
  /** Further codes by their beginning, for series such as gift vouchers. */
  nonProductPrefixes: z.array(z.string().min(1).max(80)).max(100).default([]),
  /**
   * Values of the `documentType` column whose rows are refunds: they name the order (and line) they belong to and
   * carry `refundAmount`. Empty: every row is a sale, and a refund amount on it is a refund of that line.
   */
  refundDocumentTypes: z.array(z.string().max(40)).max(50).default([]),
  /** Order numbers beginning with this are cancellations: their lines are returns. Empty: none. */
  returnOrderPrefix: z.string().max(10).default(''),
  /** Order numbers beginning with this are book-keeping adjustments. Empty: none. */
  adjustmentOrderPrefix: z.string().max(10).default(''),
  /** What a negative quantity outside a cancellation is: a return of the customer, or a stock adjustment. */
  negativeQuantity: z.enum(['return', 'adjustment', 'quarantine']).default('return'),
});
export type OrdersMapping = z.infer<typeof ordersMapping>;

const consentSettings = {
  /** What a consent column says when the person agreed, compared without case. Empty means never asked. */
  consentWords: z.array(z.string().max(40)).default(['1', 'true', 'yes', 'y', '是', '同意', 'granted']),
  /** What it says when the person refused. Any other word puts the row into quarantine. */
  refusalWords: z
    .array(z.string().max(40))
    .default(['0', 'false', 'no', 'n', '否', '不同意', '拒绝', 'withdrawn']),
  /** Which version of the consent's wording these people saw; kept with every consent. */
  consentWording: z.string().max(120).default('imported'),
};

export const customersMapping = z.strictObject({
  ...shared,
  kind: z.literal('customers'),
  columns: z.partialRecord(z.enum(customerFields), columnName),
  ...consentSettings,
  /** Words of the `kind` column for staff, dealers and test accounts, compared without case. */
  kindWords: z
    .object({
      staff: z.array(z.string().max(40)),
      wholesale: z.array(z.string().max(40)),
      test: z.array(z.string().max(40)),
    })
    .default({
      staff: ['staff', 'employee', '员工', '内部'],
      wholesale: ['wholesale', 'dealer', '经销商', '批发', '渠道商'],
      test: ['test', '测试', '测试账号'],
    }),
});
export type CustomersMapping = z.infer<typeof customersMapping>;

const fieldsOf = <K extends DeclaredKindName>(kind: K) =>
  z.enum(declaredKind(kind).columns.map(({ field }) => field) as [DeclaredField<K>, ...DeclaredField<K>[]]);

/** The mapping of a kind imported by declaration; see `declared-kinds.ts`. */
const declaredMappingOf = <const K extends DeclaredKindName>(kind: K) =>
  z.strictObject({
    ...shared,
    kind: z.literal(kind),
    columns: z.partialRecord(fieldsOf(kind), columnName),
    /** ISO 4217 code of amounts without a currency column; null: the organisation's. */
    currency: currencySetting,
  });

const declaredMappings = [
  declaredMappingOf('products'),
  declaredMappingOf('stores'),
  declaredMappingOf('channels'),
  declaredMappingOf('spend'),
  declaredMappingOf('competitors'),
  declaredMappingOf('touches'),
  declaredMappingOf('cases'),
  declaredMappingOf('answers'),
  declaredMappingOf('feedback'),
] as const;
export type DeclaredMapping = z.infer<(typeof declaredMappings)[number]>;
export type ReferenceMapping = Extract<DeclaredMapping, { kind: ReferenceKindName }>;
export type DealingMapping = Extract<DeclaredMapping, { kind: DealingKindName }>;

/** Fields a refunds file may fill; whose it was and what it cost say the orders it names. */
export const refundFields = [
  'orderId',
  'lineNo',
  'sku',
  'refundId',
  'refundedAt',
  'refundAmount',
  'quantity',
  'currency',
  'refundReason',
] as const satisfies readonly OrderField[];
export type RefundField = (typeof refundFields)[number];

export const refundsMapping = z.strictObject({
  ...shared,
  kind: z.literal('refunds'),
  columns: z.partialRecord(z.enum(refundFields), columnName),
  /** ISO 4217 code of amounts without a currency column; null: that of the order. */
  currency: currencySetting,
});
export type RefundsMapping = z.infer<typeof refundsMapping>;

/** Fields an events file may fill; a column is also a property of its own as `properties.NAME`. */
export const eventFields = [
  'event',
  'customer',
  'visitor',
  'occurredAt',
  'messageId',
  'amount',
  'currency',
  'properties',
] as const;
export type EventField = (typeof eventFields)[number];
/** What the name of a property's own column begins with. */
export const propertyPrefix = 'properties.';
const eventField = new RegExp(`^(?:${eventFields.join('|')}|properties\\..{1,200})$`, 's');

export const eventsMapping = z.strictObject({
  ...shared,
  kind: z.literal('events'),
  columns: z.record(z.string().regex(eventField, `${eventFields.join(', ')}, properties.NAME`), columnName),
  /** What every row of a file without a column of names is. */
  eventName: z.string().trim().min(1).max(200).nullable().default(null),
});
export type EventsMapping = z.infer<typeof eventsMapping>;

/** Fields a contacts file may fill; one row is one contact point, one consent, or both. */
export const contactFileFields = [
  'customer',
  'contact',
  'contactKind',
  'consent',
  'purpose',
  'consentChannel',
  'consentAt',
  'evidence',
] as const;
export type ContactFileField = (typeof contactFileFields)[number];

export const contactsMapping = z.strictObject({
  ...shared,
  kind: z.literal('contacts'),
  columns: z.partialRecord(z.enum(contactFileFields), columnName),
  ...consentSettings,
});
export type ContactsMapping = z.infer<typeof contactsMapping>;

export const mapping = z.discriminatedUnion('kind', [
  ordersMapping,
  customersMapping,
  eventsMapping,
  refundsMapping,
  contactsMapping,
  ...declaredMappings,
]);
export type Mapping = z.infer<typeof mapping>;

/** What a person sends: everything with a default may be left out. */
export type MappingInput = z.input<typeof mapping>;
