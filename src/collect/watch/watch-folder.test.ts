/** Watched folders: whole files are taken once, failures stay with their reason, and a look cut off anywhere is gone on with. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mapping as mappingSchema } from '../../records/mapping.ts';
import { removeUpload } from '../../store/staging.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { undoImportById } from '../import/run-import.ts';
import { saveMapping } from '../mappings/saved-mappings.store.ts';
import { clearInboxes, inboxPath } from './inbox.store.ts';
import { lookAtFolder, type SeenBefore, type StartImport } from './watch-folder.store.ts';
import {
  findFilePage,
  findFolders,
  findLiveFolders,
  removeFolder,
  saveFolder,
} from './watched-folders.store.ts';

let stores: TestStores;
let server: TestServer;
let folder: string;
let before: SeenBefore;
let folders = 0;
let day = 0;
const system = { actorId: 'system', actorKind: 'system' } as const;
const start: StartImport = input => server.desk.start({ kind: 'import', input, caller: system });
const spend = { kind: 'spend', mapping: 'ads', pattern: '*', live: true } as const;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  const columns = { spentOn: '日期', channel: '媒体', amount: '消耗' };
  const mapping = mappingSchema.parse({ kind: 'spend', name: 'ads', title: 'Ads', source: 'ads', columns });
  await saveMapping(stores.ctx, { mapping, savedBy: null });
});
beforeEach(async () => {
  folders += 1;
  folder = `ads-${folders}`;
  before = new Map();
  await saveFolder(stores.ctx, folder, spend);
});
afterAll(async () => {
  await server.close();
  await stores.close();
});

const at = (...names: string[]) => join(inboxPath(stores.ctx, folder), ...names);
/** Another day each time, so that no two files of these tests are the same. */
const content = () => {
  day += 1;
  return `日期,媒体,消耗\n${new Date(Date.UTC(2025, 0, day)).toISOString().slice(0, 10)},抖音,12.50\n`;
};
function put(name: string, text = content(), agoSeconds = 60): string {
  writeFileSync(at(name), text);
  const when = new Date(stores.ctx.machineNow().getTime() - agoSeconds * 1000);
  utimesSync(at(name), when, when);
  return text;
}
async function look(times = 1, begin: StartImport = start): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const own = (await findLiveFolders(stores.ctx)).find(each => each.name === folder);
    if (!own) throw new Error('no such folder');
    await lookAtFolder(stores.ctx, { folder: own, before, start: begin });
    await server.idle();
  }
}
const files = async () =>
  (await findFilePage(stores.ctx, { name: folder, locale: 'en', limit: 50, sort: 'at' })).files;
const fates = async () => (await files()).map(file => `${file.fileName} ${file.state}`);
const imports = async () =>
  (await stores.ctx.pg.selectFrom('imports').select('file_name').where('state', '=', 'committed').execute())
    .length;

describe('a file', () => {
  test('is imported once it is whole, by the version of then, and lies in done afterwards', async () => {
    put('week 1.csv');
    await look();
    expect(await files()).toEqual([]);
    await look(2);
    const [file] = await files();
    expect(file).toMatchObject({ fileName: 'week 1.csv', state: 'imported', reason: null });
    const record = await stores.ctx.pg
      .selectFrom('imports')
      .selectAll()
      .where('import_id', '=', file?.importId ?? '')
      .executeTakeFirstOrThrow();
    expect(record).toMatchObject({
      mapping_name: 'ads',
      mapping_version: 1,
      rows_stored: 1,
      file_name: 'week 1.csv',
    });
    expect(readdirSync(at('done'))).toEqual(['week 1.csv']);
    expect(existsSync(at('week 1.csv'))).toBe(false);
  });

  test('that still grows, was written just now, or is called unfinished waits', async () => {
    put('grows.csv');
    put('young.csv', content(), 2);
    put('.hidden.csv');
    put('half.csv.part');
    symlinkSync(at('grows.csv'), at('link.csv'));
    await look();
    appendFileSync(at('grows.csv'), '2025-12-01,快手,1\n');
    await look();
    expect(await files()).toEqual([]);
    const old = new Date(stores.ctx.machineNow().getTime() - 60_000);
    utimesSync(at('grows.csv'), old, old);
    await look(3);
    expect(await fates()).toEqual(['grows.csv imported']);
  });

  test('with bytes that are imported already is not imported again; after an undo it is', async () => {
    const text = put('a.csv');
    await look(3);
    const count = await imports();
    put('b.csv', text);
    await look(3);
    expect(await imports()).toBe(count);
    expect(await fates()).toEqual(['a.csv imported', 'b.csv repeated']);
    expect((await files())[1]?.reason).toMatch(/already/);
    await undoImportById(stores.ctx, importPaths, (await files())[0]?.importId ?? '');
    put('c.csv', text);
    await look(3);
    expect((await fates())[2]).toBe('c.csv imported');
  });

  test('that cannot be read stays in failed with its reason, in words, and is tried again when put anew', async () => {
    const bad = put('bad.csv', '日期,媒体\n2025-01-01,抖音\n');
    await look(3);
    const [file] = await files();
    expect(file).toMatchObject({ state: 'failed', importId: null });
    expect(file?.reason).toContain('消耗');
    expect(file?.reason).not.toMatch(/[{}]/);
    expect(readdirSync(at('failed')).sort()).toEqual(['bad.csv', 'bad.csv.reason.txt']);
    expect(readFileSync(at('failed', 'bad.csv.reason.txt'), 'utf8')).toContain('mapping-column-absent');
    put('bad.csv', bad);
    await look(3);
    expect(await fates()).toEqual(['bad.csv failed', 'bad.csv failed']);
    expect(readdirSync(at('failed'))).toContain('bad-2.csv');
  });

  test('of several is taken oldest first, one after the other', async () => {
    put('new.csv', content(), 30);
    put('old.csv', content(), 300);
    await look(6);
    expect(await fates()).toEqual(['old.csv imported', 'new.csv imported']);
  });
});

describe('without a mapping', () => {
  test('a file is read by the one its headings fit, and refused where there is only a guess', async () => {
    await saveFolder(stores.ctx, folder, { ...spend, mapping: null, pattern: 'ads*.csv' });
    put('ads.csv');
    put('other.csv');
    put('ads-guess.csv', 'date,channel,amount\n2025-01-01,x,1\n');
    await look(6);
    expect((await fates()).sort()).toEqual(['ads-guess.csv failed', 'ads.csv imported']);
    expect(existsSync(at('other.csv'))).toBe(true);
    expect((await files()).find(each => each.state === 'failed')?.remedy).toMatch(/mapping/i);
  });
});

describe('a look that is cut off', () => {
  const dies: StartImport = async () => {
    throw new Error('killed');
  };

  test('before its job was made: the job is made by the next, under the same import', async () => {
    put('cut.csv');
    await look();
    await expect(look(1, dies)).rejects.toThrow('killed');
    const [taken] = await files();
    expect(taken?.state).toBe('taken');
    await look(2);
    expect(await files()).toMatchObject([{ state: 'imported', importId: taken?.importId }]);
  });

  test('before its job was made, and its copy cleared away: the file is taken anew', async () => {
    put('lost.csv');
    await look();
    await expect(look(1, dies)).rejects.toThrow('killed');
    const row = await stores.ctx.pg
      .selectFrom('watched_files')
      .select('upload_id')
      .where('folder', '=', folder)
      .executeTakeFirstOrThrow();
    await removeUpload(stores.ctx.stagingFolder, row.upload_id ?? '');
    await look(4);
    expect(await fates()).toEqual(['lost.csv imported']);
  });

  test('after its import and before the file was moved: nothing is imported again', async () => {
    put('moved.csv');
    await look(2);
    const count = await imports();
    await look();
    await stores.ctx.pg
      .updateTable('watched_files')
      .set({ moved_at: null })
      .where('folder', '=', folder)
      .execute();
    writeFileSync(at('elsewhere.csv'), readFileSync(at('done', 'moved.csv')));
    await look(2);
    expect(await imports()).toBe(count);
    expect(await fates()).toEqual(['moved.csv imported']);
  });

  test('and a new file that took the name of a moved one is not moved for it', async () => {
    put('same.csv');
    await look(2);
    put('same.csv');
    await look(4);
    expect(await fates()).toEqual(['same.csv imported', 'same.csv imported']);
    expect(readdirSync(at('done'))).toEqual(['same.csv']);
  });
});

describe('a folder', () => {
  test('is listed with what came of it, and said to be unreadable where it is gone', async () => {
    put('x.csv');
    await look(3);
    const [own] = (await findFolders(stores.ctx, 'en')).filter(each => each.name === folder);
    expect(own).toMatchObject({
      imported: 1,
      failed: 0,
      current: null,
      problem: null,
      path: `inbox/${folder}`,
    });
  });

  test('that is removed leaves its files', async () => {
    put('y.csv');
    await removeFolder(stores.ctx, folder);
    expect(existsSync(at('y.csv'))).toBe(true);
    await expect(removeFolder(stores.ctx, folder)).rejects.toMatchObject({ code: 'watch-folder-unknown' });
  });

  test('asks for a mapping that exists', async () => {
    await expect(saveFolder(stores.ctx, folder, { ...spend, mapping: 'nobody' })).rejects.toMatchObject({
      code: 'saved-mapping-unknown',
    });
  });

  test('gives up what went through when it is older than kept', async () => {
    put('z.csv');
    await look(3);
    expect(await clearInboxes(stores.ctx, new Date(0))).toBe(0);
    await clearInboxes(stores.ctx, new Date('2999-01-01'));
    expect(readdirSync(at('done'))).toEqual([]);
  });
});
