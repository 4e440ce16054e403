/**
 * The HTTP server: security headers, limits, cookies, the console's files, and every route of the stages mounted from
 * its description. It listens nowhere by itself, so that commands can call the same API inside their own process.
 */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';

import { badInput, type CodedError, unavailable } from '../../kernel/errors.ts';
import type { Access } from '../../records/permission.ts';
import type { AnyRoute } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { codedErrorOf, errorReply } from '../error-reply.ts';
import { newId } from '../ids.ts';
import type { JobDesk } from '../jobs.ts';
import { mountConsole } from './console-files.ts';
import { mountHealth } from './health.ts';
import { bearerOf, localeOf, sameSecret } from './identify.ts';
import { mountJobEvents } from './job-events.ts';
import { mountRoute } from './mount-route.ts';
import { mountDocument } from './openapi.ts';
import { serializerCompiler, validatorCompiler } from './schema-compilers.ts';
import { mountSession } from './session.route.ts';
import { mountUploads } from './uploads.ts';

export interface ServerParts {
  readonly ctx: StoreContext;
  readonly jobs: JobDesk;
  readonly routes: readonly AnyRoute<StoreContext>[];
  /** The bearer token of `run.json`. */
  readonly localToken: string;
  /** Where the built console lies. */
  readonly consoleFolder: string;
  readonly stopping: AbortSignal;
  /** Whether a proxy in front sets X-Forwarded-*. */
  readonly trustProxy?: boolean;
}

/** Builds the server with all routes; `listen` or `inject` is the caller's. About 0.15 s. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { ctx, stopping } = parts;
  const app = fastify({
    genReqId: newId,
    trustProxy: parts.trustProxy ?? false,
    bodyLimit: 2 * 1024 ** 2,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 600 },
  });
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(serializerCompiler as never);
  app.decorateRequest('identity', null);
  keepRouteTable(app);
  mountErrors(app, ctx);
  mountBodies(app);
  await mountProtection(app, parts);
  await mountDocument(app);
  mountHealth(app, ctx, () => stopping.aborted);
  mountSession(app, parts);
  mountJobEvents(app, parts, stopping);
  await mountUploads(app, parts);
  for (const route of parts.routes) mountRoute(app, route, parts);
  await mountConsole(app, parts.consoleFolder);
  await app.ready();
  return app;
}

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

/** An empty JSON body is no body, and HTML forms (RFC 8058's among them) are read as plain fields. */
function mountBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parseJson(request, body as string, done);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
}

const codesOfFastify: Readonly<Record<string, () => CodedError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => badInput('body-too-large'),
  FST_REQ_FILE_TOO_LARGE: () => badInput('body-too-large'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => badInput('body-not-json'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => badInput('media-type-unknown'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () => badInput('upload-missing', { path: 'file' }),
};

/** What fastify itself refuses, in the house's words. */
function refusalOf(error: FastifyError): unknown {
  if (codedErrorOf(error)) return error;
  const known = codesOfFastify[error.code];
  if (known) return known();
  if (error instanceof SyntaxError && error.statusCode === 400) return badInput('body-not-json');
  const refused = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return refused ? badInput('request-rejected', { params: { reason: error.code ?? error.message } }) : error;
}

function mountErrors(app: FastifyInstance, ctx: StoreContext): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply) => {
    const refusal = refusalOf(error);
    const locale = request.identity?.caller.locale ?? localeOf(request, null, ctx.settings.locale);
    const { status, body } = errorReply(refusal, locale, request.id);
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    if (status >= 500) ctx.log.error({ requestId: request.id, route, error }, 'request-failed');
    if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', 5);
    return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
  });
}
