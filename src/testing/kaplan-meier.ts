/** The product-limit estimate as a distribution function, for calibrations: tests need every step of it, the product a quantile. */

export interface Watched {
  readonly value: number;
  /** Whether it was still going on at `value`. */
  readonly isOpen: boolean;
}

/** Steps of 1 − S in rising order of value, one for each that ended. Kaplan & Meier 1958; ties: ends before what goes on. */
export function productLimit(watched: readonly Watched[]): { value: number; share: number }[] {
  const sorted = [...watched].sort((l, r) => l.value - r.value || Number(l.isOpen) - Number(r.isOpen));
  let notYet = 1;
  return sorted.flatMap(({ value, isOpen }, at) => {
    if (isOpen) return [];
    notYet *= 1 - 1 / (sorted.length - at);
    return [{ value, share: 1 - notYet }];
  });
}
