/**
 * The fields a mapping may fill, in the order a person reads them. The records' own lists bring the schema library
 * with them; the types make sure that these say the same.
 */

import { type DeclaredKindName, declaredKind } from '../../../../src/records/declared-kinds.ts';
import type {
  ContactFileField,
  CustomerField,
  EventField,
  ImportKind,
  OrderField,
  RefundField,
} from '../../../../src/records/mapping.ts';

const orders: Record<OrderField, true> = {
  orderId: true,
  customer: true,
  paidAt: true,
  orderedAt: true,
  status: true,
  sku: true,
  productName: true,
  category: true,
  quantity: true,
  unitPrice: true,
  netAmount: true,
  listAmount: true,
  discountAmount: true,
  costAmount: true,
  unitCost: true,
  currency: true,
  channel: true,
  store: true,
  region: true,
  couponCode: true,
  lineNo: true,
  documentType: true,
  refundId: true,
  refundedAt: true,
  refundAmount: true,
  refundReason: true,
};

const customers: Record<CustomerField, true> = {
  customer: true,
  name: true,
  phone: true,
  email: true,
  registeredAt: true,
  region: true,
  city: true,
  birthYear: true,
  sex: true,
  acquisitionChannel: true,
  industry: true,
  kind: true,
  locale: true,
  zone: true,
  owner: true,
  store: true,
  consentEmail: true,
  consentSms: true,
  consentWecom: true,
  consentService: true,
  consentAt: true,
};

const events: Record<EventField, true> = {
  event: true,
  customer: true,
  visitor: true,
  occurredAt: true,
  messageId: true,
  amount: true,
  currency: true,
  properties: true,
};

const refunds: Record<RefundField, true> = {
  orderId: true,
  lineNo: true,
  sku: true,
  refundId: true,
  refundedAt: true,
  refundAmount: true,
  quantity: true,
  currency: true,
  refundReason: true,
};

const contacts: Record<ContactFileField, true> = {
  customer: true,
  contact: true,
  contactKind: true,
  consent: true,
  purpose: true,
  consentChannel: true,
  consentAt: true,
  evidence: true,
};

const declared = (kind: DeclaredKindName): readonly string[] =>
  declaredKind(kind).columns.map(({ field }) => field);

export const mappingFields: Readonly<Record<ImportKind, readonly string[]>> = {
  orders: Object.keys(orders),
  customers: Object.keys(customers),
  products: declared('products'),
  stores: declared('stores'),
  channels: declared('channels'),
  spend: declared('spend'),
  competitors: declared('competitors'),
  touches: declared('touches'),
  cases: declared('cases'),
  answers: declared('answers'),
  feedback: declared('feedback'),
  events: Object.keys(events),
  refunds: Object.keys(refunds),
  contacts: Object.keys(contacts),
};

/** The kinds of file there are. */
export const importKinds: readonly ImportKind[] = [
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
];

/** What the name of a property's own column begins with; see `records/mapping.ts`. */
export const propertyPrefix = 'properties.';
