/** Mappings that come with the product: a published data set as it is, and the simulated shop's own files. */
import { badInput } from '../../kernel/errors.ts';
import type { MappingChoice } from '../../records/import.ts';
import { type ImportKind, type Mapping, type MappingInput, mapping } from '../../records/mapping.ts';
import { simulatedCustomersMapping, simulatedOrdersMapping } from '../../records/simulated-files.ts';
import { fittedTo, isOfPlatform, likeliest, platformMappings } from './platform-mappings.ts';

/**
 * UCI Online Retail II as it is published: cancel invoices `C…` are returns, `A…` invoices book-keeping, negative
 * quantities elsewhere stock write-offs, and some stock codes no goods. Pounds, local time without a zone.
 */
const onlineRetail: MappingInput = {
  kind: 'orders',
  name: 'online-retail',
  title: 'UCI Online Retail II',
  source: 'online-retail',
  columns: {
    orderId: 'Invoice',
    sku: 'StockCode',
    productName: 'Description',
    quantity: 'Quantity',
    orderedAt: 'InvoiceDate',
    unitPrice: 'Price',
    customer: 'Customer ID',
    region: 'Country',
  },
  zone: 'Europe/London',
  currency: 'GBP',
  dateField: 'orderedAt',
  identifierType: 'customer-no',
  returnOrderPrefix: 'C',
  adjustmentOrderPrefix: 'A',
  negativeQuantity: 'adjustment',
  nonProductCodes: [
    'POST',
    'DOT',
    'M',
    'D',
    'S',
    'B',
    'C2',
    'C3',
    'BANK CHARGES',
    'AMAZONFEE',
    'CRUK',
    'PADS',
    'ADJUST',
    'ADJUST2',
    'TEST001',
    'TEST002',
  ],
  nonProductPrefixes: ['GIFT_'],
};

const byName: Readonly<Record<string, Readonly<Partial<Record<ImportKind, MappingInput>>>>> = {
  'online-retail': { orders: onlineRetail },
  'simulated-shop': { orders: simulatedOrdersMapping, customers: simulatedCustomersMapping },
};

/** The mapping with this name for this kind of file, or null. */
export function builtInMapping(name: string, kind: ImportKind): Mapping | null {
  const platform = kind === 'orders' ? platformMappings.find(each => each.name === name) : undefined;
  if (platform) return likeliest(platform);
  const found = byName[name]?.[kind];
  return found ? mapping.parse(found) : null;
}

/** Whether the name is one of a mapping that comes with the product, for whatever kind of file. */
export const isBuiltInName = (name: string): boolean =>
  Object.hasOwn(byName, name) || platformMappings.some(each => each.name === name);

type GivenChoice = Exclude<MappingChoice, { saved: string }>;

/** What was sent as a whole mapping. Throws `mapping-unknown` and `mapping-kind-differs`. */
export function chosenMapping(choice: GivenChoice, kind: ImportKind): Mapping {
  if (!('builtIn' in choice)) {
    if (choice.kind !== kind)
      throw badInput('mapping-kind-differs', { path: 'mapping.kind', received: choice.kind, expected: kind });
    return choice;
  }
  const found = builtInMapping(choice.builtIn, kind);
  if (found) return { ...found, part: choice.part ?? null };
  const platforms = kind === 'orders' ? platformMappings.map(({ name }) => name) : [];
  const known = [...Object.keys(byName).filter(name => byName[name]?.[kind]), ...platforms];
  throw badInput('mapping-unknown', {
    path: 'mapping.builtIn',
    received: choice.builtIn,
    expected: known.join(', '),
    params: { name: choice.builtIn, kind },
  });
}

/** What was sent, with the headings this file has where it is a platform's. Throws as `chosenMapping` and `fittedTo`. */
export function fittedMapping(choice: GivenChoice, kind: ImportKind, headers: readonly string[]): Mapping {
  const whole = chosenMapping(choice, kind);
  const platform =
    'builtIn' in choice ? platformMappings.find(({ name }) => name === choice.builtIn) : undefined;
  return platform ? { ...fittedTo(platform, headers), part: whole.part } : whole;
}

/** The built-in mapping all of whose columns the headers have; the one that uses most of them. */
export function builtInFor(headers: readonly string[], kind: ImportKind): Mapping | null {
  const fitting = Object.keys(byName)
    .map(name => builtInMapping(name, kind))
    .filter(found => found !== null)
    .filter(({ columns }) => Object.values(columns).every(header => headers.includes(header)));
  const used = (each: Mapping) => Object.keys(each.columns).length;
  const platform = kind === 'orders' ? platformMappings.find(each => isOfPlatform(each, headers)) : undefined;
  if (platform) return fittedTo(platform, headers);
  return fitting.sort((one, two) => used(two) - used(one))[0] ?? null;
}
