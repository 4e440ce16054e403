/** Events in quarantine over the management API: lists, counts, one of them, and what becomes of it. */
import { z } from 'zod';
import { listPage, listQuery } from './list.ts';
import { refusedEventRow } from './tracking.ts';

export const refusedStates = ['waiting', 'replayed'] as const;

export const heldEvent = refusedEventRow.extend({
  state: z.enum(refusedStates),
  /** Name of the event without contact data; empty where it has none. */
  event: z.string(),
  /** When it was taken in. */
  settledAt: z.string().nullable(),
  /** Fields that may be changed before it is taken in: those the reason is about. */
  fields: z.array(z.string()),
});
export type HeldEvent = z.infer<typeof heldEvent>;

const filters = {
  source: z.string().max(200).optional(),
  code: z.string().max(80).optional(),
  /** Of arrival, in the organisation's zone. */
  day: z.iso.date().optional(),
};

export const heldEventQuery = listQuery(['at'])
  .omit({ query: true })
  .extend({
    ...filters,
    state: z.enum(refusedStates).optional(),
  });

export const heldEventList = listPage.extend({ events: z.array(heldEvent) });

const counted = { waiting: z.int(), replayed: z.int() };

/** Over everything in quarantine, not only what a filter shows. */
export const heldEventCounts = z.object({
  ...counted,
  byCode: z.array(
    z.object({ code: z.string(), message: z.string(), remedy: z.string().optional(), ...counted }),
  ),
  bySource: z.array(z.object({ source: z.string(), ...counted })),
  /** Newest first. */
  byDay: z.array(z.object({ day: z.string(), ...counted })),
});
export type HeldEventCounts = z.infer<typeof heldEventCounts>;

export const heldEventParams = z.object({ id: z.uuid() });

export const heldEventDetail = heldEvent.extend({
  /** The event as JSON text without contact data, ids masked; null where it is no object. */
  shown: z.string().nullable(),
});
export type HeldEventDetail = z.infer<typeof heldEventDetail>;

/** One change of a field the reason names: its new value (any JSON), or nothing to take the field out. */
export const heldEventChange = z.object({ path: z.string().min(1).max(200), value: z.unknown().optional() });
export type HeldEventChange = z.infer<typeof heldEventChange>;

export const replayRequest = z.object({ changes: z.array(heldEventChange).max(10).default([]) });

export const replayReply = z.object({
  /** `refused`: it breaks a rule still, said by `event`. `dropped`: of somebody erased, so nothing is stored. */
  outcome: z.enum(['replayed', 'refused', 'dropped']),
  event: heldEvent.nullable(),
});
export type ReplayReply = z.infer<typeof replayReply>;

/** What waits under these filters, taken in as it is. */
export const replayAllRequest = z.object(filters);
export type ReplayAllRequest = z.infer<typeof replayAllRequest>;
