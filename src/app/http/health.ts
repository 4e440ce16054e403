/** What operators ask: is the process up, are the stores reachable, and its figures for Prometheus. */
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { StoreContext } from '../../store/context.ts';
import type { DiskWatch } from '../health/disk.ts';
import { measureHealth } from '../health/metrics.ts';
import { readStores } from '../health/readings.store.ts';
import { openToAnyone } from './mount-route.ts';

interface HealthParts {
  readonly ctx: StoreContext;
  readonly disk: DiskWatch;
  readonly isStopping: () => boolean;
}

/**
 * The monitor of late turns is a timer: at its default of 10 ms it alone took a fifth of a percent of a core. Its
 * figures contain this pause, which the dashboard takes off.
 */
const eventLoopMonitoringPrecision = 100;

/** Mounts `/healthz`, `/readyz` and `/metrics`; none needs a log-in or tells anything about customers. */
export function mountHealth(app: FastifyInstance, { ctx, disk, isStopping }: HealthParts): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'rekindle_', eventLoopMonitoringPrecision });
  measureRequests(app, registry);
  measureHealth(ctx, disk, registry);
  const hidden = { schema: { hide: true }, config: { access: openToAnyone } };
  app.get('/healthz', hidden, async () => ({ status: 'up' }));
  app.get('/readyz', hidden, async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping' });
    const { state, facts } = await readStores(ctx);
    if (state.up && facts.up) return { status: 'ready' };
    const down = [...(state.up ? [] : ['state']), ...(facts.up ? [] : ['facts'])];
    ctx.log.warn({ down }, 'not-ready');
    return reply.code(503).send({ status: 'stores-unreachable', down });
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
