/** The tracking plan: which events programs should send with which properties, what departs from it, and what nobody declared. */
import { z } from 'zod';
import { planModes, propertyTypes } from './tracking-plan-names.ts';

/** As a path can name it: `properties.order_id`. */
export const propertyName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}_$ -]{1,100}$/u)
  .refine(name => !['__proto__', 'constructor', 'prototype'].includes(name));

export const plannedProperty = z.object({
  name: propertyName,
  type: z.enum(propertyTypes),
  required: z.boolean().default(false),
  /** What a number counts: `CNY`, `s`, `kg`. */
  unit: z.string().trim().max(40).default(''),
});
export type PlannedProperty = z.infer<typeof plannedProperty>;

export const plannedEventChange = z.object({
  mode: z.enum(planModes).default('count'),
  description: z.string().trim().max(500).default(''),
  /** Who answers for it: a team or a person of the staff. */
  owner: z.string().trim().max(100).default(''),
  properties: z
    .array(plannedProperty)
    .max(200)
    .default([])
    .refine(list => new Set(list.map(({ name }) => name)).size === list.length, {
      message: 'each property once',
    }),
});
export type PlannedEventChange = z.infer<typeof plannedEventChange>;

export const planEventParams = z.object({ name: z.string().trim().min(1).max(200) });

export const plannedEvent = plannedEventChange.extend({ name: z.string(), changedAt: z.string() });
export type PlannedEvent = z.infer<typeof plannedEvent>;

export const trackingPlan = z.object({
  /** 0: nothing was ever declared. */
  version: z.int(),
  /** What becomes of events nobody declared, once any is declared. */
  undeclared: z.enum(planModes),
  events: z.array(plannedEvent),
});
export type TrackingPlanView = z.infer<typeof trackingPlan>;

export const undeclaredChange = z.object({ mode: z.enum(planModes) });

/** Days back from today, today included. */
export const planDaysQuery = z.object({ days: z.coerce.number().int().min(1).max(90).default(7) });

export const planViolation = z.object({
  day: z.string(),
  source: z.string(),
  event: z.string(),
  code: z.string(),
  /** `properties.price`, or `event` for one nobody declared. */
  path: z.string(),
  /** Stored with the note of it. */
  stored: z.int(),
  /** In quarantine for it. */
  refused: z.int(),
  message: z.string(),
});
export type PlanViolation = z.infer<typeof planViolation>;

export const plannedEventUse = z.object({
  event: z.string(),
  events: z.int(),
  /** Of them with a departure. */
  departing: z.int(),
  lastAt: z.string().nullable(),
});

export const planReport = z.object({
  since: z.string(),
  use: z.array(plannedEventUse),
  /** Newest day first, most first. */
  violations: z.array(planViolation),
});
export type PlanReport = z.infer<typeof planReport>;

export const undeclaredEvent = z.object({
  event: z.string(),
  sources: z.array(z.string()),
  stored: z.int(),
  refused: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
  /** The newest one's properties as JSON text, contact data taken out. */
  example: z.string(),
  /** What its examples look like, to be declared as they are. */
  suggested: z.array(plannedProperty),
});
export type UndeclaredEvent = z.infer<typeof undeclaredEvent>;

export const undeclaredList = z.object({ events: z.array(undeclaredEvent) });
