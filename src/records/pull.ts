/** Databases rows are pulled from and what is pulled of them, as the console, the command line and the API see both. */
import { z } from 'zod';
import { jobStateSchema } from './job.ts';
import { listPage, listQuery } from './list.ts';
import { importKind, mapping } from './mapping.ts';

export const pullSourceKinds = ['postgresql', 'mysql'] as const;
export type PullSourceKind = (typeof pullSourceKinds)[number];

/** `encrypt`: whoever answers is believed; `verify`: the certificate must be of the host that was named. */
export const pullTlsModes = ['verify', 'encrypt', 'off'] as const;

const name = z.string().trim().min(1).max(60);
/** A host name or an address; nothing that could be a path or carry a port. */
const host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$|^[0-9a-fA-F:.]{2,45}$/);
const port = z.int().min(1).max(65_535);
const password = z.string().max(500);
const authority = z
  .string()
  .max(100_000)
  .regex(/-----BEGIN CERTIFICATE-----/)
  .nullable();

export const pullSourceRequest = z.strictObject({
  name,
  kind: z.enum(pullSourceKinds),
  host,
  /** Left out: 5432 or 3306. */
  port: port.optional(),
  database: z.string().trim().min(1).max(128),
  user: z.string().trim().min(1).max(128),
  password,
  tls: z.enum(pullTlsModes).default('verify'),
  /** Certificates of the server's own authority, PEM. */
  authority: authority.default(null),
});
export type PullSourceRequest = z.infer<typeof pullSourceRequest>;

export const pullSourceChange = z.strictObject({
  host: host.optional(),
  port: port.optional(),
  database: z.string().trim().min(1).max(128).optional(),
  user: z.string().trim().min(1).max(128).optional(),
  password: password.optional(),
  tls: z.enum(pullTlsModes).optional(),
  authority: authority.optional(),
});
export type PullSourceChange = z.infer<typeof pullSourceChange>;

export const pullParams = z.object({ id: z.uuid() });

/** A source without its password, which is never given back. */
export const pullSource = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(pullSourceKinds),
  host: z.string(),
  port: z.int(),
  database: z.string(),
  user: z.string(),
  tls: z.enum(pullTlsModes),
  hasAuthority: z.boolean(),
  createdAt: z.string(),
  pulls: z.int(),
});
export type PullSource = z.infer<typeof pullSource>;
export const pullSourceList = z.object({ sources: z.array(pullSource) });

export const pullSourceTest = z.object({
  version: z.string(),
  encrypted: z.boolean(),
  /** Tables and views the account may read, at most 500. */
  tables: z.array(z.string()),
  seconds: z.number(),
});

/** `orders`, `schema.orders` or `database.orders`; any other name is written as a SELECT. */
const table = z
  .string()
  .trim()
  .regex(/^[^\s."`'\\;]{1,64}(\.[^\s."`'\\;]{1,64})?$/);
const statement = z.string().trim().min(8).max(20_000);
const column = z.string().min(1).max(200);

export const pullPreviewRequest = z.strictObject({
  table: table.optional(),
  statement: statement.optional(),
  kind: importKind,
  mapping: mapping.optional(),
});
export type PullPreviewRequest = z.infer<typeof pullPreviewRequest>;

const shape = {
  table: table.nullable().default(null),
  statement: statement.nullable().default(null),
  /** Names each row once and is never empty. */
  keyColumn: column,
  /** A time that grows whenever the row changes; null: the whole table is read each time. */
  updatedColumn: column.nullable().default(null),
  /** Read again before the last time seen: a row may become visible later than the time it carries. */
  overlapSeconds: z
    .int()
    .min(0)
    .max(7 * 86_400)
    .default(600),
  mapping,
  everyMinutes: z.int().min(1).max(10_080).nullable().default(null),
  /** Hours between two looks for rows that are gone at the source; null: only when asked. */
  reconcileHours: z.int().min(1).max(720).nullable().default(null),
  rowsPerSecond: z.int().min(10).max(1_000_000).nullable().default(null),
  paused: z.boolean().default(false),
};

export const pullRequest = z.strictObject({ name, sourceId: z.uuid(), ...shape });
export type PullRequest = z.infer<typeof pullRequest>;

/** Another table, statement, column or mapping makes the pull read everything again. */
export const pullChange = z.strictObject({
  table: shape.table.unwrap().optional(),
  statement: shape.statement.unwrap().optional(),
  keyColumn: column.optional(),
  updatedColumn: column.nullable().optional(),
  overlapSeconds: shape.overlapSeconds.unwrap().optional(),
  mapping: mapping.optional(),
  everyMinutes: shape.everyMinutes.unwrap().optional(),
  reconcileHours: shape.reconcileHours.unwrap().optional(),
  rowsPerSecond: shape.rowsPerSecond.unwrap().optional(),
  paused: z.boolean().optional(),
});
export type PullChange = z.infer<typeof pullChange>;

export const pullStatus = z.object({
  id: z.string(),
  name: z.string(),
  sourceId: z.string(),
  sourceName: z.string(),
  kind: importKind,
  table: z.string().nullable(),
  statement: z.string().nullable(),
  keyColumn: z.string(),
  updatedColumn: z.string().nullable(),
  overlapSeconds: z.int(),
  mapping,
  everyMinutes: z.int().nullable(),
  reconcileHours: z.int().nullable(),
  rowsPerSecond: z.int().nullable(),
  paused: z.boolean(),
  caughtUp: z.boolean(),
  /** Rows read from the source and those of them that were new or changed, since it was made. */
  rowsRead: z.int(),
  rowsTaken: z.int(),
  /** Rows of the source that are in the product now. */
  rowsKnown: z.int(),
  /** The time the last row read carries; null where the source's times have no zone. */
  lastRowAt: z.string().nullable(),
  lastRunAt: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  /** Why the last run ended without success, and what can be done about it. */
  error: z.string().nullable(),
  remedy: z.string().nullable(),
  /** When the server runs it by itself; null: not by itself, or it waits or runs already. */
  nextRunAt: z.string().nullable(),
  /** The job of it that waits or runs. */
  jobId: z.string().nullable(),
  lastReconciledAt: z.string().nullable(),
  /** Rows the last look missed at the source and left in place. */
  rowsMissing: z.int(),
  createdAt: z.string(),
});
export type PullStatus = z.infer<typeof pullStatus>;
export const pullList = z.object({ pulls: z.array(pullStatus) });

/** What one run did: read = taken + unchanged. */
export const pullSummary = z.object({
  pullId: z.string(),
  rowsRead: z.int(),
  /** New or changed, handed to imports. */
  rowsTaken: z.int(),
  rowsUnchanged: z.int(),
  rowsStored: z.int(),
  rowsDuplicate: z.int(),
  rowsQuarantined: z.int(),
  imports: z.array(z.string()),
  seconds: z.number(),
});
export type PullSummary = z.infer<typeof pullSummary>;

export const pullRunQuery = listQuery(['started', 'state']).extend({ state: jobStateSchema.optional() });

/** One run or look for gone rows, as its job tells of it. */
export const pullRun = z.object({
  jobId: z.string(),
  kind: z.enum(['pull', 'pull-reconcile']),
  state: jobStateSchema,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Rows or keys read; of one that did not end: so far. */
  rowsRead: z.int(),
  /** New or changed rows, or gone ones; null where it did not end. */
  rowsTaken: z.int().nullable(),
  rowsQuarantined: z.int().nullable(),
  /** The imports it made; at most the first hundred. */
  imports: z.array(z.string()),
  error: z.string().nullable(),
  remedy: z.string().nullable(),
});
export type PullRun = z.infer<typeof pullRun>;
export const pullRunList = listPage.extend({ runs: z.array(pullRun) });

export const reconcileRequest = z.object({
  /** Remove them although they are more than a fifth of all. */
  evenIfMany: z.boolean().default(false),
});

/** What one look for gone rows did. */
export const reconcileSummary = z.object({
  pullId: z.string(),
  keysRead: z.int(),
  /** Known rows that are not at the source any more. */
  rowsGone: z.int(),
  /** Rows of facts that were taken out for them. */
  rowsRemoved: z.int(),
  /** Gone rows that stay: customers and events. */
  rowsMissing: z.int(),
  /** Rows of the source the pull has not taken yet. */
  rowsNew: z.int(),
  imports: z.array(z.string()),
  seconds: z.number(),
});
export type ReconcileSummary = z.infer<typeof reconcileSummary>;
