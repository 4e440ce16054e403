/**
 * The HTTP server: security headers, limits, cookies, the console's files, and every route of the stages mounted from
 * its description. It listens nowhere by itself, so that commands can call the same API inside their own process.
 */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { unavailable } from '../../kernel/errors.ts';
import type { Access } from '../../records/permission.ts';
import type { AnyRoute } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { silenceOf } from '../../store/state/state-db.ts';
import type { DiskWatch } from '../health/disk.ts';
import { newId } from '../ids.ts';
import type { JobDesk } from '../jobs.ts';
import { openReadBook } from '../privacy/masked-reads.store.ts';
import { mountBodies } from './bodies.ts';
import { mountConsole } from './console-files.ts';
import { mountHealth } from './health.ts';
import { bearerOf, sameSecret } from './identify.ts';
import { mountJobEvents } from './job-events.ts';
import { mountRoute } from './mount-route.ts';
import { mountDocument } from './openapi.ts';
import { answerFrameworkError, answerUnreadable, mountErrors } from './refusals.ts';
import { serializerCompiler, validatorCompiler } from './schema-compilers.ts';
import { mountSession } from './session.route.ts';
import { mountTracking, spoolBytesOf } from './tracking.ts';
import { mountUploads } from './uploads.ts';

export interface ServerParts {
  readonly ctx: StoreContext;
  readonly jobs: JobDesk;
  readonly routes: readonly AnyRoute<StoreContext>[];
  readonly disk: DiskWatch;
  /** Whether the state database has stopped answering: everything that needs it is then refused at once. */
  readonly isStateDown?: () => boolean;
  /** The bearer token of `run.json`. */
  readonly localToken: string;
  /** Where the built console lies. */
  readonly consoleFolder: string;
  readonly stopping: AbortSignal;
  /** A process that only works for others takes no events. */
  readonly takesEvents?: boolean;
  /** Bound of the spool; 1 GB unless given. */
  readonly mostSpoolBytes?: number;
  /** How many proxies in front add to X-Forwarded-*; none unless given. */
  readonly proxies?: number;
}

/** Builds the server with all routes; `listen` or `inject` is the caller's. About 0.15 s. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { ctx, stopping } = parts;
  const app = fastify({
    genReqId: newId,
    trustProxy: trustOf(parts.proxies ?? 0),
    bodyLimit: 2 * 1024 ** 2,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 600 },
    frameworkErrors: answerFrameworkError(ctx),
    clientErrorHandler: answerUnreadable(() => ctx.settings.locale),
  });
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(serializerCompiler as never);
  app.decorateRequest('identity', null);
  keepRouteTable(app);
  mountErrors(app, ctx);
  mountBodies(app);
  await mountProtection(app, parts);
  await mountDocument(app);
  refuseWhileDown(app, parts);
  mountHealth(app, { ctx, disk: parts.disk, isStopping: () => stopping.aborted });
  mountSession(app, parts);
  mountJobEvents(app, parts, stopping);
  await mountUploads(app, parts);
  if (parts.takesEvents !== false) await mountTracking(app, { mostSpoolBytes: spoolBytesOf({}), ...parts });
  const reads = openReadBook(ctx);
  app.addHook('onClose', reads.close);
  for (const route of parts.routes) mountRoute(app, route, { ...parts, reads });
  await mountConsole(app, parts.consoleFolder);
  await app.ready();
  return app;
}

/**
 * Each proxy adds the address it was asked from at the end of X-Forwarded-For; what stands before those is whatever the
 * caller wrote. To trust the whole header would let anybody choose the address that keys and log-ins are judged by.
 */
const trustOf = (proxies: number) =>
  proxies > 0 ? (_address: string, hop: number): boolean => hop < proxies : false;

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route that is served, with what it asks for; null where nobody said. */
    readonly routeTable: readonly { method: string; path: string; access: Access | null }[];
  }
}

function keepRouteTable(app: FastifyInstance): void {
  const table: { method: string; path: string; access: Access | null }[] = [];
  app.decorate('routeTable', table);
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const each of [method].flat()) {
      if (each !== 'HEAD') table.push({ method: each, path: url, access: config?.access ?? null });
    }
  });
}

/** Nobody waits for a database that does not answer: the refusal says why and when to come again. */
function refuseWhileDown(app: FastifyInstance, { ctx, isStateDown = () => false }: ServerParts): void {
  app.addHook('onRequest', async request => {
    if (/^\/(api|t|u|s|hooks|v1)\//.test(request.url) && isStateDown()) throw silenceOf(ctx.pg);
  });
}

async function mountProtection(app: FastifyInstance, { localToken }: ServerParts): Promise<void> {
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'", 'data:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // Whoever terminates TLS decides how long it is promised.
    strictTransportSecurity: false,
  });
  await app.register(rateLimit, {
    global: true,
    max: 3_000,
    timeWindow: '1 minute',
    allowList: request => sameSecret(bearerOf(request) ?? '', localToken),
    errorResponseBuilder: () => unavailable('too-many-requests'),
  });
}
