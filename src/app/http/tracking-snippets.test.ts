/** Every snippet the console shows, run as a person would who pastes it; the browser's is run in tests/browser. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Snippet, snippets } from '../../records/tracking-snippets.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';
import { projectFolder } from '../product-version.ts';

const run = promisify(execFile);

let stores: TestStores;
let server: TestServer;
let folder: string;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  // Within the project, so that packages are found.
  folder = await mkdtemp(join(projectFolder, 'node_modules', '.snippets-'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server?.close();
  await stores?.close();
});

async function paste({ id }: Snippet, code: string): Promise<void> {
  if (id === 'curl') await run('bash', ['-c', code], { timeout: 20_000 });
  else {
    const file = join(folder, `${id}.mjs`);
    await writeFile(file, code);
    await run(process.execPath, [file], { timeout: 20_000 });
  }
}

const isRunHere = ({ id }: Snippet) => id !== 'browser';

test.each(snippets.filter(isRunHere).map(each => [each.id, each] as const))('%s', async (id, snippet) => {
  const { key } = await addApiKey(stores.ctx, { name: id, scope: 'track' });
  await paste(snippet, snippet.code({ url: server.url, writeKey: key }));
  const rows = await stores.ctx.ch.query<{ event: string; customer: string }>(
    factsSql`select event, toString(customer_id) as customer from events where source = ${p.string(id)} and kind = 'track'`,
    { tag: 'test.snippet' },
  );
  expect(rows).toEqual([
    { event: 'Product Viewed', customer: stores.ctx.keys.customerId('member-no', 'M-1001') },
  ]);
});
