/**
 * The requests of the pages of a check-up with N customers (twenty order lines each), over HTTP, each forty times one after the
 * other by one person: the 95th percentile of the slowest request, against the same of the health check, which only
 * routes and answers. The check-up itself is made before and not timed.
 */
import { sql } from 'kysely';
import { reviewJob } from '../src/app/review.job.ts';
import type { StoreContext } from '../src/store/context.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { type TestServer, testHttp } from '../src/testing/http.ts';
import { benchLine } from './bench-line.ts';
import { fillOrders } from './review.bench.ts';

export const defaultSize = 100_000;
const linesPerCustomer = 20;
const times = 40;

const pages: Readonly<Record<string, readonly string[]>> = {
  review: [
    '/api/reviews',
    '/api/reviews/latest',
    '/api/reviews/latest/customer-value',
    '/api/reviews/latest/changes',
    '/api/reviews/latest/festivals',
    '/api/reviews/latest/personas',
    '/api/reviews/latest/places',
    '/api/opportunities',
  ],
  behaviour: ['/api/reviews/latest/behaviour'],
  movement: ['/api/reviews/latest/movement'],
  products: ['/api/reviews/latest/products/summary', '/api/reviews/latest/products?limit=50'],
  channels: ['/api/reviews/latest/channels'],
  customers: ['/api/customers?limit=50'],
  home: ['/api/home'],
};

/** A row of state for each customer of the lines, by the same number. */
async function fillCustomers({ pg, machineNow }: StoreContext, size: number): Promise<void> {
  await sql`insert into customers (customer_id, id_type, key_version, created_at)
    select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'member', 1, ${machineNow()}::timestamptz - i * interval '1 second'
    from generate_series(1, ${size}::int) i`.execute(pg);
  await sql`analyze customers`.execute(pg);
}

/** Seconds of each request, in order of size. */
async function timesOf(server: TestServer, path: string): Promise<number[]> {
  const seconds: number[] = [];
  for (let n = 0; n <= times; n += 1) {
    const began = performance.now();
    const reply = await fetch(server.url + path, {
      headers: { authorization: `Bearer ${server.localToken}` },
    });
    const body = await reply.arrayBuffer();
    // A refusal would be a fast answer. The first one warms.
    if (!reply.ok)
      throw new Error(`${path}: ${reply.status} ${new TextDecoder().decode(body).slice(0, 300)}`);
    if (n > 0) seconds.push((performance.now() - began) / 1000);
  }
  return seconds.sort((l, r) => l - r);
}

const at95 = (seconds: readonly number[]) => seconds[Math.ceil(0.95 * seconds.length) - 1] ?? Number.NaN;

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  await fillOrders(ctx.ch, size * linesPerCustomer, ctx.now());
  await fillCustomers(ctx, size);
  await reviewJob.run(ctx, reviewJob.inputSchema.parse({}));
  const server = await testHttp(ctx);
  const floorSeconds = at95(await timesOf(server, '/healthz'));
  for (const [page, paths] of Object.entries(pages)) {
    let slowest = 0;
    for (const path of paths) slowest = Math.max(slowest, at95(await timesOf(server, path)));
    yield benchLine(`page-${page}`, size, { seconds: slowest, floorSeconds });
  }
  await server.close();
  await close();
}
