/** Proves of lists over HTTP that pages join without gap or overlap, and of saved views that they are one's own. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaignList } from '../records/campaign-list.ts';
import { savedViewList } from '../records/saved-view.ts';
import { segmentList } from '../records/segment.ts';
import { type TestServer, testHttp } from '../testing/http.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { saveAccount } from './accounts.store.ts';
import { openSession } from './sessions.store.ts';

interface Reply {
  readonly views?: unknown;
  readonly error?: { readonly code: string };
}

let stores: TestStores;
let server: TestServer;

beforeAll(async () => {
  stores = await testStores({ start: '2026-06-10T02:00:00Z' });
  server = await testHttp(stores.ctx);
}, 60_000);

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const call = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${server.localToken}`, ...(init.headers as object) };
  const reply = await fetch(server.url + path, { ...init, headers });
  return { status: reply.status, json: (await reply.json()) as Reply };
};

describe('A list', () => {
  const titles = ['Alpha', 'Bravo', '100% cotton', 'delta', 'Echo'];

  beforeAll(async () => {
    const { ctx } = stores;
    for (const [index, title] of titles.entries()) {
      await sql`insert into segments (segment_id, name, title, definition, opportunity_id, created_at, updated_at,
          last_count, last_counted_at, last_count_ms)
        values (${ctx.newId()}, ${`segment-${index}`}, ${title},
          ${JSON.stringify({ feature: 'frequency', op: 'gte', value: 1 })}::jsonb, null, ${ctx.now()}, ${ctx.now()},
          ${index === 4 ? null : index * 10}, ${index === 4 ? null : ctx.now()}, ${index === 4 ? null : 5})`.execute(
        ctx.pg,
      );
    }
  });

  const pageOf = async (query: string) => segmentList.parse((await call(`/api/segments?${query}`)).json);

  test('joins its pages without gap or overlap, forwards and back, also where the order has ties', async () => {
    for (const sort of ['title', '-title', 'count', '-count', 'changed', '-changed']) {
      const seen: string[] = [];
      let page = await pageOf(`limit=2&sort=${sort}`);
      seen.push(...page.segments.map(each => each.name));
      while (page.nextCursor) {
        page = await pageOf(`limit=2&sort=${sort}&cursor=${page.nextCursor}`);
        expect(page.offset).toBe(seen.length);
        seen.push(...page.segments.map(each => each.name));
      }
      expect([...seen].sort()).toEqual(titles.map((_, index) => `segment-${index}`));
      const before = await pageOf(`limit=2&sort=${sort}&cursor=${page.previousCursor}`);
      expect(before.segments.map(each => each.name)).toEqual(seen.slice(2, 4));
    }
  });

  test('puts rows without a value last in either direction', async () => {
    expect((await pageOf('sort=count')).segments.at(-1)?.lastCount).toBeNull();
    expect((await pageOf('sort=-count')).segments.at(-1)?.lastCount).toBeNull();
  });

  test('searches in any letter case and takes a percent sign for what it is', async () => {
    expect((await pageOf('query=DELTA')).segments.map(each => each.title)).toEqual(['delta']);
    expect((await pageOf('query=%25')).segments.map(each => each.title)).toEqual(['100% cotton']);
    expect(await pageOf('query=nothing')).toMatchObject({ segments: [], total: 0, nextCursor: null });
  });

  test('refuses a cursor of another list, an unknown order and an unknown filter value', async () => {
    const { nextCursor } = await pageOf('limit=2');
    expect((await call(`/api/imports?cursor=${nextCursor}`)).json.error?.code).toBe('cursor-invalid');
    expect((await call('/api/segments?sort=colour')).status).toBe(400);
    expect((await call('/api/campaigns?state=asleep')).status).toBe(400);
  });

  test('answers an empty house with an empty page', async () => {
    expect(campaignList.parse((await call('/api/campaigns')).json)).toMatchObject({ total: 0, offset: 0 });
    for (const path of ['results', 'retrospectives', 'imports', 'knowledge', 'jobs', 'sandbox/messages']) {
      expect((await call(`/api/${path}`)).json, path).toMatchObject({ total: 0, nextCursor: null });
    }
  });
});

describe('A saved view', () => {
  const cookies: string[] = [];

  beforeAll(async () => {
    for (const email of ['one@example.com', 'two@example.com']) {
      const { userId } = await saveAccount(stores.ctx, {
        email,
        role: 'analyst',
        password: 'long enough it is',
      });
      cookies.push(
        `rekindle-session=${await openSession(stores.ctx, { actorId: userId, actorKind: 'user' })}`,
      );
    }
  });

  const as = (person: number, path: string, init: RequestInit = {}) =>
    call(path, {
      ...init,
      headers: {
        authorization: '',
        cookie: cookies[person] ?? '',
        origin: server.url,
        ...(init.body ? { 'content-type': 'application/json' } : {}),
      },
    });
  const put = (person: number, name: string, query: string) =>
    as(person, `/api/views/campaigns/${encodeURIComponent(name)}`, {
      method: 'PUT',
      body: JSON.stringify({ query }),
    });

  test('is found again by its owner only, replaced under its name and forgotten on demand', async () => {
    await put(0, '跑着的', 'state=running');
    const { json } = await put(0, '跑着的', 'state=running&sort=-read');
    expect(savedViewList.parse(json).views).toEqual([{ name: '跑着的', query: 'state=running&sort=-read' }]);
    expect((await as(1, '/api/views/campaigns')).json.views).toEqual([]);
    expect((await as(0, '/api/views/segments')).json.views).toEqual([]);
    const gone = await as(0, `/api/views/campaigns/${encodeURIComponent('跑着的')}`, { method: 'DELETE' });
    expect(gone.json.views).toEqual([]);
  });

  test('is refused beyond thirty of a list, and to a key, which is nobody', async () => {
    for (let index = 0; index < 30; index += 1) await put(1, `view ${index}`, `q=${index}`);
    const { status, json } = await put(1, 'one more', '');
    expect([status, json.error?.code]).toEqual([409, 'views-full']);
    expect((await put(1, 'view 3', 'q=again')).status).toBe(200);
    expect((await call('/api/views/campaigns')).json.error?.code).toBe('permission-not-for-keys');
  });
});
