import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomerPage, customerPage } from '../../records/customer.ts';
import { exclusionsReply } from '../../records/exclusion.ts';
import { salesDefinitionReply } from '../../records/sales-definition.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { testStores } from '../../testing/stores.ts';

const stores = await testStores();
let server: TestServer;
beforeAll(async () => {
  server = await testHttp(stores.ctx);
});
afterAll(async () => {
  await server.close();
  await stores.close();
});

async function ask(path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${server.localToken}`, 'x-rekindle-locale': 'en' };
  const json = init.body && typeof init.body === 'string' ? { 'content-type': 'application/json' } : {};
  const reply = await fetch(`${server.url}${path}`, { ...init, headers: { ...headers, ...json } });
  return { status: reply.status, body: (await reply.json()) as any };
}

const send = (method: string, path: string, body: unknown) =>
  ask(path, { method, body: JSON.stringify(body) });

async function finished(reply: { status: number; body: { jobId: string } }) {
  expect(reply.status).toBe(202);
  await server.idle();
  const { body } = await ask(`/api/jobs/${reply.body.jobId}`);
  expect(body.error ?? null).toBeNull();
  return body.result;
}

async function importText(text: string, mapping: object) {
  const form = new FormData();
  form.set('file', new Blob([text]), 'file.csv');
  const { body: upload } = await ask('/api/uploads', { method: 'POST', body: form });
  const kind = (mapping as { kind: string }).kind;
  return finished(await send('POST', '/api/imports', { uploadId: upload.uploadId, kind, mapping }));
}

const people = {
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  columns: { customer: 'no', name: 'name', phone: 'phone', kind: 'kind' },
};
const orders = {
  kind: 'orders',
  name: 'orders',
  title: 'orders',
  columns: { orderId: 'order', customer: 'no', paidAt: 'paid', sku: 'sku', netAmount: 'net' },
};

test('a file becomes customers, totals and exclusions a person can read and change, and undo takes it back', async () => {
  const summary = await importText(
    'no,name,phone,kind\nM1,鹮鸰三,19987315678,员工\nM2,鹮鸰四,19987315679,\n',
    people,
  );
  expect(summary).toMatchObject({ rowsRead: 2, rowsStored: 2, rowsQuarantined: 0 });
  await importText('order,no,paid,sku,net\nO1,M1,2025-01-02,A,100\nO2,M2,2025-01-02,A,300\n', orders);

  const found = await send('POST', '/api/customers/search', { query: '199 8731 5678' });
  expect(found.body.customers).toHaveLength(1);
  const id = found.body.customers[0].customerId as string;
  const page: CustomerPage = customerPage.parse((await ask(`/api/customers/${id}`)).body);
  expect(page).toMatchObject({ externalId: 'M1', name: '鹮**', exclusions: [{ rule: 'staff' }] });

  const rules = exclusionsReply.parse((await ask('/api/exclusions')).body);
  expect(rules.rules.find(({ rule }) => rule === 'staff')).toMatchObject({
    customers: 1,
    orders: 1,
    salesShare: 0.25,
  });
  const definition = salesDefinitionReply.parse((await ask('/api/sales-definition')).body);
  expect(Number(definition.sales)).toBe(300);
  const tried = await send('PUT', '/api/sales-definition', { excludeRules: [], dryRun: true });
  expect([Number(tried.body.sales), Number(tried.body.salesBefore)]).toEqual([400, 300]);
  expect((await ask('/api/sales-definition')).body.definition.version).toBe(definition.definition.version);
  const off = await send('PUT', '/api/exclusions', { rules: [{ rule: 'staff', enabled: false }] });
  expect(off.body.together.customers).toBe(0);
  expect(Number((await ask('/api/sales-definition')).body.sales)).toBe(400);

  await finished(await send('POST', `/api/imports/${summary.importId}/undo`, {}));
  expect((await send('POST', '/api/customers/search', { query: '19987315678' })).body.customers).toEqual([]);
  expect((await ask(`/api/customers/${id}`)).body).toMatchObject({
    name: null,
    contacts: [],
    attributes: null,
  });
  expect((await ask('/api/customers/00000000-0000-8000-8000-000000000001')).body.error.code).toBe(
    'customer-unknown',
  );
});
