/** The order exports of Chinese platforms through preview and import: recognised, read, and worth what they say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsSql, p } from '../../store/facts/sql.ts';
import { saveUpload } from '../../store/staging.ts';
import {
  douyinOrders,
  jdOrders,
  pinduoduoOrders,
  taobaoItems,
  taobaoOrders,
} from '../../testing/platform-exports.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importJob } from './import.job.ts';
import { previewUpload } from './preview-file.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const upload = (content: string | Uint8Array) => {
  const uploadId = stores.ctx.newId();
  const chunks = async function* () {
    yield Buffer.from(content as string);
  };
  return saveUpload(stores.ctx.stagingFolder, { uploadId, fileName: 'export.csv', content: chunks() });
};

async function imported(builtIn: string, content: string | Uint8Array) {
  const { uploadId } = await upload(content);
  return importJob.run(stores.ctx, {
    uploadId,
    kind: 'orders',
    mapping: { builtIn },
    dryRun: false,
    createdBy: null,
  });
}

async function worth(source: string) {
  const [row] = await stores.ctx.ch.query<{ sales: string; known: string; refunded: string }>(
    factsSql`select toString(sumIf(net_amount, counts_as_sale = 1)) as sales,
      toString(uniqIf(customer_id, customer_id != toUUID('00000000-0000-0000-0000-000000000000'))) as known,
      (select toString(sum(amount)) from refunds where source = ${p.string(source)}) as refunded
      from order_lines where source = ${p.string(source)}`,
    { tag: 'test.worth' },
  );
  return row;
}

describe('the export of', () => {
  it.each([
    ['taobao', taobaoOrders, 6, { sales: '275', known: '3', refunded: '0' }],
    ['taobao-items', taobaoItems, 3, { sales: '60', known: '0', refunded: '15' }],
    ['jd', jdOrders, 4, { sales: '150', known: '1', refunded: '0' }],
    ['douyin', douyinOrders, 4, { sales: '130', known: '0', refunded: '0' }],
    ['pinduoduo', pinduoduoOrders, 4, { sales: '98', known: '0', refunded: '0' }],
  ] as const)('%s', async (name, make, rowsRead, expected) => {
    const { uploadId } = await upload(make());
    const preview = await previewUpload(stores.ctx, { uploadId, kind: 'orders' });
    expect([preview.mapping?.name, preview.reasons]).toEqual([name, []]);
    expect(await imported(name, make())).toMatchObject({
      rowsRead,
      rowsStored: rowsRead,
      rowsQuarantined: 0,
    });
    expect(await worth(name)).toEqual(expected);
    expect(await imported(name, make())).toMatchObject({ rowsStored: 0, rowsDuplicate: rowsRead });
  });

  it('another year, with other headings', async () => {
    const older = pinduoduoOrders()
      .replace('支付时间', '订单成交时间')
      .replace('商家编码-规格维度', '商家编码-SKU维度');
    const { uploadId } = await upload(older);
    const { mapping } = await previewUpload(stores.ctx, { uploadId, kind: 'orders' });
    expect(mapping).toMatchObject({
      name: 'pinduoduo',
      columns: { paidAt: '订单成交时间', sku: '商家编码-SKU维度' },
    });
  });

  it('a platform in place of another is refused with what it lacks', async () => {
    await expect(imported('jd', douyinOrders())).rejects.toMatchObject({ code: 'mapping-column-absent' });
  });
});
