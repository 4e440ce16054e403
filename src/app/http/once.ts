/**
 * Makes a change happen once however often its request arrives: the first request with an `Idempotency-Key` does the
 * work and its reply is kept for a day; a repetition gets that reply, another request under the same key is refused.
 */
import type { FastifyRequest } from 'fastify';
import { badInput } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import { openReply, sealReply } from '../../store/kept-reply.ts';
import { abandonRequest, beginRequest, finishRequest } from '../../store/state/idempotency.store.ts';
import { isFile } from './reply-kinds.ts';

export interface Outcome {
  readonly status: number;
  readonly value: unknown;
  /** True when this is the kept reply of an earlier request. */
  readonly repeated?: boolean;
}

export interface OnceInput {
  readonly ctx: StoreContext;
  readonly request: FastifyRequest;
  readonly actorId: string;
  /** The reply holds a secret shown once, which no table may hold. */
  readonly isSecret: boolean;
  readonly work: () => Promise<Outcome>;
}

/**
 * Runs `work` at most once per actor and key; without the header it simply runs. A failure leaves no effect and is
 * not kept, so the same key may try again; nor are files and secrets, which a repetition makes anew. Throws `idempotency-key-invalid`, `idempotency-key-reused` and
 * `idempotency-in-progress`.
 */
export async function once({ ctx, request, actorId, isSecret, work }: OnceInput): Promise<Outcome> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return work();
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,200}$/.test(key)) throw badInput('idempotency-key-invalid');
  const identity = { actorId, key, route: routeOf(request), requestHash: hashOf(ctx, request) };
  const start = await beginRequest(ctx.pg, identity, ctx.machineNow());
  if (start.kind === 'repeat')
    return { status: start.status, value: openReply(ctx.keys, start.response), repeated: true };
  try {
    const done = await work();
    if (isSecret || isFile(done.value)) await abandonRequest(ctx.pg, identity);
    else
      await finishRequest(ctx.pg, identity, {
        status: done.status,
        response: sealReply(ctx.keys, done.value),
      });
    return done;
  } catch (failure) {
    await abandonRequest(ctx.pg, identity);
    throw failure;
  }
}

const routeOf = (request: FastifyRequest): string =>
  `${request.method} ${request.routeOptions.url ?? request.url}`;

/** Keyed, since a body may hold a password: a plain digest in a table would let it be guessed. */
const hashOf = (ctx: StoreContext, request: FastifyRequest): Buffer =>
  ctx.keys.matchHash('request', JSON.stringify([request.method, request.url, request.body ?? null]));
