/**
 * Real export files are dirty; this roughens clean rows. Two kinds never mix: what a careful importer can read
 * (full-width digits, currency signs, spaces, repeats, other date forms) happens to real rows, and what nobody can
 * read stands in rows added beside them, so that the readable part of a file still holds the exact truth.
 */
import type { Row } from './rows.ts';
import { type Stream, stream, textHash } from './streams.ts';

/** What was done to the rows of a file, by name of the dirt: the importer's counts can be compared with it. */
export type DirtCounts = Record<string, number>;

/** Where dirty rows go: a draw, and the ledger of what was done. */
export interface Soiling {
  readonly draw: Stream;
  readonly counts: DirtCounts;
}

export const soilingOf = (
  seed: number,
  name: { customer: number; file: string },
  counts: DirtCounts,
): Soiling => ({
  draw: stream(seed, 'dirt', [name.customer, textHash(name.file)]),
  counts,
});

const note = (soiling: Soiling, name: string) => {
  soiling.counts[name] = (soiling.counts[name] ?? 0) + 1;
};

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, one => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
/** `¥1,234.50`, quoted because of its comma. */
const printed = (amount: string) => `"¥${amount.replace(/\B(?=(\d{3})+\.)/g, ',')}"`;
/** `2025/3/4 9:08:01` for `2025-03-04 09:08:01`. */
const slashed = (time: string) => time.replace(/-0?/g, '/').replace(' 0', ' ');

type Mess = (row: Row, draw: Stream) => Row | null;
type Mishap = readonly [name: string, share: number, mess: Mess];

const change = (row: Row, fields: readonly string[], how: (text: string) => string): Row => ({
  ...row,
  ...Object.fromEntries(fields.map(field => [field, row[field] ? how(row[field]) : ''])),
});

const readableOrder: readonly Mishap[] = [
  [
    'printedAmounts',
    0.015,
    row => change(row, ['listAmount', 'netAmount', 'costAmount', 'refundAmount'], printed),
  ],
  ['fullWidthQuantity', 0.005, row => change(row, ['quantity'], fullWidth)],
  ['spacesAroundIds', 0.003, row => change(row, ['customer', 'orderId'], id => ` ${id} `)],
  ['fullWidthIds', 0.002, row => change(row, ['customer'], fullWidth)],
  ['slashedTimes', 0.01, row => change(row, ['orderedAt', 'paidAt', 'refundedAt'], slashed)],
];

const brokenOrder: readonly Mishap[] = [
  ['missingOrderId', 0.0005, row => ({ ...row, orderId: '' })],
  [
    'impossibleTime',
    0.0004,
    row => ({ ...row, orderedAt: '2024-13-45 10:00:00', paidAt: '2024-13-45 10:01:00' }),
  ],
  ['unreadableAmount', 0.0004, row => (row.netAmount ? { ...row, netAmount: '待核' } : null)],
  ['unreadableQuantity', 0.0003, row => ({ ...row, quantity: '两件' })],
];

const readableCustomer: readonly Mishap[] = [
  [
    'spacedPhone',
    0.04,
    row => change(row, ['phone'], phone => `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`),
  ],
  ['countryCode', 0.03, row => change(row, ['phone'], phone => `+86-${phone}`)],
  ['fullWidthPhone', 0.02, row => change(row, ['phone'], fullWidth)],
  ['upperCaseEmail', 0.03, row => change(row, ['email'], email => email.toUpperCase())],
  ['spacesAroundNames', 0.01, row => change(row, ['name', 'email'], text => ` ${text} `)],
  ['missingBirthYear', 0.12, row => ({ ...row, birthYear: '' })],
  ['missingSex', 0.05, row => ({ ...row, sex: '' })],
  ['missingProvince', 0.01, row => ({ ...row, region: '', city: '' })],
  ['slashedTimes', 0.01, row => change(row, ['registeredAt', 'consentAt'], slashed)],
  ['badPhone', 0.008, row => (row.phone ? { ...row, phone: row.phone.slice(0, 10) } : null)],
  ['phoneIsText', 0.002, row => (row.phone ? { ...row, phone: '无' } : null)],
  ['badEmail', 0.006, row => (row.email ? { ...row, email: row.email.replace('@', '') } : null)],
];

const brokenCustomer: readonly Mishap[] = [
  ['missingMemberId', 0.001, row => ({ ...row, customer: '' })],
  ['impossibleTime', 0.0006, row => ({ ...row, registeredAt: '不详' })],
];

/** The row as exported, then its accidental repeat, then rows nobody can read. */
function soil(
  row: Row,
  soiling: Soiling,
  how: { readable: readonly Mishap[]; broken: readonly Mishap[]; repeats: number },
): Row[] {
  const { draw } = soiling;
  let exported = row;
  for (const [name, share, mess] of how.readable) {
    const messed = draw.chance(share) ? mess(exported, draw) : null;
    if (messed) note(soiling, name);
    exported = messed ?? exported;
  }
  const rows = [exported];
  if (draw.chance(how.repeats)) {
    rows.push(exported);
    note(soiling, 'repeatedRow');
  }
  for (const [name, share, mess] of how.broken) {
    const broken = draw.chance(share) ? mess(row, draw) : null;
    if (!broken) continue;
    rows.push(broken);
    note(soiling, name);
  }
  return rows;
}

/** Names of the dirt that stands in rows of its own and belongs in quarantine. */
export const brokenRowNames: readonly string[] = [
  ...new Set([...brokenOrder, ...brokenCustomer].map(([name]) => name)),
];

export const soilOrder = (row: Row, soiling: Soiling): Row[] =>
  soil(row, soiling, { readable: readableOrder, broken: brokenOrder, repeats: 0.004 });

export const soilCustomer = (row: Row, soiling: Soiling): Row[] =>
  soil(row, soiling, { readable: readableCustomer, broken: brokenCustomer, repeats: 0.005 });
