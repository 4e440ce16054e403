/**
 * From the months a product sold in to the whole, gapless series its life-cycle stage is read from, laid against what
 * sold throughout: its category, all products, or nothing where too few did.
 */
import type { ProductMonth } from '../../models/product-life-cycle.ts';

/** A month's number since year 0, so that months can be counted. `2026-11-01` → 24322. */
export const monthNo = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

export const monthDay = (no: number): string =>
  `${String(Math.floor(no / 12)).padStart(4, '0')}-${String((no % 12) + 1).padStart(2, '0')}-01`;

export interface SoldMonth {
  readonly month: string;
  readonly units: number;
  readonly sales: number;
  readonly discount: number;
}

export type MeasuredAgainst = 'category' | 'all' | 'itself';

/** Products that sold in the first and the last of this many months make the reference. */
const establishedMonths = 24;
const recentMonths = 3;
/** With fewer, one product's own ups and downs would be everybody's reference. */
const leastReferenceProducts = 3;

export interface Known {
  readonly category: string;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

/** Whether a product was on sale for the 24 whole months before `end`, and still is. */
export const isEstablished = ({ firstDay, lastDay }: Known, end: number): boolean =>
  firstDay !== null &&
  lastDay !== null &&
  monthNo(firstDay) < end - establishedMonths + 1 &&
  monthNo(lastDay) >= end - recentMonths;

/** Units of the established products by month, for each category and for all together. */
export class ReferenceUnits {
  private readonly units = new Map<string, Map<number, number>>();
  private readonly products = new Map<string, number>();

  /** Adds one established product. */
  add(category: string, months: readonly SoldMonth[]): void {
    for (const name of [`category:${category}`, 'all']) {
      const sums = this.units.get(name) ?? new Map<number, number>();
      for (const { month, units } of months)
        sums.set(monthNo(month), (sums.get(monthNo(month)) ?? 0) + units);
      this.units.set(name, sums);
      this.products.set(name, (this.products.get(name) ?? 0) + 1);
    }
  }

  /** What a product of this category is measured against. */
  of(category: string): { readonly against: MeasuredAgainst; readonly at: (month: number) => number } {
    const enough = (name: string) => (this.products.get(name) ?? 0) >= leastReferenceProducts;
    const at = (name: string) => (month: number) => this.units.get(name)?.get(month) ?? 0;
    if (enough(`category:${category}`)) return { against: 'category', at: at(`category:${category}`) };
    return enough('all') ? { against: 'all', at: at('all') } : { against: 'itself', at: () => 0 };
  }
}

interface SeriesOptions {
  readonly firstDay: string;
  /** Month number of the month that holds the as-of day: it is not over and stays out. */
  readonly end: number;
  readonly hasDiscounts: boolean;
  readonly reference: (month: number) => number;
}

/** A listing that began later than this in its first month has no whole first month. */
const latestFullStart = 7;

/** Every whole month from the first to the one before `end`, zeros where nothing sold. */
export function monthSeries(months: readonly SoldMonth[], options: SeriesOptions): ProductMonth[] {
  const { firstDay, end, hasDiscounts, reference } = options;
  const isWhole = Number(firstDay.slice(8, 10)) <= latestFullStart;
  const first = monthNo(firstDay) + (isWhole ? 0 : 1);
  const sold = new Map(months.map(month => [monthNo(month.month), month]));
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => {
    const no = first + index;
    const month = sold.get(no);
    const list = (month?.sales ?? 0) + (month?.discount ?? 0);
    return {
      units: month?.units ?? 0,
      against: reference(no),
      discountShare: hasDiscounts && month && list > 0 ? month.discount / list : null,
      monthOfYear: no % 12,
    };
  });
}
