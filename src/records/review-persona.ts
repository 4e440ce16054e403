/** Personas: groups of customers by stated rules on stage and tier, with what sets each apart from the base. */
import { z } from 'zod';
import { segmentRule } from './segment.ts';

const count = z.int().min(0);

export const personaKinds = [
  'core',
  'rising',
  'steady',
  'new',
  'slipping-value',
  'slipping',
  'gone',
  'potential',
  'undetermined',
] as const;
export type PersonaKind = (typeof personaKinds)[number];

/** Features whose values may set a persona apart; each is the name a segment's rule takes. */
export const personaTraits = [
  'main_category',
  'main_channel',
  'region',
  'acquisition_channel',
  'sex',
] as const;
export type PersonaTrait = (typeof personaTraits)[number];

const medians = z.object({
  recencyDays: z.number().nullable(),
  occasions: z.number().nullable(),
  /** Value of the last 365 days and of one purchase, minor units. */
  value365Minor: z.number().nullable(),
  orderValueMinor: z.number().nullable(),
});

export const persona = z.object({
  kind: z.enum(personaKinds),
  customers: count,
  share: z.number(),
  /** Of the value of the last 365 days of all. */
  valueShare: z.number(),
  /** Value of the last 365 days a head, 100 = the base; null where the base has none. */
  valueIndex: z.number().nullable(),
  medians,
  /** Values it holds more of than the base: share of its customers with a known value, and 100 × that share ÷ the base's. */
  traits: z.array(
    z.object({
      trait: z.enum(personaTraits),
      name: z.string(),
      customers: count,
      share: z.number(),
      index: z.number(),
      q: z.number(),
    }),
  ),
  /** What a segment of it is made with. */
  rule: segmentRule,
});
export type Persona = z.infer<typeof persona>;

export const reviewPersonas = z.object({
  currency: z.string(),
  valueIs: z.enum(['margin', 'sales']),
  base: z.object({ customers: count, medians }),
  personas: z.array(persona),
  /** Personas with fewer than 100 customers: counted, not described. */
  suppressed: z.array(z.object({ kind: z.enum(personaKinds), customers: count })),
});
export type ReviewPersonas = z.infer<typeof reviewPersonas>;
