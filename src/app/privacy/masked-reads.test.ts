/** Proves that whoever reads people masked is counted by day, and that no route with masked fields is left out. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { holdsMasked, peopleIn } from '../../records/masked-fields.ts';
import type { MaskedReadList } from '../../records/masked-read.ts';
import { maskedContact, maskedName } from '../../records/masking.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import { testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey, findApiKeys } from '../api-keys.store.ts';
import { stageRoutes } from '../wiring.ts';
import { incidentRoutes } from './incidents.route.ts';
import { openReadBook } from './masked-reads.store.ts';

let stores: TestStores;

beforeAll(async () => {
  stores = await testStores();
  await savePeople(
    stores.ctx,
    Array.from({ length: 3 }, (_, n) => ({ externalId: `r${n}` })),
  );
}, 60_000);
afterAll(() => stores?.close());

test('every reader is counted by day and route with the people they saw, and only of masked replies', async () => {
  const { ctx } = stores;
  const { key } = await addApiKey(ctx, { name: 'reader', scope: 'manage' });
  const keyId = (await findApiKeys(ctx))[0]?.keyId;
  const server = await testHttp(ctx);
  const get = async (path: string) => {
    const reply = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });
    expect([path, reply.status]).toEqual([path, 200]);
    return reply.json();
  };
  await get('/api/customers');
  await get('/api/customers?limit=2');
  await get('/api/segments');
  await fetch(`${server.url}/api/customers/${ctx.newId()}`, { headers: { authorization: `Bearer ${key}` } });
  // Closing writes what is noted.
  await server.close();
  const { rows } = await sql`select day::text, actor_kind, actor_id, route, requests, people::int as people
    from masked_reads`.execute(ctx.pg);
  const day = ctx.machineNow().toISOString().slice(0, 10);
  const kept = { actor_kind: 'key', actor_id: keyId, route: 'GET /api/customers', requests: 2, people: 5 };
  expect(rows).toEqual([{ day, ...kept }]);
  const again = await testHttp(ctx);
  const shown = await fetch(`${again.url}/api/audit/reads?from=${day}`, {
    headers: { authorization: `Bearer ${again.localToken}` },
  });
  const { reads } = (await shown.json()) as MaskedReadList;
  expect(reads).toMatchObject([{ day, actor: 'reader', requests: 2, people: 5 }]);
  await again.close();
});

test('what could not be written is written with the next', async () => {
  const { ctx } = stores;
  const book = openReadBook(ctx);
  const reply = { actorKind: 'user', actorId: 'somebody', route: 'GET /api/customers', people: 50 };
  await sql`alter table masked_reads rename to away`.execute(ctx.pg);
  book.note(reply);
  await book.write();
  await sql`alter table away rename to masked_reads`.execute(ctx.pg);
  book.note(reply);
  await book.close();
  const { rows } = await sql`select requests, people::int as people from masked_reads
    where actor_id = 'somebody'`.execute(ctx.pg);
  expect(rows).toEqual([{ requests: 2, people: 100 }]);
});

test('a reply with masked fields is known from its schema, however deep they stand', () => {
  const person = z.object({ customerId: z.uuid(), name: maskedName.nullable() });
  const deep = z.object({ page: z.array(z.union([z.string(), z.object({ who: person.optional() })])) });
  expect(holdsMasked(deep)).toBe(true);
  expect(holdsMasked(z.record(z.string(), maskedContact))).toBe(true);
  expect(holdsMasked(z.object({ name: z.string() }))).toBe(false);
  expect(peopleIn({ page: [{ customerId: 'a' }, { who: { customerId: 'b' } }] })).toBe(2);
  expect(peopleIn({ to: 'z***@x.com' })).toBe(1);
  const counted = [...stageRoutes, ...incidentRoutes]
    .filter(({ response }) => response instanceof z.ZodType && holdsMasked(response))
    .map(({ method, path }) => `${method} ${path}`);
  expect(counted).toEqual(
    expect.arrayContaining([
      'GET /api/customers',
      'GET /api/customers/:id',
      'POST /api/customers/search',
      'GET /api/campaigns/:name/audience',
      'GET /api/sandbox/messages',
      'GET /api/incidents/:id/people',
    ]),
  );
});
