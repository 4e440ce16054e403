/** Mappings that come with the product, by the shop they are for. */
import type { HookMapping } from '../../records/hook-mapping.ts';
import type { HookShop } from '../../records/hook-names.ts';
import { shopifyMapping } from './ready/shopify.ts';
import { woocommerceMapping } from './ready/woocommerce.ts';
import { youzanMapping } from './ready/youzan.ts';

export const readyMappings: Readonly<Record<HookShop, HookMapping>> = {
  shopify: shopifyMapping,
  woocommerce: woocommerceMapping,
  youzan: youzanMapping,
};
