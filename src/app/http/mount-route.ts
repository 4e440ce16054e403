/**
 * Turns a stage's `RouteDef` into a served route: schemas, permission, origin check, repeated requests, and the
 * three kinds of reply (JSON, a file, a job that was started).
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notAllowed } from '../../kernel/errors.ts';
import { errorReplySchema as errorSchema, jobStartedSchema } from '../../records/job.ts';
import { holdsMasked, peopleIn } from '../../records/masked-fields.ts';
import type { Access } from '../../records/permission.ts';
import type { AnyRoute, Caller, FileReply } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { narrowedContext } from '../../store/narrowed-context.ts';
import type { DiskWatch } from '../health/disk.ts';
import type { JobDesk } from '../jobs.ts';
import type { ReadBook } from '../privacy/masked-reads.store.ts';
import { type Identity, identify, requireAccess, requireOwnOrigin } from './identify.ts';
import { type Outcome, once } from './once.ts';
import { isFile, isJob } from './reply-kinds.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `guard` before the body is read. */
    identity: Identity | null;
  }
  interface FastifyContextConfig {
    /** What the route asks for; the generated test fails on a route without it. */
    access?: Access;
  }
}

export interface MountParts {
  readonly ctx: StoreContext;
  readonly jobs: JobDesk;
  readonly localToken: string;
  readonly disk: DiskWatch;
}

interface RouteParts extends MountParts {
  /** Told of every reply that holds masked names or contacts. */
  readonly reads: Pick<ReadBook, 'note'>;
}

const changes = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

/** The routes that need no login. */
export const openToAnyone: Access = { scope: 'public', permission: 'anyone' };

/** What makes a route guarded: the hook of `guard` and the note by which the route table knows what it asks for. */
export const guarded = (parts: MountParts, access: Access) => ({
  onRequest: guard(parts, access),
  config: { access },
});

/** The hook that finds out who asks and refuses who may not, before anything of the body is read. */
function guard({ ctx, localToken, disk }: MountParts, access: Access) {
  return async (request: FastifyRequest): Promise<void> => {
    const identity = await identify(ctx, request, { localToken }).catch((cause: unknown) => {
      if (access.permission === 'anyone') return null;
      throw cause;
    });
    request.identity = identity;
    if (access.permission === 'anyone') return;
    requireAccess(identity as Identity, access);
    if (identity?.session && (changes(request.method) || access.deed)) requireOwnOrigin(request);
    if (changes(request.method) && access.scope === 'manage' && !access.evenWhileDiskLow)
      await disk.requireRoom();
  };
}

/** How often whoever reads a stream is asked whether they still may. */
const askEveryMs = 2_000;

/**
 * For replies that go on: whether who asked still may, looked at every two seconds and no use of their log-in. Who was signed
 * out, or whose key was revoked, must not read on until the stream ends by itself.
 */
export function stillMay(
  { ctx, localToken }: MountParts,
  request: FastifyRequest,
  access: Access,
): () => Promise<boolean> {
  let asked = performance.now();
  return async () => {
    if (performance.now() - asked < askEveryMs) return true;
    asked = performance.now();
    return identify(ctx, request, { localToken, isUse: false })
      .then(identity => {
        requireAccess(identity, access);
        return true;
      })
      .catch(() => false);
  };
}

const accessOf = ({ scope, permission, deed, evenWhileDiskLow }: AnyRoute<StoreContext>): Access => ({
  scope,
  permission,
  deed: deed === true,
  ...(evenWhileDiskLow ? { evenWhileDiskLow } : {}),
});

/** Mounts one route of a stage. */
export function mountRoute(app: FastifyInstance, route: AnyRoute<StoreContext>, parts: RouteParts): void {
  const { params, query, body, response } = route;
  const countsReads = response instanceof z.ZodType && holdsMasked(response);
  app.route({
    method: route.method,
    url: route.path,
    ...guarded(parts, accessOf(route)),
    ...(route.maxBodyBytes ? { bodyLimit: route.maxBodyBytes } : {}),
    schema: {
      summary: route.summary,
      tags: [tagOf(route.path)],
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      response: {
        ...(response instanceof z.ZodType ? { 200: response } : {}),
        202: jobStartedSchema,
        '4xx': errorSchema,
        '5xx': errorSchema,
      },
      ...(route.scope === 'public' ? { security: [] } : {}),
    },
    handler: (request, reply) => handle({ route, parts, request, reply, countsReads }),
  });
}

/** `/api/segments/:name` → `segments`: how the API document groups its routes. */
const tagOf = (path: string): string =>
  path.split('/').filter(Boolean)[path.startsWith('/api/') ? 1 : 0] ?? 'root';

interface Handling {
  readonly route: AnyRoute<StoreContext>;
  readonly parts: RouteParts;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly countsReads: boolean;
}

const callerOf = (ctx: StoreContext, request: FastifyRequest): Caller =>
  request.identity?.caller ?? {
    actorId: 'public',
    actorKind: 'public',
    locale: ctx.settings.locale,
    address: request.ip,
  };

/** The context of one request: the server's, with who asks and, for somebody with a data scope, what they may see. */
export function contextOf(ctx: StoreContext, request: FastifyRequest): StoreContext {
  const caller = callerOf(ctx, request);
  const { dataScope: scope, actorId, actorKind } = caller;
  if (!scope) return { ...ctx, caller };
  const ownerId = actorKind === 'user' ? actorId : null;
  return { ...narrowedContext(ctx, { scope, actorId, ownerId }), caller };
}

async function handle({ route, parts, request, reply, countsReads }: Handling) {
  const { ctx, jobs } = parts;
  const caller = callerOf(ctx, request);
  const input = { params: request.params, query: request.query, body: request.body, caller } as const;
  const work = async (): Promise<Outcome> => {
    const value: unknown = await route.handle(contextOf(ctx, request), input);
    if (!isJob(value)) return { status: 200, value };
    // A job runs by itself, over the whole base.
    if (caller.dataScope) throw notAllowed('scope-whole-base');
    const jobId = await jobs.start({ kind: value.job, input: value.input, caller });
    return { status: 202, value: { jobId } };
  };
  // Strangers share one name, so the key of one could take the place of another's; what they may do repeats safely.
  const done =
    changes(route.method) && caller.actorKind !== 'public'
      ? await once({ ctx, request, actorId: caller.actorId, isSecret: route.secretReply === true, work })
      : await work();
  if (done.repeated) reply.header('idempotent-replay', 'true');
  if (countsReads && done.status === 200) {
    const { actorKind, actorId } = caller;
    parts.reads.note({
      actorKind,
      actorId,
      route: `${route.method} ${route.path}`,
      people: peopleIn(done.value),
    });
  }
  return isFile(done.value) ? sendFile(reply, done.value) : reply.code(done.status).send(done.value);
}

function sendFile(reply: FastifyReply, file: FileReply) {
  reply.header('content-type', file.contentType);
  if (file.fileName) {
    const plain = file.fileName.replace(/[^\w.-]+/g, '_');
    reply.header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    );
  }
  const { body } = file;
  // The serializer is for JSON; a page or a table goes out as it is.
  reply.serializer((text: unknown) => text as string);
  if (typeof body === 'string') return reply.send(body);
  // Reading a streamed file may be the deed itself (a list handed out): HEAD only asks whether it is there.
  if (reply.request.method === 'HEAD') return reply.send('');
  return reply.send(body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body));
}
