/** What operators ask: is the process up, are the stores reachable, and its figures for Prometheus. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StoreContext } from '../../store/context.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { openToAnyone } from './mount-route.ts';

/** Both stores answer a trivial query; throws what the first that does not says. */
export async function checkStores(ctx: StoreContext): Promise<void> {
  await sql`select 1`.execute(ctx.pg);
  await ctx.ch.query(factsSql`select 1 as one`, { tag: 'readyz' });
}

/** Mounts `/healthz`, `/readyz` and `/metrics`; none needs a log-in or tells anything about customers. */
export function mountHealth(app: FastifyInstance, ctx: StoreContext, isStopping: () => boolean): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'rekindle_' });
  measureRequests(app, registry);
  countJobs(ctx, registry);
  const hidden = { schema: { hide: true }, config: { access: openToAnyone } };
  app.get('/healthz', hidden, async () => ({ status: 'up' }));
  app.get('/readyz', hidden, async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping' });
    try {
      await checkStores(ctx);
      return { status: 'ready' };
    } catch (cause) {
      ctx.log.warn({ cause }, 'not-ready');
      return reply.code(503).send({ status: 'stores-unreachable' });
    }
  });
  app.get('/metrics', hidden, async (_request, reply) => {
    reply.header('content-type', registry.contentType);
    return reply.send(await registry.metrics());
  });
}

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'rekindle_http_request_seconds',
    help: 'Time to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    seconds.observe(labels, reply.elapsedTime / 1000);
  });
}

function countJobs(ctx: StoreContext, registry: Registry): void {
  new Gauge({
    name: 'rekindle_jobs_unfinished',
    help: 'Jobs that are queued or running',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const rows = await ctx.pg
        .selectFrom('jobs')
        .select(['state', eb => eb.fn.countAll<number>().as('jobs')])
        .where('state', 'in', ['queued', 'running'])
        .groupBy('state')
        .execute();
      this.reset();
      for (const row of rows) this.set({ state: row.state }, row.jobs);
    },
  });
}
