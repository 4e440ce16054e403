/** The API document of the tracking API: complete, and true of what the guide sends. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trackingBodies } from '../../records/tracking-api.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';
import { projectFolder } from '../product-version.ts';

let stores: TestStores;
let server: TestServer;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

interface Operation {
  readonly summary: string;
  readonly security: readonly object[];
  readonly requestBody?: { content: { 'application/json': { schema: { properties: Record<string, any> } } } };
  readonly responses: Record<string, unknown>;
}

test('names every call with its body, its answers and who may send it', async () => {
  const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
    components: { securitySchemes: Record<string, object> };
  };
  const paths = Object.keys(document.paths).filter(path => path.startsWith('/v1/'));
  expect(paths.sort()).toEqual(
    ['alias', 'batch', 'group', 'identify', 'ingest/errors', 'page', 'screen', 'track'].map(
      name => `/v1/${name}`,
    ),
  );
  const track = document.paths['/v1/track']?.['post'];
  expect(Object.keys(track?.requestBody?.content['application/json'].schema.properties ?? {})).toEqual(
    expect.arrayContaining(['userId', 'anonymousId', 'messageId', 'timestamp', 'event', 'properties']),
  );
  expect(track?.security).toEqual([{ writeKey: [] }, { key: [] }]);
  expect(Object.keys(track?.responses ?? {})).toEqual(['200', '4XX', '5XX']);
  expect(document.components.securitySchemes['writeKey']).toMatchObject({ type: 'http', scheme: 'basic' });
  const batch = document.paths['/v1/batch']?.['post']?.requestBody?.content['application/json'].schema;
  expect(batch?.properties['batch'].items.anyOf).toHaveLength(5);
});

test('describes what the guide sends', async () => {
  const guide = await readFile(join(projectFolder, 'docs', 'guide', 'tracking.md'), 'utf8');
  const payloads = [...guide.matchAll(/^```json (\w+)(?: refused=\S+)?\n([\s\S]*?)^```/gm)];
  expect(payloads.length).toBeGreaterThan(4);
  for (const [, name = '', text = ''] of payloads) {
    const { body } = trackingBodies[name as keyof typeof trackingBodies];
    expect(body.safeParse(JSON.parse(text)).error?.issues ?? [], text).toEqual([]);
  }
});

test('checks nothing: what breaks a rule is answered and quarantined as before', async () => {
  const { key } = await addApiKey(stores.ctx, { name: 'loose', scope: 'track' });
  const reply = await fetch(`${server.url}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ userId: { a: 1 }, event: 5 }),
  });
  expect([reply.status, await reply.json()]).toEqual([200, { success: true }]);
});
