/** Long work with progress: one shape for the job list, one job, and each event of its stream. */
import { z } from 'zod';
import { listPage, listQuery } from './list.ts';

export const jobStateSchema = z.enum(['queued', 'running', 'done', 'failed', 'canceled']);
export type JobState = z.infer<typeof jobStateSchema>;

/** The wire form of a failure: see `error-reply.ts` for how it is made. */
export const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().optional(),
  expected: z.string().optional(),
  received: z.string().optional(),
  remedy: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** The whole reply of a failure. */
export const errorReplySchema = z.object({ error: errorBodySchema });

export const jobSchema = z.object({
  jobId: z.string(),
  /** `import`, `review`, `campaign-launch` …: the name of the work, worded by the console. */
  kind: z.string(),
  state: jobStateSchema,
  done: z.number(),
  /** Null while the amount of work is not known yet. */
  total: z.number().nullable(),
  /** What is being done now, a catalogue-like key such as `staging`. */
  label: z.string(),
  /** Units a second since the start, and seconds left at that rate; null while unknown. */
  rate: z.number().nullable(),
  remainingSeconds: z.number().nullable(),
  /** Running without a sign of life for a minute: its process has probably gone. */
  stuck: z.boolean(),
  cancelRequested: z.boolean(),
  result: z.unknown(),
  error: errorBodySchema.nullable(),
  /** The HTTP status the error would have had as a reply: 5xx may pass by itself, 4xx will not. */
  errorStatus: z.int().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobListQuerySchema = listQuery(['started', 'kind', 'state']).extend({
  state: jobStateSchema.optional(),
  kind: z.string().max(60).optional(),
});

export const jobListSchema = listPage.extend({ jobs: z.array(jobSchema) });

export const jobParamsSchema = z.object({ id: z.uuid() });

/** What a route that starts long work answers. */
export const jobStartedSchema = z.object({ jobId: z.string() });
export type JobStarted = z.infer<typeof jobStartedSchema>;
