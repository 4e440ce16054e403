/**
 * How a stage offers an HTTP endpoint without knowing the server: a plain description with zod schemas, from which
 * `app` mounts the route, checks permission and generates OpenAPI.
 */
import type { z } from 'zod';
import type { Actor } from '../kernel/context.ts';
import type { DataScope } from './data-scope.ts';
import type { Access, Role } from './permission.ts';

/** What a program's key must cover: `public` needs no login; `track` is ingest; `read` sees; `manage` changes. */
export type Scope = Access['scope'];

type Infer<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A reply that is not JSON: a file to download or a page. */
export interface FileReply {
  readonly kind: 'file';
  readonly contentType: string;
  readonly fileName?: string;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array | string>;
}

/**
 * The reply of a route that starts long work: the server makes the job and answers 202 with `jobStartedSchema`
 * (`{jobId}`), which is also the route's `response`. `job` is the `kind` of a `JobDef`, `input` passes its schema.
 */
export interface JobReply {
  readonly kind: 'job';
  readonly job: string;
  readonly input: unknown;
}

/** Who asks and in which language. A handler finds the same person as `context.caller`. */
export interface Caller extends Actor {
  readonly locale: 'zh-CN' | 'en';
  /** A person's role; keys, the server's own command line and the public have none. */
  readonly role?: Role;
  /** Present: the stores show the handler these customers only. */
  readonly dataScope?: DataScope;
  /** The session a person speaks in. */
  readonly sessionId?: string;
}

export interface RouteDef<C, P = unknown, Q = unknown, B = unknown, R = unknown> extends Access {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify path, `/api/segments/:name`. */
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** Largest body where 2 MiB are too few. */
  readonly maxBodyBytes?: number;
  /** The reply holds a secret shown once: it is never kept for repeated requests. */
  readonly secretReply?: true;
  /** A GET whose reading is the deed itself, as handing out a list: another site's link must not do it. */
  readonly deed?: true;
  readonly handle: (
    context: C,
    input: { params: Infer<P>; query: Infer<Q>; body: Infer<B>; caller: Caller },
  ) => Promise<(R extends z.ZodType ? z.input<R> : unknown) | FileReply | JobReply>;
}

/** A list of routes forgets the schema types of each. */
export type AnyRoute<C> = RouteDef<C, any, any, any, any>;

/** Fixes the context type once per file, so that each route's schemas are inferred. */
export const routesFor =
  <C>() =>
  <P, Q, B, R>(definition: RouteDef<C, P, Q, B, R>): AnyRoute<C> =>
    definition;
