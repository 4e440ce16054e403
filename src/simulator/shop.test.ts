import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapping } from '../records/mapping.ts';
import {
  type SimulatedFileKind,
  simulatedColumns,
  simulatedCustomersMapping,
  simulatedOrdersMapping,
  simulatedStatuses,
} from '../records/simulated-files.ts';
import { dayMs } from './calendar.ts';
import { customerOf } from './customer.ts';
import { brokenRowNames } from './dirt.ts';
import type { DeliveredMessage } from './message.ts';
import { openShop } from './shop.ts';
import { businessOf } from './world.ts';

const startsAt = new Date('2023-01-01T00:00:00+08:00');
const asOf = new Date('2025-03-01T00:00:00+08:00');
const open = (seed = 5) => openShop({ seed, customers: 400, startsAt, asOf });
const later = (days: number) => new Date(asOf.getTime() + days * dayMs);

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'simulated-shop-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const kinds: readonly SimulatedFileKind[] = ['customers', 'orders', 'products', 'spend'];
const bytesOf = (dir: string, kind: SimulatedFileKind) => readFile(join(root, dir, `${kind}.csv`));
const digest = async (dir: string) =>
  Promise.all(
    kinds.map(async kind =>
      createHash('sha256')
        .update(await bytesOf(dir, kind))
        .digest('hex'),
    ),
  );

/** Rows by our field names, as an importer with the built-in mapping sees them. */
async function rowsOf(dir: string, kind: SimulatedFileKind): Promise<Record<string, string>[]> {
  const rows = parse(await bytesOf(dir, kind), { columns: true }) as Record<string, string>[];
  return rows.map(row =>
    Object.fromEntries(simulatedColumns[kind].map(({ header, field }) => [field, row[header] ?? ''])),
  );
}

const messagesTo = (ids: readonly string[]): DeliveredMessage[] =>
  ids.map((customerExternalId, n) => ({
    deliveryId: `delivery-${n}`,
    campaignId: 'spring',
    customerExternalId,
    channel: 'sandbox',
    offer: { kind: 'coupon', faceValueMinor: 3000, thresholdMinor: 9900, code: 'HUI30' },
    deliveredAt: new Date(asOf.getTime() + 10 * 3_600_000 + n * 1000),
  }));

describe('the files of the simulated shop', () => {
  it('are the same byte for byte for the same seed and differ for another', async () => {
    await open().writeHistory(join(root, 'a'));
    await open().writeHistory(join(root, 'b'));
    await open(6).writeHistory(join(root, 'c'));
    expect(await digest('a')).toEqual(await digest('b'));
    for (const [at, hash] of (await digest('c')).entries()) expect(hash).not.toBe((await digest('a'))[at]);
  });

  it('hold the same text in GB18030 as in UTF-8', async () => {
    await open().writeHistory(join(root, 'gb'), { encoding: 'gb18030' });
    for (const kind of kinds) {
      const text = new TextDecoder('gb18030', { fatal: true }).decode(await bytesOf('gb', kind));
      expect(text).toBe((await bytesOf('a', kind)).toString('utf8'));
    }
  });

  it('carry the agreed headers', async () => {
    for (const kind of kinds) {
      const [header] = (await bytesOf('a', kind)).toString('utf8').split('\n');
      expect(header).toBe(simulatedColumns[kind].map(column => column.header).join(','));
    }
  });

  it('are read by a mapping that knows every column', () => {
    for (const [kind, input] of [
      ['orders', simulatedOrdersMapping],
      ['customers', simulatedCustomersMapping],
    ] as const) {
      const fields = Object.keys(mapping.parse(input).columns);
      expect(fields.sort()).toEqual(simulatedColumns[kind].map(column => column.field).sort());
    }
  });

  it('hold the exact truth in their readable rows, whatever the dirt', async () => {
    const report = await open().writeHistory(join(root, 'dirty'));
    await open().writeHistory(join(root, 'clean'), { dirt: false });
    const normal = (text: string) =>
      text
        .normalize('NFKC')
        .replace(/[¥\s,]/g, '')
        .replaceAll('/', '-');
    const keys = async (dir: string) => {
      const rows = (await rowsOf(dir, 'orders')).filter(
        row =>
          row.orderId &&
          !row.orderedAt?.startsWith('2024-13') &&
          row.netAmount !== '待核' &&
          row.quantity !== '两件',
      );
      const fields = [
        'documentType',
        'orderId',
        'lineNo',
        'refundId',
        'customer',
        'quantity',
        'netAmount',
        'costAmount',
        'refundAmount',
      ];
      return new Set(rows.map(row => fields.map(field => normal(row[field] ?? '')).join('|')));
    };
    expect(await keys('dirty')).toEqual(await keys('clean'));
    const broken = brokenRowNames.reduce((sum, name) => sum + (report.dirt.orders[name] ?? 0), 0);
    const { orderLines, refunds } = report.totals;
    expect(report.files.orders?.rows).toBe(
      orderLines + refunds + broken + (report.dirt.orders.repeatedRow ?? 0),
    );
  });

  it('report totals that the rows add up to', async () => {
    const { totals } = await open().writeHistory(join(root, 'clean'), { dirt: false });
    const rows = await rowsOf('clean', 'orders');
    const fen = (of: Record<string, string>[], field: string) =>
      of.reduce((sum, row) => sum + Math.round(Number(row[field]) * 100), 0);
    const sold = rows.filter(
      row => row.documentType === '销售' && simulatedStatuses[row.status ?? '']?.countsAsSale,
    );
    const refunds = rows.filter(row => row.documentType === '退款');
    expect(sold).toHaveLength(totals.saleLines);
    expect(fen(sold, 'netAmount')).toBe(totals.netMinor);
    expect(fen(sold, 'netAmount') - fen(sold, 'costAmount')).toBe(totals.marginMinor);
    expect(refunds).toHaveLength(totals.refunds);
    expect(fen(refunds, 'refundAmount')).toBe(totals.refundMinor);
    expect(rows.filter(row => !row.customer && row.documentType === '销售')).toHaveLength(totals.walkInLines);
  });

  it('never know the future: nothing in the history happened after its day', async () => {
    const times = (await rowsOf('clean', 'orders')).flatMap(row => [
      row.orderedAt,
      row.paidAt,
      row.refundedAt,
    ]);
    expect(times.filter(time => time && time >= '2025-03-01')).toHaveLength(0);
    const registered = (await rowsOf('clean', 'customers')).map(row => row.registeredAt ?? '');
    expect(registered.filter(time => time < '2023-01-01' || time >= '2025-03-01')).toHaveLength(0);
    expect(registered).toHaveLength(400);
  });

  it('name in every refund a line sold before it', async () => {
    const rows = await rowsOf('clean', 'orders');
    const key = (row: Record<string, string>) => `${row.orderId} ${row.lineNo}`;
    const sold = new Map(rows.filter(row => row.documentType === '销售').map(row => [key(row), row]));
    for (const refund of rows.filter(row => row.documentType === '退款')) {
      const line = sold.get(key(refund));
      expect(line?.status).toMatch(/已完成|已发货/);
      expect((refund.refundedAt ?? '') > (line?.paidAt ?? '9')).toBe(true);
      expect(Number(refund.refundAmount)).toBeLessThanOrEqual(Number(line?.netAmount));
    }
  });

  it('let several members share an address, as households do', async () => {
    const phones = (await rowsOf('clean', 'customers')).map(row => row.phone).filter(Boolean);
    expect(new Set(phones).size).toBeLessThan(phones.length);
    expect(new Set(phones).size).toBeGreaterThan(phones.length * 0.9);
  });
});

describe('the time after the history', () => {
  it('can be cut anywhere: two halves hold the rows of the whole', async () => {
    const shop = open();
    const options = { dirt: false };
    const messages = messagesTo(['M10000011', 'M10000012', 'M10000013', 'M10000014']);
    const write = (dir: string, from: Date, to: Date) =>
      shop.respond({ messages, from, to, dir: join(root, dir), options });
    await write('whole', asOf, later(60));
    await write('first', asOf, later(17));
    await write('second', later(17), later(60));
    const rows = async (dir: string) =>
      (await rowsOf(dir, 'orders')).map(({ status, ...row }) =>
        JSON.stringify([status === '已发货' ? '已完成' : status, row]),
      );
    expect([...(await rows('first')), ...(await rows('second'))].sort()).toEqual(
      (await rows('whole')).sort(),
    );
  });

  it('is the history itself when asked for the past', async () => {
    const report = await open().respond({ messages: [], from: startsAt, to: asOf, dir: join(root, 'past') });
    expect(report.totals.customers).toBe(400);
    expect(await digest('past')).toEqual(await digest('a'));
  });

  it('is untouched for everybody who got no message', async () => {
    const shop = open();
    const reached = Array.from({ length: 200 }, (_, n) => `M${10_000_001 + 2 * n}`);
    const span = { from: asOf, to: later(60), options: { dirt: false } };
    await shop.respond({ ...span, messages: [], dir: join(root, 'silent') });
    const answered = await shop.respond({
      ...span,
      messages: messagesTo(reached),
      dir: join(root, 'written'),
    });
    const rows = async (dir: string, keep: (id: string) => boolean) =>
      (await rowsOf(dir, 'orders')).filter(row => keep(row.customer ?? '')).map(row => JSON.stringify(row));
    const isReached = (id: string) => reached.includes(id);
    expect(await rows('written', id => !isReached(id))).toEqual(await rows('silent', id => !isReached(id)));
    expect(await rows('written', isReached)).not.toEqual(await rows('silent', isReached));
    expect((await rowsOf('written', 'orders')).some(row => row.couponCode === 'HUI30')).toBe(true);
    const kindsSeen = new Set(answered.engagements.map(engagement => engagement.kind));
    expect(kindsSeen).toContain('opened');
    expect(kindsSeen).toContain('clicked');
    for (const engagement of answered.engagements)
      expect(isReached(engagement.customerExternalId)).toBe(true);
  });

  it('takes a stream of messages and counts a repeated delivery once', async () => {
    const shop = open();
    const messages = messagesTo(Array.from({ length: 100 }, (_, n) => `M${10_000_101 + n}`));
    async function* streamed() {
      yield* messages;
      yield* messages;
    }
    const span = { from: asOf, to: later(40) };
    const once = await shop.respond({ ...span, messages, dir: join(root, 'once') });
    const twice = await shop.respond({ ...span, messages: streamed(), dir: join(root, 'twice') });
    expect(twice.engagements).toEqual(once.engagements);
    expect(await digest('twice')).toEqual(await digest('once'));
  });

  it('does not depend on the order in which customers are generated', () => {
    const { world } = open();
    const span = { from: startsAt.getTime(), to: asOf.getTime() };
    const life = (number: number) =>
      JSON.stringify(businessOf(world, customerOf(world.base, number), { span, messages: [] }));
    const forwards = [1, 2, 3, 4, 5].map(life);
    expect([5, 4, 3, 2, 1].map(life).reverse()).toEqual(forwards);
  });

  it('keeps gaining members at the old pace', async () => {
    const report = await open().respond({
      messages: [],
      from: asOf,
      to: later(90),
      dir: join(root, 'growth'),
    });
    expect(report.totals.customers).toBeGreaterThan(20);
    expect(report.totals.customers).toBeLessThan(120);
    expect(open().customerById('M10000401')?.registeredAt).toBeGreaterThanOrEqual(asOf.getTime());
    expect(open().customerById('13800000000')).toBeNull();
  });
});
