/** The current sales definition from state; every stage that reads money starts with it. */

import type { SalesDefinition } from '../../records/sales-definition.ts';
import {
  defaultSalesDefinition,
  salesDefinition,
  salesDefinitionKey,
} from '../../records/sales-definition.ts';
import type { StoreContext } from '../context.ts';

/** What somebody answered last, else the default for the organisation's zone and currency (version 1). */
export async function loadSalesDefinition(
  ctx: Pick<StoreContext, 'pg' | 'settings'>,
): Promise<SalesDefinition> {
  const row = await ctx.pg
    .selectFrom('settings')
    .select('value')
    .where('key', '=', salesDefinitionKey)
    .executeTakeFirst();
  return row ? salesDefinition.parse(row.value) : defaultSalesDefinition(ctx.settings);
}
