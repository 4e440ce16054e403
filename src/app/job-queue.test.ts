/** Proves on a real queue that jobs run once, survive the loss of their process and go back when it stops. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { jobsFor } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { type JobQueue, openJobQueue } from './job-queue.ts';
import { findJobRow } from './jobs.store.ts';
import { createJobDesk, type JobDesk, runJob } from './jobs.ts';

let stores: TestStores;
let ctx: StoreContext;
let queue: JobQueue;
let desk: JobDesk;
const runs: string[] = [];
const stopping = new AbortController();

const definitions = [
  jobsFor<StoreContext>()({
    kind: 'short',
    inputSchema: z.object({ name: z.string() }),
    async run(_ctx, { name }) {
      runs.push(name);
      return { name };
    },
  }),
  jobsFor<StoreContext>()({
    kind: 'endless',
    inputSchema: z.object({}),
    async run(context) {
      for (let done = 0; ; done++) {
        await new Promise(resolve => setTimeout(resolve, 10));
        await context.progress({ done, total: null, label: 'waiting' });
      }
    },
  }),
];

beforeAll(async () => {
  stores = await testStores();
  ctx = stores.ctx;
  queue = await openJobQueue(ctx);
  desk = createJobDesk({ ctx, definitions, dispatch: queue });
}, 60_000);

afterAll(async () => {
  await queue?.stop(1_000);
  await stores?.close();
});

const stateOf = async (jobId: string) => (await findJobRow(ctx.pg, jobId))?.state;
const caller = { actorId: 'tester', actorKind: 'user' } as const;
const input = (name: string) => ({ kind: 'short', input: { name }, caller });

/** A row as a process leaves it behind that was killed in the middle of the job. */
async function leaveBehind(jobId: string, attempts: number): Promise<void> {
  const heartbeat_at = new Date(ctx.machineNow().getTime() - 3600_000);
  await ctx.pg
    .updateTable('jobs')
    .set({ state: 'running', attempts, heartbeat_at })
    .where('job_id', '=', jobId)
    .execute();
}

test('jobs of a dead process start again at the next start, and are given up after three attempts', async () => {
  const once = await desk.start(input('died once'));
  const thrice = await desk.start(input('died thrice'));
  await leaveBehind(once, 1);
  await leaveBehind(thrice, 3);
  const run = (jobId: string) => runJob({ ctx, definitions, stopping: stopping.signal }, jobId);
  await queue.work(run, { concurrency: 2, alone: true });
  await expect.poll(() => stateOf(once), { timeout: 10_000 }).toBe('done');
  const given = await desk.find(thrice, 'en');
  expect(given).toMatchObject({ state: 'failed', error: { code: 'job-interrupted' } });
  expect(given.error?.message).toMatch(/process that ran this job went away/);
});

test('every job runs once although its ticket may be seen twice', async () => {
  runs.length = 0;
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => desk.start(input(`job ${n}`))));
  await Promise.all(ids.map(id => runJob({ ctx, definitions, stopping: stopping.signal }, id)));
  for (const id of ids) await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('done');
  expect([...runs].sort()).toEqual(Array.from({ length: 20 }, (_, n) => `job ${n}`).sort());
});

test('a job goes back to the queue when its process stops', async () => {
  const endless = await desk.start({ kind: 'endless', input: {}, caller });
  await expect.poll(() => stateOf(endless), { timeout: 10_000 }).toBe('running');
  stopping.abort();
  await queue.stop(5_000);
  expect(await stateOf(endless)).toBe('queued');
}, 20_000);
