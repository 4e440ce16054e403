/**
 * Words of the products page as plain lists: the console draws its filters from them, and a schema library would come
 * along with the schemas.
 */

export const productClasses = ['A', 'B', 'C', 'negative', 'unknown', 'none'] as const;
export type ProductClass = (typeof productClasses)[number];

/** `insufficient`: too few months that count; never guessed. */
export const productStageNames = ['introduction', 'growth', 'maturity', 'decline', 'insufficient'] as const;

export const productActions = ['secure', 'push', 'fix', 'clear', 'stop'] as const;

export const productActionStates = ['open', 'done', 'dropped'] as const;
