/** ABC by what products earn: whoever loses money stands last and is shown, never hidden in a total. */

import type { ProductClass } from '../../records/product-names.ts';

export interface Ranked {
  readonly class: ProductClass;
  /** 1 for the product that earns most. */
  readonly place: number;
}

const cuts = { A: 0.8, B: 0.95 } as const;

/**
 * Classes by cumulative money in descending order: A until 80 % of all positive money is reached (the product that
 * crosses the line still counts), B until 95 %, C after. Zero and less is `negative`, null `unknown`; a product without
 * a sale or return in the window is `none`. In order of input. Cost O(n log n).
 */
export function classesOf(products: readonly { money: number | null; isIdle: boolean }[]): Ranked[] {
  const order = products
    .map((product, index) => ({ ...product, index }))
    .sort((a, b) => worth(b) - worth(a) || a.index - b.index);
  const total = order.reduce((sum, { money }) => sum + Math.max(0, money ?? 0), 0);
  const ranked = new Array<Ranked>(products.length);
  let before = 0;
  order.forEach((product, at) => {
    ranked[product.index] = { class: classOf(product, total > 0 ? before / total : 1), place: at + 1 };
    before += Math.max(0, product.money ?? 0);
  });
  return ranked;
}

/** Idle ones after all others; unknown money after known, as losing comes after earning. */
const worth = ({ money, isIdle }: { money: number | null; isIdle: boolean }) =>
  isIdle ? Number.MIN_SAFE_INTEGER : (money ?? Number.MIN_SAFE_INTEGER / 2);

function classOf({ money, isIdle }: { money: number | null; isIdle: boolean }, before: number): ProductClass {
  if (isIdle) return 'none';
  if (money === null) return 'unknown';
  if (money <= 0) return 'negative';
  return before < cuts.A ? 'A' : before < cuts.B ? 'B' : 'C';
}
