import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { sqlFromFile } from '../store/facts/sql.ts';
import { canariesIn, canaryPerson, nameMark } from './contact-canaries.ts';
import { findingsIn, leaksVariable, searchText } from './leaks.ts';
import { scratchFolder } from './scratch-folder.ts';
import { searchFolders } from './search-folder.ts';
import { searchFacts, searchState } from './search-stores.ts';
import { searchedLog } from './searched-log.ts';
import { testState } from './state-database.ts';
import { testStores } from './stores.ts';

const { name, phone, email } = canaryPerson(7);
const stores = await testStores();
afterAll(() => stores.close());

/** Lets what follows in this test write into a file of its own, so that a planted leak does not fail the run. */
async function ownFindings(): Promise<() => readonly string[]> {
  const file = join(await scratchFolder(), 'leaks');
  vi.stubEnv(leaksVariable, file);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => findingsIn(file).leaks.map(line => line.replace(/ \(.*\)$/, ''));
}

test.each([
  ['in clear', name, phone, email],
  [
    'in an address',
    `?q=${encodeURIComponent(name)}`,
    `?q=${encodeURIComponent(phone)}`,
    `?q=${encodeURIComponent(email)}`,
  ],
  ['as bytes', ...[name, phone, email].map(each => Buffer.from(`a ${each} b`).toString('hex'))],
  ['in base64', ...[name, phone, email].map(each => Buffer.from(`a ${each} b`).toString('base64'))],
  ['typed', `${name}，`, '199 8731-0007', email.toUpperCase()],
])('canaries are known %s', (_how, ...texts) => {
  expect(texts.map(canariesIn)).toEqual([['name'], ['phone'], ['email']]);
});

test('what is masked, a longer number and the marks of nobody are none', () => {
  for (const text of [
    '鹮**',
    '199****0007',
    'c***@kanari.example',
    '0.19987310007',
    '199873100071',
    '鹮',
    'kanari',
  ])
    expect(canariesIn(text), text).toEqual([]);
});

test('a leak in a log is found, with the event and not the value', async () => {
  const found = await ownFindings();
  searchedLog.warn({ note: `${name} called` }, 'planted-leak');
  searchedLog.warn({ note: 'nobody called' }, 'no-leak');
  expect(found()).toEqual(['log planted-leak: name']);
});

test('leaks in a job input, an error kept and encrypted bytes left clear are found by table and column', async () => {
  const found = await ownFindings();
  const state = await testState();
  onTestFinished(async () => {
    const late = await ownFindings();
    await state.close();
    expect(late().length).toBeGreaterThan(0);
  });
  await searchState(state.address);
  expect(found()).toEqual([]);
  await state.db
    .insertInto('jobs')
    .values({
      job_id: stores.ctx.newId(),
      kind: 'planted',
      state: 'failed',
      input: JSON.stringify({ to: [email] }),
      error: JSON.stringify({ code: 'planted', params: { received: phone } }),
      created_at: stores.ctx.now(),
    })
    .execute();
  await state.db
    .insertInto('customers')
    .values({
      customer_id: stores.ctx.newId(),
      id_type: 'external',
      name_cipher: Buffer.from(`${'\0'}${name}`),
      key_version: 1,
      created_at: stores.ctx.now(),
    })
    .execute();
  await searchState(state.address);
  expect(found()).toEqual([
    'state customers.name_cipher: name',
    'state jobs.error: phone',
    'state jobs.input: email',
  ]);
});

test('a leak in a fact is found by table and column', async () => {
  const found = await ownFindings();
  await stores.ctx.ch.insert(
    'events',
    [{ customer_id: stores.ctx.newId(), properties: `{"to":"${email}"}` }],
    {
      tag: 'test.plant',
    },
  );
  await searchFacts(stores.ctx.ch);
  expect(found()).toEqual(['facts events_local.properties: email']);
  await stores.ctx.ch.command(sqlFromFile('truncate table events_local'), { tag: 'test.clear' });
});

test('a leak in a file of a data folder is found, what people uploaded is not one', async () => {
  const found = await ownFindings();
  const folder = join(await scratchFolder(), 'data');
  await mkdir(join(folder, 'spool'), { recursive: true });
  await mkdir(join(folder, 'staging'));
  await writeFile(join(folder, 'folder.json'), '{}');
  await writeFile(join(folder, 'spool', '1.jsonl'), 'x'.repeat(100_000) + phone);
  await writeFile(join(folder, 'staging', 'people.csv'), name);
  await searchFolders(join(folder, '..'));
  expect(found()).toEqual(['file spool/1.jsonl: phone']);
});

test('a run without canaries finds nothing', async () => {
  const found = await ownFindings();
  searchText('stdout of nobody', `${nameMark.slice(0, 1)} 13812345678 nobody@example.com`);
  expect(found()).toEqual([]);
});
