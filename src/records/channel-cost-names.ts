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
