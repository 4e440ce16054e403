import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customerList, customerPage } from '../../records/customer.ts';
import { type Mapping, type MappingInput, mapping as mappingSchema } from '../../records/mapping.ts';
import { testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport } from '../import/run-import.ts';
import { applyExclusions } from '../totals/exclusions.store.ts';
import { findCustomerIds } from './customer-lookup.store.ts';
import { loadCustomerPage } from './customer-page.store.ts';
import { findCustomerPage } from './customer-rows.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const mappingOf = (input: MappingInput): Mapping => mappingSchema.parse(input);

async function importText(mapping: Mapping, text: string) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, text);
  return runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: mapping.kind,
    mapping,
    dryRun: false,
    createdBy: null,
    upload: { path, fileName: 'file.csv', sha256: randomUUID() },
  });
}

const people = mappingOf({
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  columns: {
    customer: 'no',
    name: 'name',
    phone: 'phone',
    email: 'email',
    registeredAt: 'since',
    consentEmail: 'mail',
    kind: 'kind',
    birthYear: 'born',
  },
});
const orders = mappingOf({
  kind: 'orders',
  name: 'orders',
  title: 'orders',
  columns: {
    orderId: 'order',
    lineNo: 'line',
    customer: 'no',
    paidAt: 'paid',
    sku: 'sku',
    quantity: 'n',
    netAmount: 'net',
    documentType: 'type',
    refundAmount: 'back',
    refundedAt: 'at',
  },
  refundDocumentTypes: ['refund'],
});

beforeAll(async () => {
  await importText(
    people,
    `no,name,phone,email,since,mail,kind,born
M1,鹮鸰丰,19987315678,zhang@kanari.example,2024-01-02 10:00:00,是,员工,1985
M2,鹮鸰四,19987315678,,2024-01-03 10:00:00,,,
M3,王五,,,2024-01-04 10:00:00,否,,
`,
  );
  await importText(
    orders,
    `type,order,line,no,paid,sku,n,net,back,at
sale,O1,1,M1,2025-01-02 10:00:00,A,2,100.50,,
sale,O1,2,M1,2025-01-02 10:00:00,B,1,20,,
sale,O2,1,M1,2025-02-02 10:00:00,A,1,50,,
refund,O1,1,M1,2025-01-02 10:00:00,A,1,,50.25,2025-01-09 10:00:00
`,
  );
  await applyExclusions(ctx);
});

const idOf = (number: string) => ctx.keys.customerId('member-no', number);

const anyWay = { byContact: true };

test('a customer is found by number, phone, address or id in full, and by no part of them', async () => {
  for (const query of ['M3', ' M3 ', idOf('M3')])
    expect(await findCustomerIds(ctx, query.trim(), anyWay)).toEqual([idOf('M3')]);
  expect(await findCustomerIds(ctx, 'ZHANG@kanari.example', anyWay)).toEqual([idOf('M1')]);
  expect((await findCustomerIds(ctx, '+86 199 8731 5678', anyWay)).sort()).toEqual(
    [idOf('M1'), idOf('M2')].sort(),
  );
  for (const query of ['M', '1998731', 'zhang', '鹮鸰丰', '%', ''])
    expect(await findCustomerIds(ctx, query, anyWay)).toEqual([]);
});

test('the list pages through everybody once, masked', async () => {
  const first = customerList.parse(await findCustomerPage(ctx, { ids: null, limit: 2 }));
  const second = customerList.parse(
    await findCustomerPage(ctx, { ids: null, limit: 2, cursor: first.nextCursor ?? '' }),
  );
  expect(second.nextCursor).toBeNull();
  const all = [...first.customers, ...second.customers];
  expect(all.map(row => row.externalId).sort()).toEqual(['M1', 'M2', 'M3']);
  expect(all.find(row => row.externalId === 'M1')).toMatchObject({
    name: '鹮**',
    contacts: [
      { kind: 'email', masked: 'z***@kanari.example', status: 'active' },
      { kind: 'phone', masked: '199****5678', status: 'active' },
    ],
  });
  expect(first).toMatchObject({ offset: 0, total: 3, previousCursor: null });
  expect(second).toMatchObject({ offset: 2, total: 3 });
  const back = await findCustomerPage(ctx, { ids: null, limit: 2, cursor: second.previousCursor ?? '' });
  expect({ ...back, nextCursor: null }).toEqual({ ...first, nextCursor: null });
  const oldest = await findCustomerPage(ctx, { ids: null, limit: 3, isOldestFirst: true });
  expect(oldest.customers).toEqual(all.toReversed());
  await expect(findCustomerPage(ctx, { ids: null, limit: 2, cursor: 'made-up' })).rejects.toMatchObject({
    code: 'cursor-invalid',
  });
});

test('the page tells what they bought, agreed to and are excluded by, and never a whole contact', async () => {
  await sql`
    insert into suppressions (blind_index, kind, reason, at)
    values (${ctx.keys.blindIndex('email', 'zhang@kanari.example')}, 'email', 'bounced', ${ctx.now()})`.execute(
    ctx.pg,
  );
  const page = customerPage.parse(await loadCustomerPage(ctx, idOf('M1')));
  expect(page).toMatchObject({
    attributes: { kind: 'staff', birthYear: 1985, registeredAt: '2024-01-02T02:00:00.000Z' },
    exclusions: [{ rule: 'staff' }],
    consents: [{ purpose: 'marketing', channel: 'email', action: 'granted', method: 'import' }],
    suppressed: [{ kind: 'email', reason: 'bounced' }],
    totals: {
      orders: 2,
      currency: 'CNY',
      firstAt: '2025-01-02T02:00:00.000Z',
      lastAt: '2025-02-02T02:00:00.000Z',
    },
    features: null,
    campaigns: [],
  });
  expect(Number(page.totals.sales)).toBe(120.25);
  expect(page.timeline.map(entry => entry.kind)).toEqual(['consent', 'order', 'refund', 'order']);
  const last = page.timeline.at(-1);
  expect(last).toMatchObject({ kind: 'order', orderId: 'O1', counts: true });
  expect(last?.kind === 'order' && Number(last.amount)).toBe(120.5);
  expect(last?.kind === 'order' && last.lines).toHaveLength(2);
  const text = JSON.stringify(page);
  for (const secret of ['19987315678', 'zhang@', '鸰丰']) expect(text).not.toContain(secret);
});

test('somebody who never bought has an empty history, and somebody unknown is not found', async () => {
  const page = customerPage.parse(await loadCustomerPage(ctx, idOf('M2')));
  expect(page).toMatchObject({ totals: { orders: 0, firstAt: null }, timeline: [], exclusions: [] });
  await expect(loadCustomerPage(ctx, idOf('M9'))).rejects.toMatchObject({ code: 'customer-unknown' });
});
