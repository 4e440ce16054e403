/** Names of purposes, bases and sides: without zod, whose probe for `eval` the console's content policy refuses. */

/** Media buys reach, incentives go to customers, fixed costs do not follow customers, service answers them. */
export const costPurposes = ['media', 'incentive', 'fixed', 'service'] as const;

/**
 * What a cost is laid on sales channels by. `own`: the channel of its name, or that of the store of its name. `acquired`:
 * where customers won through it bought. The others: the month's sales, orders or new customers of the channels, evenly,
 * or nowhere.
 */
export const costBases = ['own', 'acquired', 'sales', 'orders', 'new-customers', 'even', 'none'] as const;

export const channelSides = ['online', 'store', 'other'] as const;

/**
 * What stores take in: spend booked under their name, staff (cost of a year, people), rent of a year, floor, cost of goods
 * and discounts. The last two move with sales by themselves, and count where nothing else is known.
 */
export const unitInputs = ['cost', 'staff-cost', 'staff', 'rent', 'area', 'goods', 'discount'] as const;
export const unitOutputs = ['sales', 'buyers', 'orders', 'margin'] as const;
export type UnitInput = (typeof unitInputs)[number];
export type UnitOutput = (typeof unitOutputs)[number];
