/** The API document, generated from the schemas the routes are checked by: `GET /api/openapi.json`. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { segmentRule } from '../../records/segment.ts';
import { productVersion } from '../product-version.ts';
import { openToAnyone } from './mount-route.ts';

/** Schemas that contain themselves need a name to be pointed at; all others are written out where they are used. */
const named = z.registry<{ id: string }>();
named.add(segmentRule, { id: 'SegmentRule' });

const conversion = { schemaRegistry: named, zodToJsonConfig: { unrepresentable: 'any' as const } };

/** Mounts the generator; call before the routes, which it collects. */
export async function mountDocument(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rekindle',
        version: productVersion,
        description: 'Management API under /api, tracking API under /v1',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          writeKey: {
            type: 'http',
            scheme: 'basic',
            description: 'A key of scope track as user name, with any password',
          },
          session: { type: 'apiKey', in: 'cookie', name: '__Host-rekindle' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: createJsonSchemaTransform(conversion),
    transformObject: createJsonSchemaTransformObject(conversion),
  });
  app.get('/api/openapi.json', { schema: { hide: true }, config: { access: openToAnyone } }, async () =>
    app.swagger(),
  );
}
