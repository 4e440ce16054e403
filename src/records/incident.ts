/**
 * A leak of personal data, or a drill of one, as the console, the API and the command line see it: what was found, who
 * is affected, what was stopped, what is told to the authority and to the people, and when each step was done.
 */
import { z } from 'zod';
import { customerRow } from './customer.ts';
import {
  dataKinds,
  incidentModes,
  incidentSteps,
  noticeLocales,
  noticeRecipients,
} from './incident-names.ts';
import { instantOrDay, instantWithOffset } from './instant.ts';

const text = (most: number) => z.string().trim().min(3).max(most);
const dataKind = z.enum(dataKinds);

/** What was done by whom within a span; what is left out is not narrowed. A day counts whole, from its first moment to its last. */
const span = { from: instantOrDay.optional(), to: instantOrDay.optional() };

/** Where the data got out, as far as this product can tell who was in it. */
export const incidentSourceRequest = z.discriminatedUnion('kind', [
  /** A list we made, by the watermark in each of its rows. */
  z.object({ kind: z.literal('file'), watermark: z.string().trim().min(3).max(300) }),
  /** An API key by name, all its secrets. */
  z.object({ kind: z.literal('key'), name: z.string().trim().min(1).max(120), ...span }),
  z.object({ kind: z.literal('account'), userId: z.uuid(), ...span }),
  z.object({ kind: z.literal('import'), importId: z.uuid() }),
  /** Whatever anybody took or saw in clear from then to then. */
  z.object({ kind: z.literal('span'), from: instantOrDay, to: instantOrDay }),
  /** Customer numbers; they are turned into pseudonyms and not kept. */
  z.object({ kind: z.literal('customers'), numbers: z.array(z.string().max(200)).min(1).max(50_000) }),
]);
export type IncidentSourceRequest = z.infer<typeof incidentSourceRequest>;

export const incidentRequest = z.object({
  mode: z.enum(incidentModes),
  /** What was found, without names, numbers or addresses. */
  finding: text(2_000),
  /** When it became known; now where left out. The 72 hours run from here, of a day from its first moment. */
  foundAt: instantOrDay.optional(),
  source: incidentSourceRequest,
});
export type IncidentRequest = z.infer<typeof incidentRequest>;

/** As it is kept: names things, never customers. */
export const incidentSource = z.object({
  kind: z.enum(['file', 'key', 'account', 'import', 'span', 'customers']),
  /** Export, account or import; the key's name; null for a span and a list. */
  id: z.string().nullable(),
  /** What a person knows it by: the watermark, the key's name, the account's address, the kind of import. */
  label: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Of pasted numbers: how many there were and how many of them name a customer. */
  given: z.int().nullable(),
  known: z.int().nullable(),
});
export type IncidentSource = z.infer<typeof incidentSource>;

export const peopleRequest = z.object({
  /**
   * `proven`: whom the records name. `possible`: also everybody the key, the account or anybody in the span could have
   * looked up masked, which leaves no record.
   */
  extent: z.enum(['proven', 'possible']).default('proven'),
});
export type PeopleExtent = z.infer<typeof peopleRequest>['extent'];

export const affectedCounts = z.object({
  extent: z.enum(['proven', 'possible']),
  people: z.int(),
  withEmail: z.int(),
  withPhone: z.int(),
  /** Neither; they cannot be told directly. */
  withoutContact: z.int(),
  /** Largest first; null: no region known. */
  regions: z.array(z.object({ region: z.string().nullable(), people: z.int() })),
  dataKinds: z.array(dataKind),
  /** Deeds in the audit log that concern people it cannot name, such as refused rows seen unmasked. */
  unnamedDeeds: z.int(),
});
export type AffectedCounts = z.infer<typeof affectedCounts>;

export const stopRequest = z.object({
  /** `affected`: running campaigns with an affected person in their audience. */
  campaigns: z.enum(['affected', 'all']).default('affected'),
});

/** What a stop did; in a drill what it would have done. */
export const stopDone = z.object({
  drill: z.boolean(),
  campaigns: z.array(z.object({ name: z.string(), waiting: z.int() })),
  keysRevoked: z.int(),
  /** Null: no account to sign out. */
  sessionsEnded: z.int().nullable(),
});
export type StopDone = z.infer<typeof stopDone>;

export const noticeFacts = z.object({
  cause: text(2_000),
  /** What may come of it for the people. */
  harm: text(2_000),
  /** What was done besides what this product did. */
  measures: z.string().trim().max(2_000).default(''),
  /** What the people can do themselves. */
  advice: text(2_000),
  /** Whom to ask: name, e-mail or phone of the organisation. */
  contact: text(300),
  /** Where the source does not tell, or tells it wrongly. */
  dataKinds: z.array(dataKind).min(1).optional(),
});
export type NoticeFacts = z.infer<typeof noticeFacts>;
export const noticeDraftRequest = noticeFacts.extend({
  /** Replaces also what was edited by hand. */
  replace: z.boolean().default(false),
});

export const notice = z.object({
  recipient: z.enum(noticeRecipients),
  locale: z.enum(noticeLocales),
  body: z.string(),
  draftedAt: z.string(),
  editedAt: z.string().nullable(),
});
export type IncidentNotice = z.infer<typeof notice>;
export const noticeText = z.object({ body: z.string().trim().min(20).max(20_000) });
export const noticeParams = z.object({
  id: z.uuid(),
  recipient: z.enum(noticeRecipients),
  locale: z.enum(noticeLocales),
});
export const toldParams = z.object({ id: z.uuid(), recipient: z.enum(noticeRecipients) });
export const toldRequest = z.object({
  /** When they were told; now where left out. */
  at: instantWithOffset.optional(),
});

export const closeRequest = z.object({ conclusion: text(2_000) });

/** A line of the checklist with its time. */
export const incidentStep = z.object({
  step: z.enum(incidentSteps),
  /** When it was first done; null: not yet. */
  at: z.string().nullable(),
  by: z.string().nullable(),
  /** Since it was found. */
  elapsedSeconds: z.int().nullable(),
  /** Only where the law names hours. */
  dueAt: z.string().nullable(),
  late: z.boolean(),
});
export type IncidentStep = z.infer<typeof incidentStep>;

export const incidentSummary = z.object({
  incidentId: z.uuid(),
  mode: z.enum(incidentModes),
  finding: z.string(),
  source: incidentSource,
  foundAt: z.string(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  conclusion: z.string().nullable(),
  people: affectedCounts.nullable(),
  steps: z.array(incidentStep),
});
export type IncidentSummary = z.infer<typeof incidentSummary>;

export const incidentView = incidentSummary.extend({
  stopped: stopDone.nullable(),
  noticeFacts: noticeFacts.nullable(),
  notices: z.array(notice),
});
export type IncidentView = z.infer<typeof incidentView>;
export const incidentList = z.object({ incidents: z.array(incidentSummary) });
export const incidentParams = z.object({ id: z.uuid() });

export const affectedQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
export const affectedList = z.object({
  people: z.array(customerRow.omit({ createdAt: true })),
  nextCursor: z.string().nullable(),
  total: z.int(),
});
export type AffectedList = z.infer<typeof affectedList>;
