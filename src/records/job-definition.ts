/**
 * How a stage offers long work without knowing the queue: a kind, the schema of its input and the function that does
 * it. `app` keeps the job row, calls `run` with a context whose `progress` writes to that row, and stores the result.
 */
import type { z } from 'zod';

export interface JobDef<C, S extends z.ZodType = z.ZodType> {
  /** `import`, `review`, `campaign-launch` …: unique over all stages. */
  readonly kind: string;
  /** Parsed again before `run`: the input has been in a table meanwhile. It holds no personal data. */
  readonly inputSchema: S;
  /**
   * Does the work and returns a JSON result. Calls `context.progress` between batches, which throws `work-canceled`
   * when a person asked to stop. Must be safe to run again from the start after a crash.
   */
  readonly run: (context: C, input: z.output<S>) => Promise<unknown>;
}

/** A list of jobs forgets the input type of each. */
export type AnyJob<C> = JobDef<C, any>;

/** Fixes the context type once per file, so that `run` gets the schema's type. */
export const jobsFor =
  <C>() =>
  <S extends z.ZodType>(definition: JobDef<C, S>): AnyJob<C> =>
    definition;

/** Something that wants to be called again and again on a running server, such as the sender. */
export interface TickDef<C> {
  readonly name: string;
  /** Machine seconds between the end of one call and the start of the next. */
  readonly everySeconds: number;
  /** Runs although the disk is nearly full: it frees room, or lets nothing wait that is already promised. */
  readonly evenWhileDiskLow?: true;
  /** Does what is due at domain time `context.now()`; returns how much it did (more than 0: called again at once). */
  readonly run: (context: C) => Promise<number>;
}
