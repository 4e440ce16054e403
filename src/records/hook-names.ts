/** Shops there are ready mappings for, and the ways a delivery is signed: names only, so that the console may have them alone. */

export const hookShops = ['shopify', 'woocommerce', 'youzan'] as const;
export type HookShop = (typeof hookShops)[number];

/**
 * How deliveries are signed. `shopify`, `woocommerce`, `youzan`: as these shops do. `standard`: Standard Webhooks (webhook-id,
 * -timestamp, -signature). `hmac`: HMAC-SHA256 of the body in a header of the sender's choice.
 */
export const hookSchemes = ['shopify', 'woocommerce', 'youzan', 'standard', 'hmac'] as const;
