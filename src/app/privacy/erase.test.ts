import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importPaths } from '../../collect/import/import-paths.ts';
import { runImport } from '../../collect/import/run-import.ts';
import { Pii } from '../../kernel/pii.ts';
import { customersMapping } from '../../records/mapping.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { factsLedgers, statePersonalData } from '../../store/personal-data.ts';
import { saveUpload } from '../../store/staging.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import {
  canary,
  canaryText,
  dumpStores,
  plantInFacts,
  plantInState,
  stateColumns,
  tracesIn,
} from '../../testing/canary.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { eraseAgain, loadErasures, repeatErasures, runErasure, saveErasure } from './erase.store.ts';
import { exportPerson, personCsv } from './person-export.ts';
import { factsTables } from './person-rows.store.ts';

let stores: TestStores;
let customerId: string;
let intentId: string;
let bystander: string;
let inFacts: string[];
let inState: string[];

async function plantCustomer() {
  const { ctx } = stores;
  const sealed = (text: string, field: string) =>
    ctx.keys.encrypt(text, fieldAad('customers', field, customerId)).cipher;
  await sql`
    insert into customers (customer_id, id_type, external_id_cipher, external_id_index, name_cipher, locale, created_at)
    values (${customerId}, 'member-no', ${sealed(canary.memberNo, 'external_id')},
      ${ctx.keys.blindIndex('member-no', canary.memberNo)}, ${sealed(canary.name, 'name')}, 'zh-CN', ${ctx.now()})`.execute(
    ctx.pg,
  );
  for (const [kind, value] of [
    ['email', canary.email],
    ['phone', canary.phone],
  ] as const) {
    const id = ctx.newId();
    await sql`
      insert into contact_points (contact_id, customer_id, kind, blind_index, value_cipher, key_version, status, created_at)
      values (${id}, ${customerId}, ${kind}, ${ctx.keys.blindIndex(kind, value)},
        ${ctx.keys.encrypt(value, fieldAad('contact_points', 'value', id)).cipher}, 1, 'active', ${ctx.now()})`.execute(
      ctx.pg,
    );
  }
}

/** The tables with a rule of their own. */
async function plantSpecial() {
  const { ctx } = stores;
  const importId = ctx.newId();
  const payload = JSON.stringify({ 姓名: canary.name, 电话: canary.typedPhone });
  const at = ctx.now();
  await sql`insert into imports (import_id, kind, source, file_name, file_sha256, mapping, state, created_at)
    values (${importId}, 'customers', 's', ${`${canary.name}.csv`}, 'x', '{}', 'committed', ${at})`.execute(
    ctx.pg,
  );
  await sql`insert into quarantine (import_id, row_number, code, payload_cipher, key_version, created_at)
    values (${importId}, 1, 'x', ${ctx.keys.encrypt(payload, fieldAad('quarantine', 'payload', `${importId}:1`)).cipher}, 1, ${at})`.execute(
    ctx.pg,
  );
  await sql`insert into idempotency (actor_id, key, route, request_hash, status, response, created_at)
    values ('u', 'k', 'POST /api/customers/search', 'x'::bytea, 200, ${JSON.stringify({ customerId })}::jsonb, ${at})`.execute(
    ctx.pg,
  );
  await sql`insert into facts_outbox (target_table, rows, created_at)
    values ('spend', ${JSON.stringify([{ customer_id: customerId, note: canaryText }])}::jsonb, ${at})`.execute(
    ctx.pg,
  );
  await sql`update facts_outbox set shipped_at = ${at}`.execute(ctx.pg);
  await withTransaction(ctx.pg, trx =>
    saveAudit(trx, ctx, {
      action: 'segment.change',
      target: `customer:${customerId}`,
      after: { name: new Pii(canary.name), email: new Pii(canary.email) },
      reason: `${canary.typedPhone} ${canary.email}`,
    }),
  );
  await saveUpload(ctx.stagingFolder, {
    uploadId: ctx.newId(),
    fileName: 'again.csv',
    content: Readable.from([Buffer.from(canaryText)]),
  });
}

beforeAll(async () => {
  stores = await testStores();
  const { ctx } = stores;
  customerId = ctx.keys.customerId('member-no', canary.memberNo);
  [bystander = ''] = await savePeople(ctx, [
    { externalId: 'by-1', name: '鹮鸰乙', email: 'by@kanari.example', phone: '+8619987310001' },
  ]);
  await plantCustomer();
  intentId = ctx.newId();
  const { userId } = await saveAccount(ctx, {
    email: 'staff@shop.example',
    password: 'a long password',
    role: 'owner',
  });
  inState = await plantInState(ctx, { customer_id: customerId, intent_id: intentId, user_id: userId });
  await sql`update imports set state = 'committed'`.execute(ctx.pg);
  inFacts = await plantInFacts(ctx, customerId);
  await plantInFacts(ctx, bystander, 'somebody else');
  await plantSpecial();
}, 240_000);
afterAll(() => stores?.close());

test('every table of the state database has its rule', async () => {
  const tables = new Set((await stateColumns(stores.ctx.pg)).map(column => column.table));
  expect(Object.keys(statePersonalData).sort()).toEqual([...tables].sort());
});

test('the person stands in every table that has room for one, before', async () => {
  expect((await factsTables(stores.ctx)).sort()).toEqual([...inFacts].sort());
  const dump = await dumpStores(stores.ctx);
  const isThere = (text: string) =>
    tracesIn(text).length > 0 || text.includes(customerId) || text.includes(intentId);
  const found = [...dump].filter(([, text]) => isThere(text));
  const expected = [...inState.map(t => `state.${t}`), ...inFacts.map(t => `facts.${t}`)];
  expect(found.map(([table]) => table)).toEqual(expect.arrayContaining(expected));
  expect(inState.length + inFacts.length).toBeGreaterThan(40);
});

test('the export holds everything in clear, as JSON and CSV, and is an audit entry', async () => {
  const held = await exportPerson(stores.ctx, customerId);
  expect(held.state['customers']?.[0]).toMatchObject({ name: canary.name, external_id: canary.memberNo });
  expect(held.state['contact_points']?.map(row => row['value'])).toEqual(
    expect.arrayContaining([canary.email, canary.phone]),
  );
  expect(Object.keys(held.facts).sort()).toEqual([...inFacts].sort());
  const rows = parse(personCsv(held), { bom: true, columns: true }) as Record<string, string>[];
  expect(rows.find(row => row['value'] === `'${canary.phone}`)).toMatchObject({
    store: 'state',
    table: 'contact_points',
  });
  for (const row of rows) expect(row['watermark']).toBe(held.watermark);
  const { action } = await stores.ctx.pg
    .selectFrom('audit_entries')
    .select('action')
    .orderBy('audit_id', 'desc')
    .executeTakeFirstOrThrow();
  expect(action).toBe('customer.export');
});

describe('an erasure', () => {
  test('waits for a running import', async () => {
    const { ctx } = stores;
    await sql`update imports set state = 'staging' where file_sha256 = 'x'`.execute(ctx.pg);
    const id = await saveErasure(ctx, customerId, `${canary.name} asked by phone ${canary.typedPhone}`);
    await expect(runErasure(ctx, id)).rejects.toMatchObject({ code: 'erase-import-running' });
    await sql`update imports set state = 'committed' where file_sha256 = 'x'`.execute(ctx.pg);
    expect(await saveErasure(ctx, customerId, 'again')).toBe(id);
  });

  test('leaves nothing of the person in either store or in files; ledgers keep the pseudonym', async () => {
    const { ctx } = stores;
    const id = await saveErasure(ctx, customerId, 'again');
    const said = await runErasure(ctx, id);
    const dump = await dumpStores(ctx);
    for (const [table, text] of dump) expect(tracesIn(text), table).toEqual([]);
    const left = [...dump].filter(([table, text]) => table.startsWith('facts.') && text.includes(customerId));
    expect(left.map(([table]) => table.slice('facts.'.length)).sort()).toEqual([...factsLedgers].sort());
    expect(await readdir(ctx.stagingFolder)).toEqual([]);
    const { signature, ...signed } = said;
    expect(ctx.keys.isCheckpointSignature(JSON.stringify(signed), signature)).toBe(true);
    expect(said.tables).toContainEqual({ store: 'state', table: 'suppressions', did: 'suppressed', rows: 3 });
    expect(said.tables).toContainEqual({ store: 'files', table: 'staging', did: 'deleted', rows: 1 });
    expect((await loadErasures(ctx))[0]?.certificate).toEqual(said);
    const named = said.tables.filter(({ store }) => store === 'facts').map(({ table }) => table);
    expect(named.sort()).toEqual([...inFacts].sort());
  });

  test('leaves everybody else as they were', async () => {
    const held = await exportPerson(stores.ctx, bystander);
    expect(held.state['customers']?.[0]).toMatchObject({ name: '鹮鸰乙' });
    expect(held.state['contact_points']).toHaveLength(2);
    expect(Object.keys(held.facts).sort()).toEqual([...inFacts].sort());
  });

  test('is repeated when a restored backup brings the person back', async () => {
    const { ctx } = stores;
    expect(await repeatErasures(ctx)).toBe(0);
    await sql`delete from erasures`.execute(ctx.pg);
    await sql`delete from customers where customer_id = ${customerId}`.execute(ctx.pg);
    await plantCustomer();
    await plantInFacts(ctx, customerId);
    expect(await repeatErasures(ctx)).toBe(1);
    for (const [table, text] of await dumpStores(ctx)) expect(tracesIn(text), table).toEqual([]);
    expect(await repeatErasures(ctx)).toBe(0);
  });

  test('happens once', async () => {
    await expect(saveErasure(stores.ctx, customerId, 'once more')).rejects.toMatchObject({
      code: 'customer-erased-already',
    });
    await expect(saveErasure(stores.ctx, stores.ctx.newId(), 'who')).rejects.toMatchObject({
      code: 'customer-unknown',
    });
  });

  test('is not undone by a later file, and what an orders file brings is taken out by the next purge', async () => {
    const { ctx } = stores;
    const path = join(ctx.stagingFolder, 'later.csv');
    const text = `会员号,姓名,手机\n${canary.memberNo},${canary.name},${canary.phone}\n`;
    await writeFile(path, text);
    const mapping = customersMapping.parse({
      kind: 'customers',
      name: 'crm',
      title: 'CRM',
      source: 'crm',
      columns: { customer: '会员号', name: '姓名', phone: '手机' },
    });
    const summary = await runImport(ctx, importPaths, {
      importId: ctx.newId(),
      kind: 'customers',
      mapping,
      dryRun: false,
      createdBy: null,
      upload: { path, fileName: 'later.csv', sha256: createHash('sha256').update(text).digest('hex') },
    });
    expect(summary).toMatchObject({ rowsStored: 0, rowsDuplicate: 1 });
    for (const [table, dumped] of await dumpStores(ctx)) expect(tracesIn(dumped), table).toEqual([]);
    await ctx.ch.insert('order_lines', [{ customer_id: customerId, order_id: 'late' }], { tag: 'test' });
    expect(await eraseAgain(ctx)).toEqual([
      { store: 'facts', table: 'order_lines', did: 'deleted', rows: 1 },
    ]);
    expect(await eraseAgain(ctx)).toEqual([]);
  });
});
