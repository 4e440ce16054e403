/** Shops there are ready mappings for, and the ways a delivery is signed: names only, so that the console may have them alone. */

export const hookShops = ['shopify', 'woocommerce', 'youzan'] as const;
export type HookShop = (typeof hookShops)[number];
