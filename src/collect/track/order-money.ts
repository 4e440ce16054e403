/** Amounts of events as whole ten-thousandths of the major unit: the four places facts keep, never a float. */

export type Money = bigint;

const scale = 10_000n;
/** Decimal(18,4) ends at 10^14. */
const most = 10n ** 13n * scale;

/**
 * A JSON number or a decimal text; more than four places are rounded half away from zero. Null for anything else and for
 * what facts cannot hold.
 */
export function moneyOf(value: unknown): Money | null {
  const text = typeof value === 'number' ? plain(value) : typeof value === 'string' ? value.trim() : '';
  const [, sign, whole = '', part = ''] = /^([+-]?)(\d{1,20})(?:\.(\d{1,40}))?$/.exec(text) ?? [];
  if (sign === undefined) return null;
  const digits = BigInt(`${whole}${part.slice(0, 4).padEnd(4, '0')}`);
  const money = digits + (Number(part[4] ?? 0) >= 5 ? 1n : 0n);
  if (money >= most) return null;
  return sign === '-' ? -money : money;
}

/** The shortest decimal text of a number, without an exponent. */
function plain(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return '';
  const text = String(value);
  return text.includes('e') ? value.toFixed(10) : text;
}

/** `68.5000` */
export function moneyText(money: Money): string {
  const size = money < 0n ? -money : money;
  return `${money < 0n ? '-' : ''}${size / scale}.${String(size % scale).padStart(4, '0')}`;
}

/** The product of two amounts, rounded half up. */
export const times = (a: Money, b: Money): Money => (a * b + scale / 2n) / scale;

/**
 * Shares of an amount in proportion to weights, by largest remainder: they add up to it exactly. Without weights the first
 * has all.
 */
export function allocated(total: Money, weights: readonly Money[]): Money[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum <= 0n) return weights.map((_, index) => (index === 0 ? total : 0n));
  const size = total < 0n ? -total : total;
  const floors = weights.map(weight => (size * weight) / sum);
  let left = size - floors.reduce((all, share) => all + share, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder) {
    if (left <= 0n) break;
    floors[index] = (floors[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return total < 0n ? floors.map(share => -share) : floors;
}
