/** Mappings saved under a name: versions that stay, files that find theirs by their headings, imports that remember. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportSummary, MappingChoice } from '../../records/import.ts';
import { type MappingInput, mapping as mappingSchema } from '../../records/mapping.ts';
import { saveUpload } from '../../store/staging.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importJob } from '../import/import.job.ts';
import { findImport } from '../import/import-ledger.store.ts';
import { previewUpload } from '../import/preview-file.ts';
import { pinned, resolveChoice } from './mapping-choice.store.ts';
import { findMappingPage, findSavedMapping, saveMapping, saveMappingUse } from './saved-mappings.store.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const spend = (change: Partial<MappingInput> = {}) =>
  mappingSchema.parse({
    kind: 'spend',
    name: 'ads',
    title: 'Ads',
    source: 'ads',
    columns: { spentOn: '日期', channel: '媒体', amount: '消耗' },
    ...change,
  });
const save = (mapping = spend()) => saveMapping(stores.ctx, { mapping, savedBy: null });

async function upload(content: string): Promise<string> {
  const uploadId = stores.ctx.newId();
  const from = { uploadId, fileName: 'spend.csv', content: Readable.from([Buffer.from(content)]) };
  await saveUpload(stores.ctx.stagingFolder, from);
  return uploadId;
}
const preview = async (content: string) =>
  previewUpload(stores.ctx, { uploadId: await upload(content), kind: 'spend' });
const run = async (content: string, mapping: MappingChoice) =>
  (await importJob.run(stores.ctx, {
    uploadId: await upload(content),
    kind: 'spend',
    mapping,
    dryRun: false,
    createdBy: null,
  })) as ImportSummary;

const file = '日期,媒体,消耗,备注\n2026-01-02,抖音,"1,200.50元",x\n';

describe('versions', () => {
  test('the same mapping is kept once, a changed one beside the older', async () => {
    expect(await save()).toEqual({ name: 'ads', version: 1, isNew: true });
    expect(await save()).toEqual({ name: 'ads', version: 1, isNew: false });
    expect(await save(spend({ title: 'Ads, net' }))).toEqual({ name: 'ads', version: 2, isNew: true });
    const { versions } = await findSavedMapping(stores.ctx, 'ads');
    expect(versions.map(each => [each.version, each.mapping.title])).toEqual([
      [2, 'Ads, net'],
      [1, 'Ads'],
    ]);
  });

  test('savers at once get a version each', async () => {
    const made = await Promise.all(
      [1, 2, 3, 4].map(n => save(spend({ name: 'crowd', title: `Crowd ${n}` }))),
    );
    expect(made.map(each => each.version).sort()).toEqual([1, 2, 3, 4]);
  });

  test.each([
    [{ name: 'taobao' }, 'mapping-name-reserved'],
    [{ name: 'simulated-shop' }, 'mapping-name-reserved'],
    [{ name: 'suggested' }, 'mapping-name-reserved'],
    [{ kind: 'channels', columns: { channel: '渠道' } }, 'mapping-name-taken'],
  ])('%o is refused with %s', async (change, code) => {
    await expect(save(spend(change as Partial<MappingInput>))).rejects.toMatchObject({ code });
  });

  test('a name and a version that do not exist are said, with those that do', async () => {
    const resolve = (choice: MappingChoice) => resolveChoice(stores.ctx, choice, 'spend');
    await expect(resolve({ saved: 'nobody' })).rejects.toMatchObject({ code: 'saved-mapping-unknown' });
    await expect(resolve({ saved: 'ads', version: 9 })).rejects.toMatchObject({
      code: 'mapping-version-unknown',
      detail: { expected: '2, 1' },
    });
    await expect(resolveChoice(stores.ctx, { saved: 'ads' }, 'orders')).rejects.toMatchObject({
      code: 'mapping-kind-differs',
    });
  });
});

describe('a file', () => {
  test('finds the newest version by its headings, and the import remembers it', async () => {
    const { saved, mapping, suggested, unmapped, tied } = await preview(file);
    expect({ saved, suggested, unmapped, tied }).toEqual({
      saved: { name: 'ads', version: 2 },
      suggested: true,
      unmapped: ['备注'],
      tied: true,
    });
    expect(mapping).toMatchObject({ title: 'Ads, net' });
    const { importId, rowsStored } = await run(file, { saved: 'ads', version: 1 });
    expect(rowsStored).toBe(1);
    expect(await findImport(stores.ctx, importId)).toMatchObject({
      savedMapping: { name: 'ads', version: 1 },
      mapping: { title: 'Ads' },
    });
  });

  test('work that waits keeps the version of when it was asked for', async () => {
    const choice = { saved: 'ads' };
    const kept = pinned(choice, await resolveChoice(stores.ctx, choice, 'spend'));
    await save(spend({ title: 'Ads, later' }));
    expect(kept).toEqual({ saved: 'ads', version: 2 });
    expect((await resolveChoice(stores.ctx, kept, 'spend')).mapping.title).toBe('Ads, net');
  });

  test('gets the mapping that reads most of its columns; where two read as many it is said that they do', async () => {
    const columns = { spentOn: '日期', channel: '媒体', amount: '消耗', campaign: '备注' };
    await save(spend({ name: 'ads-by-campaign', columns }));
    expect(await preview(file)).toMatchObject({ saved: { name: 'ads-by-campaign' }, tied: false });
    stores.clock.advance({ hours: 1 });
    await save(spend({ name: 'ads-of-another-shop', source: 'other', columns }));
    const { tied, fitting } = await preview(file);
    expect(tied).toBe(true);
    expect(fitting.slice(0, 2).map(each => [each.name, each.columns])).toEqual([
      ['ads-of-another-shop', 4],
      ['ads-by-campaign', 4],
    ]);
  });

  test('gets no retired one; saving it again puts it back in use', async () => {
    await saveMappingUse(stores.ctx, 'ads-of-another-shop', true);
    await saveMappingUse(stores.ctx, 'ads-by-campaign', true);
    const { fitting } = await preview(file);
    expect(fitting.map(each => each.name)).toEqual(['ads', 'crowd']);
    await saveMappingUse(stores.ctx, 'ads-by-campaign', false);
    expect((await preview(file)).saved).toMatchObject({ name: 'ads-by-campaign' });
    await expect(saveMappingUse(stores.ctx, 'nobody', true)).rejects.toMatchObject({
      code: 'saved-mapping-unknown',
    });
  });

  test('with other headings gets none', async () => {
    const { saved, fitting, mapping } = await preview('日期,渠道,金额\n2026-01-02,抖音,5\n');
    expect({ saved, fitting }).toEqual({ saved: null, fitting: [] });
    expect(mapping).toMatchObject({ name: 'suggested' });
  });
});

test('the list says the newest version, and what was imported by each', async () => {
  const { mappings } = await findMappingPage(stores.ctx, { limit: 50, sort: 'name', query: 'ads' });
  expect(mappings.map(each => [each.name, each.version, each.imports, each.retiredAt !== null])).toEqual([
    ['ads', 3, 1, false],
    ['ads-by-campaign', 1, 0, false],
    ['ads-of-another-shop', 1, 0, true],
  ]);
});
