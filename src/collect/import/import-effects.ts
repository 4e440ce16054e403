/**
 * What each answer a total depends on is worth: total sales of the file under the chosen answers and under every
 * other answer to one question at a time. Works on a small cube of counts and exact sums, not on rows.
 */
import type { EffectAnswer, ImportEffect, ImportNote } from '../../records/import.ts';
import type { OrdersMapping } from '../../records/mapping.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';

/** Lines of the file that answer every question alike. Amounts are decimal strings with up to four places. */
export interface CubeCell {
  readonly rowKind: 'line' | 'return' | 'refund';
  readonly status: string;
  readonly lineKind: 'product' | 'non-product' | 'adjustment';
  readonly isRepeat: boolean;
  readonly hasCustomer: boolean;
  readonly isPaid: boolean;
  /** Quantity and net amount above zero. */
  readonly isPositive: boolean;
  /** Net amount of zero. */
  readonly isFree: boolean;
  readonly lines: number;
  readonly net: string;
  readonly discount: string;
  readonly refunded: string;
}

const scale = 10_000n;

/** Ten-thousandths of the unit, exactly. */
export function tenThousandths(amount: string): bigint {
  const [, sign, whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,4})\d*)?$/.exec(amount) ?? [];
  const value = BigInt(whole) * scale + BigInt(fraction.padEnd(4, '0'));
  return sign ? -value : value;
}

/** Back to a decimal with two places at least. */
export function decimalOf(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${sign}${digits.slice(0, -4)}.${fraction}`;
}

interface Answers {
  readonly statuses: readonly string[] | null;
  readonly onPaid: boolean;
  readonly isNet: boolean;
  readonly duplicates: boolean;
  readonly nonProducts: boolean;
  readonly returns: boolean;
  readonly unknownCustomers: boolean;
}

interface Total {
  lines: number;
  sales: bigint;
}

function counts(cell: CubeCell, answers: Answers): boolean {
  if (!answers.unknownCustomers && !cell.hasCustomer) return false;
  if (!answers.nonProducts && cell.lineKind !== 'product') return false;
  if (cell.rowKind !== 'line') return answers.returns;
  if (!cell.isPositive || cell.lineKind === 'adjustment') return false;
  if (!answers.duplicates && cell.isRepeat) return false;
  if (answers.onPaid && !cell.isPaid) return false;
  return answers.statuses === null || answers.statuses.includes(cell.status);
}

function totalUnder(cells: readonly CubeCell[], answers: Answers): Total {
  const total: Total = { lines: 0, sales: 0n };
  for (const cell of cells) {
    if (!counts(cell, answers)) continue;
    total.lines += cell.lines;
    const net = tenThousandths(cell.net);
    const worth = answers.isNet ? net : net - tenThousandths(cell.discount);
    const refunded = answers.returns ? tenThousandths(cell.refunded) : 0n;
    total.sales += cell.rowKind === 'line' ? worth - refunded : -refunded;
  }
  return total;
}

type Option = readonly [answer: string, change: Partial<Answers>, chosen: boolean];

const toggle = <K extends keyof Answers>(
  name: K,
  base: Answers,
  words: readonly [string, string],
): Option[] => [
  [words[0], { [name]: true }, base[name] === true],
  [words[1], { [name]: false }, base[name] === false],
];

function statusOptions(cells: readonly CubeCell[], base: Answers): Option[] {
  const all = [...new Set(cells.filter(cell => cell.rowKind === 'line').map(cell => cell.status))].sort();
  const counting = base.statuses ?? all;
  return all.map(status => {
    const isIn = counting.includes(status);
    const others = isIn ? counting.filter(each => each !== status) : [...counting, status];
    return [status, { statuses: others }, isIn] as const;
  });
}

/**
 * Every question that makes a difference in this file or is open to a person's answer, with the total under each
 * answer. For `statuses` each answer is the total if that one status were taken out (or in).
 */
export function importEffects(
  cells: readonly CubeCell[],
  mapping: OrdersMapping,
  definition: Pick<SalesDefinition, 'includeDuplicates' | 'includeNonProduct' | 'subtractReturns'>,
): ImportEffect[] {
  const base: Answers = {
    statuses: mapping.columns.status ? mapping.countingStatuses : null,
    onPaid: mapping.dateField === 'paidAt' && mapping.columns.paidAt !== undefined,
    isNet: true,
    duplicates: definition.includeDuplicates,
    nonProducts: definition.includeNonProduct,
    returns: definition.subtractReturns,
    unknownCustomers: true,
  };
  const chosen = totalUnder(cells, base);
  const answered = (options: readonly Option[]): EffectAnswer[] =>
    options.map(([answer, change, isChosen]) => {
      const { lines, sales } = totalUnder(cells, { ...base, ...change });
      return {
        answer,
        chosen: isChosen,
        lines,
        sales: decimalOf(sales),
        difference: decimalOf(sales - chosen.sales),
      };
    });
  const effects: ImportEffect[] = [];
  if (mapping.columns.status)
    effects.push({ question: 'statuses', answers: answered(statusOptions(cells, base)) });
  if (mapping.columns.paidAt)
    effects.push({ question: 'date', answers: answered(toggle('onPaid', base, ['paidAt', 'orderedAt'])) });
  if (mapping.columns.discountAmount)
    effects.push({
      question: 'net',
      answers: answered(toggle('isNet', base, ['as-mapped', 'discount-off'])),
    });
  effects.push(
    { question: 'duplicates', answers: answered(toggle('duplicates', base, ['keep', 'drop'])) },
    { question: 'non-products', answers: answered(toggle('nonProducts', base, ['keep', 'drop'])) },
    { question: 'returns', answers: answered(toggle('returns', base, ['subtract', 'ignore'])) },
    { question: 'unknown-customers', answers: answered(toggle('unknownCustomers', base, ['keep', 'drop'])) },
  );
  return effects;
}

const noteworthy: readonly (readonly [code: string, holds: (cell: CubeCell) => boolean])[] = [
  ['adjustments', cell => cell.lineKind === 'adjustment'],
  ['lines-without-customer', cell => cell.rowKind === 'line' && !cell.hasCustomer],
  ['non-products', cell => cell.rowKind === 'line' && cell.lineKind === 'non-product'],
  ['repeated-lines', cell => cell.isRepeat],
  ['zero-price-lines', cell => cell.rowKind === 'line' && cell.lineKind !== 'adjustment' && cell.isFree],
];

/** Things a person should know of the rows that are stored, with their number and net amount; what is not there is left out. */
export function importNotes(cells: readonly CubeCell[]): ImportNote[] {
  return noteworthy.flatMap(([code, holds]) => {
    const those = cells.filter(holds);
    const count = those.reduce((sum, cell) => sum + cell.lines, 0);
    const amount = decimalOf(those.reduce((sum, cell) => sum + tenThousandths(cell.net), 0n));
    return count > 0 ? [{ code, count, amount }] : [];
  });
}
