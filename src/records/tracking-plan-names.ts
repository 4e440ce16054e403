/** Names of the tracking plan that the console offers as choices; its schemas stand in tracking-plan.ts. */
export const propertyTypes = ['text', 'number', 'integer', 'boolean', 'time', 'list', 'object'] as const;
export type PropertyType = (typeof propertyTypes)[number];

/** `count`: a departure is noted and counted. `refuse`: the event stands in quarantine. */
export const planModes = ['count', 'refuse'] as const;
export type PlanMode = (typeof planModes)[number];
