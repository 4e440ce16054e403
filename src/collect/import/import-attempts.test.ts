/** An import's job that is begun again finds what its earlier attempts have done. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportSummary } from '../../records/import.ts';
import { saveUpload } from '../../store/staging.ts';
import { killedMapping, ordersFile } from '../../testing/importer-files.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importJob } from './import.job.ts';
import { findImportPage } from './import-list.store.ts';
import { importPaths } from './import-paths.ts';
import { recoverImports } from './run-import.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

let files = 0;
async function begun() {
  const { ctx } = stores;
  const uploadId = ctx.newId();
  const content = Readable.from([Buffer.from(ordersFile(files))]);
  files += 1;
  await saveUpload(ctx.stagingFolder, { uploadId, fileName: 'orders.csv', content });
  const order = { uploadId, kind: 'orders', mapping: killedMapping, dryRun: false, createdBy: null };
  const input = { ...order, importId: ctx.newId() };
  return { input, run: () => importJob.run(ctx, input) as Promise<ImportSummary> };
}

const stateOf = async (importId: string) => {
  const { imports } = await findImportPage(stores.ctx, { limit: 200 });
  return imports.filter(each => each.importId === importId).map(each => each.state);
};
const setState = (importId: string, state: 'staging' | 'publishing') =>
  stores.ctx.pg.updateTable('imports').set({ state }).where('import_id', '=', importId).execute();

const sameButTime = ({ seconds: _, ...summary }: ImportSummary) => summary;

test.each(['committed', 'publishing'] as const)(
  'a job cut off when its import was %s says what it came to, and imports nothing again',
  async state => {
    const { input, run } = await begun();
    const first = await run();
    expect(first).toMatchObject({ importId: input.importId, rowsStored: 2970, rowsDuplicate: 0 });
    if (state === 'publishing') await setState(input.importId, state);
    const before = (await findImportPage(stores.ctx, { limit: 200 })).imports.length;
    expect(sameButTime(await run())).toEqual(sameButTime(first));
    expect(await stateOf(input.importId)).toEqual(['committed']);
    expect((await findImportPage(stores.ctx, { limit: 200 })).imports).toHaveLength(before);
  },
);

test('an unfinished import is left to the job that will come back to it, and settled once that has ended', async () => {
  const { ctx } = stores;
  const { input, run } = await begun();
  await run();
  await setState(input.importId, 'staging');
  const jobId = ctx.newId();
  const job = { job_id: jobId, kind: 'import', state: 'running' as const, created_at: ctx.machineNow() };
  await ctx.pg
    .insertInto('jobs')
    .values({ ...job, input: JSON.stringify(input), created_by: null })
    .execute();
  expect(await recoverImports(ctx, importPaths, { alone: false })).toBe(0);
  expect(await stateOf(input.importId)).toEqual(['staging']);
  await ctx.pg.updateTable('jobs').set({ state: 'failed' }).where('job_id', '=', jobId).execute();
  expect(await recoverImports(ctx, importPaths, { alone: false })).toBe(1);
  expect(await stateOf(input.importId)).toEqual([]);
});
