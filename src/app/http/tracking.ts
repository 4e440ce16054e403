/**
 * The tracking API of the Segment HTTP specification: `/v1/identify`, `track`, `page`, `screen`, `group`, `alias` and
 * `batch`, by the write key as Basic user name or in the body, from any web page.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type EventIntake, openIntake } from '../../collect/track/event-intake.store.ts';
import { findRefusedEvents } from '../../collect/track/event-quarantine.store.ts';
import { isObject, objectOf } from '../../collect/track/json-text.ts';
import type { TrackingPlan } from '../../collect/track/plan-check.ts';
import { eventsOf, prepareEvents } from '../../collect/track/prepare-events.ts';
import { type EventKeys, rememberingIds } from '../../collect/track/remembered-ids.ts';
import type { EventKind } from '../../collect/track/track-message.ts';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { mostDepth } from '../../kernel/plain-data.ts';
import { errorReplySchema as errorSchema } from '../../records/job.ts';
import { refusedEventList, refusedEventQuery } from '../../records/tracking.ts';
import { trackingBodies, trackingReply } from '../../records/tracking-api.ts';
import { spoolFolderOf } from '../../store/spool/spool.ts';
import { type FindKey, keyReader } from '../known-keys.ts';
import { mountHooks } from './hooks.ts';
import {
  bearerOf,
  type Identity,
  identify,
  identifyBearer,
  requireAccess,
  requireOwnOrigin,
} from './identify.ts';
import { mountLiveEvents } from './live-events.ts';
import { type MountParts, openToAnyone } from './mount-route.ts';
import { mountTrackBodies, type TrackBody, trackBodyBytes } from './tracking-body.ts';

export interface TrackingParts extends MountParts {
  /** Most bytes of events that wait on disk while facts do not take them. */
  readonly mostSpoolBytes: number;
  readonly stopping: AbortSignal;
}

/** What the addresses below need besides: write keys of the last second and ids of the people events came of. */
interface WriterParts extends MountParts {
  readonly findKey: FindKey;
  readonly keys: EventKeys;
}

/** The names of the specification, and the letters by which browser programs call them. */
const addresses: readonly (readonly [name: string, kind: EventKind | null])[] = [
  ['identify', 'identify'],
  ['track', 'track'],
  ['page', 'page'],
  ['screen', 'screen'],
  ['group', 'group'],
  ['alias', 'alias'],
  ['batch', null],
  ['import', null],
  ['i', 'identify'],
  ['t', 'track'],
  ['p', 'page'],
  ['s', 'screen'],
  ['g', 'group'],
  ['a', 'alias'],
  ['b', null],
];

const sending = { scope: 'track', permission: 'event.send' } as const;
const reading = { scope: 'track', permission: 'event.refused.read' } as const;

/** `REKINDLE_SPOOL_MB`, 1000 unless it holds a whole number. */
export function spoolBytesOf(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['REKINDLE_SPOOL_MB'] ?? '';
  return (/^\d+$/.test(text) ? Number(text) : 1000) * 1e6;
}

/** Mounts the tracking API with its intake, which closes with the server. */
export async function mountTracking(app: FastifyInstance, parts: TrackingParts): Promise<void> {
  const { ctx, mostSpoolBytes } = parts;
  const intake = await openIntake(ctx, { spoolFolder: spoolFolderOf(ctx), mostSpoolBytes });
  app.addHook('onClose', () => intake.close());
  const own = { ...parts, findKey: keyReader(ctx), keys: rememberingIds(ctx.keys) };
  mountLiveEvents(app, parts, intake.live);
  await mountHooks(app, parts, intake);
  await app.register(async scope => {
    mountTrackBodies(scope);
    // Schemas here describe; what breaks a rule is taken and quarantined.
    scope.setValidatorCompiler(() => (value: unknown) => ({ value }));
    allowAnyPage(scope);
    for (const [name, kind] of addresses) mountAddress(scope, { name, kind, parts: own, intake });
    mountErrors(scope, own);
  });
}

/** A write key is no cookie: a page of another site can do nothing with it that its program could not. */
function allowAnyPage(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
    reply.header('cross-origin-resource-policy', 'cross-origin');
    reply.header('access-control-expose-headers', 'retry-after, x-request-id');
  });
  const open = { schema: { hide: true }, config: { access: openToAnyone } };
  scope.options('/v1/*', open, (request, reply) =>
    reply
      .header('access-control-allow-methods', 'POST, GET, OPTIONS')
      .header('access-control-allow-headers', allowedHeaders(request))
      .header('access-control-max-age', '86400')
      .code(204)
      .send(),
  );
}

/** Whatever is asked for: SDKs add headers of their own to a retry, and one that is not named stops it. */
function allowedHeaders({ headers }: FastifyRequest): string {
  const asked = String(headers['access-control-request-headers'] ?? '');
  return /^[\w-]{1,60}(?:, ?[\w-]{1,60}){0,30}$/.test(asked)
    ? asked
    : 'authorization, content-type, content-encoding';
}

/** The user name of Basic authentication: the write key; any password. */
function basicUser(request: FastifyRequest): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [user = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return user;
}

/** Whom a key or header names; null where there is neither. Cookies do not count: beacons carry them to any page's server. */
async function identifyWriter(
  { ctx, localToken, findKey }: WriterParts,
  request: FastifyRequest,
  key: string | null,
): Promise<Identity | null> {
  const bearer = key ?? basicUser(request) ?? bearerOf(request);
  return bearer === null ? null : identifyBearer(ctx, request, { bearer, localToken, findKey });
}

/** Finds out who writes before the body is read where a header says it. */
const guardHeader = (parts: WriterParts) => async (request: FastifyRequest) => {
  request.identity = await identifyWriter(parts, request, null);
  if (!request.identity) return;
  requireAccess(request.identity, sending);
  await parts.disk.requireRoom();
};

/** Where the key stands in the body; without any, a person who is logged in. */
const guardBody = (parts: WriterParts) => async (request: FastifyRequest) => {
  if (request.identity) return;
  const key = (request.body as TrackBody | undefined)?.fields['writeKey'];
  const isKey = typeof key === 'string' && key !== '' && key.length <= 300;
  request.identity = isKey ? await identifyWriter(parts, request, key) : await identifyPerson(parts, request);
  requireAccess(request.identity as Identity, sending);
  await parts.disk.requireRoom();
};

async function identifyPerson({ ctx, localToken }: MountParts, request: FastifyRequest): Promise<Identity> {
  const identity = await identify(ctx, request, { localToken });
  if (identity.session) requireOwnOrigin(request);
  return identity;
}

interface Address {
  readonly name: string;
  readonly kind: EventKind | null;
  readonly parts: WriterParts;
  readonly intake: EventIntake;
}

function mountAddress(scope: FastifyInstance, { name, kind, parts, intake }: Address): void {
  scope.route({
    method: 'POST',
    url: `/v1/${name}`,
    bodyLimit: trackBodyBytes,
    schema: documentOf(name),
    // Its own bounds hold instead: bytes that wait, and room on disk.
    config: { access: sending, rateLimit: false },
    onRequest: guardHeader(parts),
    preHandler: guardBody(parts),
    handler: async (request, reply) => {
      const plan = await intake.plan();
      await intake.take(preparedOf(parts, request, { kind, plan }));
      return success(reply);
    },
  });
}

const replies = { '4xx': errorSchema, '5xx': errorSchema };
const writers: Record<string, readonly string[]>[] = [{ writeKey: [] }, { key: [] }];

/** What the API document says of an address; the letters browser programs use, and `import`, are left out of it. */
function documentOf(name: string): object {
  if (!(name in trackingBodies)) return { hide: true };
  const { body, summary } = trackingBodies[name as keyof typeof trackingBodies];
  const response = { 200: trackingReply, ...replies };
  return { summary, tags: ['tracking'], body, response, security: writers };
}

const success = (reply: FastifyReply) =>
  reply
    .type('application/json; charset=utf-8')
    .serializer((text: unknown) => text as string)
    .send('{"success":true}');

function preparedOf(
  { ctx, keys }: WriterParts,
  request: FastifyRequest,
  { kind, plan }: { readonly kind: EventKind | null; readonly plan: TrackingPlan },
) {
  if (request.body === undefined || request.body === null) throw badInput('body-not-json');
  const { fields, bytes } = request.body as TrackBody;
  if (kind === null && !Array.isArray(fields['batch']))
    throw badInput('field-invalid', { path: 'batch', expected: 'array', params: { path: 'batch' } });
  const options = {
    keys,
    source: request.identity?.source ?? 'console',
    bytes,
    plan,
    envelope: {
      kind,
      // A single event carries its own context.
      context: kind === null && isObject(fields['context']) ? objectOf(fields['context']) : {},
      sentAt: fields['sentAt'],
      receivedAt: ctx.now(),
      machineAt: ctx.machineNow(),
    },
  };
  try {
    return prepareEvents(eventsOf(fields, kind), options);
  } catch (cause) {
    // Nesting is counted event by event; what lies around them, or is all of one, may be deeper than any walk of it.
    if (cause instanceof RangeError && /call stack/i.test(cause.message))
      throw badInput('body-too-deep', { expected: String(mostDepth) });
    throw cause;
  }
}

/** `GET /v1/ingest/errors`: a write key sees its own, the organisation's people and managing keys see all. */
function mountErrors(scope: FastifyInstance, parts: WriterParts): void {
  scope.get('/v1/ingest/errors', {
    schema: {
      summary: 'Which events broke a rule, why, and what to do; a write key sees its own',
      tags: ['tracking'],
      querystring: refusedEventQuery,
      response: { 200: refusedEventList, ...replies },
      security: [...writers, { session: [] }],
    },
    config: { access: reading },
    onRequest: async request => {
      const identity = (await identifyWriter(parts, request, null)) ?? (await identifyPerson(parts, request));
      requireAccess(identity, reading);
      request.identity = identity;
    },
    handler: async request => {
      const { limit, cursor } = refusedEventQuery.parse(request.query);
      const { caller, scope: covered, source } = request.identity as Identity;
      const only = caller.actorKind === 'key' && covered === 'track' ? (source ?? '') : null;
      const found = await findRefusedEvents(parts.ctx, { source: only, limit, after: cursor ?? null });
      const errors = found.map(row => ({ ...row, ...wordsOf(row, caller.locale) }));
      return refusedEventList.parse({
        errors,
        cursor: found.length === limit ? (found.at(-1)?.id ?? null) : null,
      });
    },
  });
}

const wordsOf = (
  row: { code: string; path: string; received: string; expected: string },
  locale: 'zh-CN' | 'en',
) => {
  const { message, remedy } = textOf(row.code, locale, row);
  return { message, ...(remedy ? { remedy } : {}) };
};
