/**
 * Fastify's two compilers over zod: requests are parsed (and coerced) by the route's schema, replies are parsed by
 * the response schema, which drops unknown fields and so keeps what no schema names from leaving the server.
 */
import type { FastifySchemaCompiler } from 'fastify';
import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import type { z } from 'zod';
import { InvariantError } from '../../kernel/invariant.ts';
import { requirePlainData } from '../../kernel/plain-data.ts';
import { zodFailure } from '../error-reply.ts';

const partNames: Readonly<Record<string, string>> = {
  params: 'params',
  querystring: 'query',
  body: '',
  headers: 'headers',
};

/** An absent body counts as `{}`, so that a route whose fields are all optional needs none. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  data => {
    // Bodies were checked as they were read.
    const parsed = schema.safeParse(httpPart === 'body' ? (data ?? {}) : requirePlainData(data));
    return parsed.success
      ? { value: parsed.data }
      : { error: zodFailure(parsed.error, partNames[httpPart ?? ''] ?? '') };
  };

/** A reply that does not fit its schema is a bug of ours: the caller sees `internal-error`, the log sees the paths. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> =
  ({ schema, method, url }) =>
  data => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return JSON.stringify(parsed.data);
    const paths = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`);
    throw new InvariantError(
      `reply of ${method} ${url} does not fit its schema: ${paths.slice(0, 5).join('; ')}`,
    );
  };
