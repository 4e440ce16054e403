/** Events of a file beside tracked ones: one event however often and by whichever way it comes, and taken back by itself. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type EventsMapping, mapping as mappingSchema } from '../../records/mapping.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { testStores } from '../../testing/stores.ts';
import { suggestMapping } from '../import/header-suggestion.ts';
import { importPaths } from '../import/import-paths.ts';
import { previewRows } from '../import/preview.ts';
import { findRefused } from '../import/quarantine.store.ts';
import { runImport, undoImportById } from '../import/run-import.ts';
import { loadCustomerPage } from '../profile/customer-page.store.ts';
import { noPlan } from '../track/plan-check.ts';
import { prepareEvents } from '../track/prepare-events.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const { name, phone, email } = canaryPerson(7351);
const head = '会员号,事件,发生时间,消息ID,金额,币种,属性,支行,姓名';
const properties = JSON.stringify({ page: 'gold', note: `call ${email}`, 手机: phone });
const content = `${head}
E1,余额,2025-06-30 23:00,m-1,"1,234.5元",cny,,0012,${name}
E1,浏览,2025-07-01 10:00,m-2,,,"${properties.replaceAll('"', '""')}",12,
E2,登录,2025年7月1日,,,,,,
`;

const mappingOf = (text: string, change: Partial<EventsMapping> = {}): EventsMapping => {
  const mapping = suggestMapping((text.split('\n')[0] ?? '').split(','), 'events');
  return mappingSchema.parse({ ...mapping, source: 'app', ...change }) as EventsMapping;
};

async function take(mapping: EventsMapping, text: string, dryRun = false) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, text);
  return runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: 'events',
    mapping,
    dryRun,
    createdBy: null,
    upload: { path, fileName: 'x.csv', sha256: createHash('sha256').update(text).digest('hex') },
  });
}

const events = (source = 'app') =>
  ctx.ch.query<{ event: string; properties: string; occurred_at: string; clock_flag: string }>(
    factsSql`select event, properties, occurred_at, clock_flag from events where source = ${p.string(source)} order by occurred_at`,
    { tag: 'test.events' },
  );

test('is read by its headings, without contact data, and repeated without effect', async () => {
  const mapping = mappingOf(content);
  expect(mapping.columns).toEqual({
    customer: '会员号',
    event: '事件',
    occurredAt: '发生时间',
    messageId: '消息ID',
    amount: '金额',
    currency: '币种',
    properties: '属性',
    'properties.支行': '支行',
    'properties.姓名': '姓名',
  });
  const raw = [['E1', '余额', '2025-06-30 23:00', 'm-1', '1', 'cny', properties, '0012', name]];
  const shown = previewRows(raw, head.split(','), { ...mapping, zone: 'Asia/Shanghai' })[0]?.cells;
  expect(shown?.slice(6).map(({ value }) => value)).toEqual([
    '{"page":"gold","note":"call [removed]"}',
    '0012',
    '',
  ]);
  expect(JSON.stringify(shown)).not.toContain(name);
  expect(await take(mapping, content, true)).toMatchObject({ rowsStored: 3, rowsQuarantined: 0 });
  expect(await events()).toEqual([]);
  const first = await take(mapping, content);
  expect(first).toMatchObject({
    rowsStored: 3,
    customers: 2,
    notes: [{ code: 'contacts-blanked', count: 2, amount: null }],
  });
  expect(await events()).toEqual([
    {
      event: '余额',
      properties: '{"支行":"0012","amount":1234.5,"currency":"CNY"}',
      occurred_at: '2025-06-30 15:00:00.000',
      clock_flag: '',
    },
    { event: '登录', properties: '{}', occurred_at: '2025-06-30 16:00:00.000', clock_flag: '' },
    {
      event: '浏览',
      properties: '{"page":"gold","note":"call [removed]","支行":12}',
      occurred_at: '2025-07-01 02:00:00.000',
      clock_flag: '',
    },
  ]);
  const again = await take(mapping, content);
  expect(again).toMatchObject({ rowsStored: 0, rowsDuplicate: 3 });
  expect(await events()).toHaveLength(3);
  const page = await loadCustomerPage(ctx, ctx.keys.customerId('member-no', 'E1'));
  expect(page.timeline.map(entry => entry.kind === 'event' && entry.event)).toEqual(['浏览', '余额']);
  // What the second import repeats stays when the first is taken back, and goes with it.
  expect(await undoImportById(ctx, importPaths, first.importId)).toMatchObject({
    rowsTakenBack: 3,
    rowsRestored: 3,
  });
  expect(await events()).toHaveLength(3);
  await undoImportById(ctx, importPaths, again.importId);
  expect(await events()).toEqual([]);
  expect(await take(mapping, content)).toMatchObject({ rowsStored: 3 });
});

test('an event that a program sent is the same event, before the file and after it', async () => {
  const track = async (messageId: string) => {
    const now = ctx.now();
    const envelope = {
      kind: 'track',
      context: {},
      sentAt: undefined,
      receivedAt: now,
      machineAt: now,
    } as const;
    const body = { userId: 'P1', event: 'seen', messageId, timestamp: '2025-07-02T00:00:00Z' };
    const prepared = prepareEvents([body], {
      keys: ctx.keys,
      source: 'both',
      envelope,
      bytes: 0,
      plan: noPlan,
    });
    await ctx.ch.insert(
      'events',
      prepared.rows.map(row => ({ ...row, ingested_at: now.toISOString() })),
      { tag: 'test.track' },
    );
  };
  const text =
    'customer id,event,time,message id\nP1,seen,2025-07-02 08:00,t-1\nP1,seen,2025-07-02 08:00,t-2\n';
  const mapping = mappingOf(text, { source: 'both' });
  await track('t-1');
  const done = await take(mapping, text);
  expect(done).toMatchObject({ rowsStored: 1, rowsDuplicate: 1 });
  await track('t-2');
  expect(await events('both')).toHaveLength(2);
  // The program's word outlives the file's.
  await undoImportById(ctx, importPaths, done.importId);
  expect(await events('both')).toHaveLength(2);
});

test('what cannot be an event is refused with its column', async () => {
  const text = `会员号,事件,发生时间,属性\n,x,2025-07-01,\nE1,,2025-07-01,\nE1,x,,\nE1,x,昨天,\nE1,x,2025-07-01,[1]\nE1,Order Completed,2025-07-01,\nundefined,x,2025-07-01,\nt**8,x,2025-07-01,\nE1,${'长'.repeat(201)},2025-07-01,\n`;
  const mapping = mappingOf(text, { source: 'bad' });
  const done = await take(mapping, text);
  const refused = await findRefused(ctx, {
    importId: done.importId,
    mapping,
    after: 0,
    limit: 50,
    locale: 'zh-CN',
  });
  expect(refused.map(({ rowNumber, code, column }) => [rowNumber, code, column])).toEqual([
    [1, 'required-missing', '会员号'],
    [2, 'track-field-missing', '事件'],
    [3, 'required-missing', '发生时间'],
    [4, 'date-unreadable', '发生时间'],
    [5, 'event-properties-invalid', '属性'],
    [6, 'event-is-order', '事件'],
    [7, 'track-id-junk', '会员号'],
    [8, 'identifier-masked', '会员号'],
    [9, 'track-field-invalid', '事件'],
  ]);
});

test('the example of the guide is read by its headings', async () => {
  const guide = await readFile(new URL('../../../docs/guide/imports.md', import.meta.url), 'utf8');
  const [, example = ''] = /rekindle import \S+ --as events\n\n```csv\n(.*?)```/s.exec(guide) ?? [];
  expect(await take(mappingOf(example, { source: 'guide' }), example)).toMatchObject({
    rowsStored: example.trim().split('\n').length - 1,
    rowsQuarantined: 0,
  });
});

test('is known from its own time on as history, else from its import on', async () => {
  const row = `${head}\nH1,余额,2024-01-31 23:00,h-1,5,,,,\n`;
  const knownOf = (source: string) =>
    ctx.ch.query<{ known: string }>(
      factsSql`select toString(received_at) as known from events where source = ${p.string(source)}`,
      { tag: 'test.known' },
    );
  await take(mappingOf(row, { source: 'past' }), row);
  expect(await knownOf('past')).toEqual([{ known: '2024-01-31 15:00:00.000' }]);
  await take(mappingOf(row, { source: 'now', history: false }), row);
  const [now] = await knownOf('now');
  expect(now?.known.slice(0, 10)).toBe(ctx.now().toISOString().slice(0, 10));
});
