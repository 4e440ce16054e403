/**
 * Writes a span of the shop's business as the files the shop would export: members who registered in it, orders and
 * refunds that became known in it, the catalogue and the acquisition spend. One customer at a time, so memory does
 * not grow with the base.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type SimulatedFileKind, simulatedColumns, simulatedFileNames } from '../records/simulated-files.ts';
import { dayOf, zoneOffsetMs } from './calendar.ts';
import { CsvFile, type Encoding, type WrittenFile } from './csv-file.ts';
import { acquisitions, type Customer, customerOf, membersBefore } from './customer.ts';
import { type DirtCounts, soilCustomer, soilingOf, soilOrder } from './dirt.ts';
import { identityOf } from './identity.ts';
import type { DeliveredMessage, Engagement } from './message.ts';
import type { World } from './order.ts';
import { customerRow, productRow, type Row, refundRow, saleRows, yuan } from './rows.ts';
import { stream } from './streams.ts';
import { type Business, businessOf, type Span } from './world.ts';

export interface ExportOptions {
  readonly encoding?: Encoding;
  /** Whether to roughen the rows as real exports are; the readable part stays exact. */
  readonly dirt?: boolean;
  /** Orders without names, stores and provinces: half the bytes, for benchmarks. */
  readonly lean?: boolean;
  /** Called now and then with customers done and in all. */
  readonly progress?: (done: number, total: number) => void | Promise<void>;
}

/** What the files really hold, without dirt: the figures an importer must arrive at. Money in fen. */
export interface ExportTotals {
  customers: number;
  /** Orders and lines of every status, of members and walk-in customers. */
  orders: number;
  orderLines: number;
  walkInLines: number;
  /** Lines of orders that count as sales, with their money before refunds. */
  saleLines: number;
  netMinor: number;
  marginMinor: number;
  refunds: number;
  refundMinor: number;
}

export interface ExportReport {
  readonly files: Partial<Record<SimulatedFileKind, WrittenFile>>;
  readonly totals: ExportTotals;
  readonly dirt: { readonly customers: DirtCounts; readonly orders: DirtCounts };
}

const leanOut = new Set(['productName', 'store', 'region', 'refundReason']);

interface Sheet {
  readonly file: CsvFile;
  /** Fields of the row in the order of the columns. */
  readonly fields: readonly string[];
}

async function openSheet(dir: string, kind: SimulatedFileKind, options: ExportOptions): Promise<Sheet> {
  const columns = simulatedColumns[kind].filter(
    column => !(options.lean && kind === 'orders' && leanOut.has(column.field)),
  );
  const header = columns.map(column => column.header);
  const file = await CsvFile.create(join(dir, simulatedFileNames[kind]), {
    encoding: options.encoding ?? 'utf-8',
    header,
  });
  return { file, fields: columns.map(column => column.field) };
}

function addRow({ file, fields }: Sheet, row: Row): void {
  const cells: string[] = [];
  for (const field of fields) cells.push(row[field] ?? '');
  file.add(cells);
}

const countsAsSale = (status: string) => status === '已完成';

function tally(totals: ExportTotals, business: Business): void {
  for (const order of business.orders) {
    totals.orders++;
    totals.orderLines += order.lines.length;
    if (!order.customer) totals.walkInLines += order.lines.length;
    if (!countsAsSale(order.status)) continue;
    totals.saleLines += order.lines.length;
    for (const line of order.lines) {
      totals.netMinor += line.netMinor;
      totals.marginMinor += line.netMinor - line.costMinor;
    }
  }
  for (const { refund } of business.refunds) {
    totals.refunds++;
    totals.refundMinor += refund.amountMinor;
  }
}

const noTotals = (): ExportTotals => ({
  customers: 0,
  orders: 0,
  orderLines: 0,
  walkInLines: 0,
  saleLines: 0,
  netMinor: 0,
  marginMinor: 0,
  refunds: 0,
  refundMinor: 0,
});

async function writeProducts(
  world: World,
  dir: string,
  at: { day: number; options: ExportOptions },
): Promise<WrittenFile> {
  const sheet = await openSheet(dir, 'products', at.options);
  for (const product of world.assortment.products) {
    if (product.launchDay <= at.day) addRow(sheet, productRow(product, at.day));
  }
  return sheet.file.close();
}

const monthOf = (at: number) => new Date(at + zoneOffsetMs).toISOString().slice(0, 7);

/** Monthly acquisition cost per channel: members won × cost per member, give or take a fifth. */
async function writeSpend(
  world: World,
  dir: string,
  at: { won: Map<string, number>; options: ExportOptions },
): Promise<WrittenFile> {
  const sheet = await openSheet(dir, 'spend', at.options);
  for (const [key, members] of [...at.won].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [month, channel] = key.split('|') as [string, string];
    const source = acquisitions[Number(channel)] as (typeof acquisitions)[number];
    const draw = stream(world.base.seed, 'spend', [Number(month.replace('-', '')), Number(channel)]);
    const cost = yuan(Math.round(members * source.costYuan * 100 * (0.8 + 0.4 * draw.uniform())));
    addRow(sheet, {
      date: `${month}-01`,
      channel: source.name,
      kind: source.costKind,
      cost,
      customers: String(members),
    });
  }
  return sheet.file.close();
}

interface Desk {
  readonly world: World;
  readonly span: Span;
  readonly options: ExportOptions;
  readonly customers: Sheet;
  readonly orders: Sheet;
  readonly report: ExportReport & { totals: ExportTotals };
  readonly won: Map<string, number>;
}

function exportMember(desk: Desk, customer: Customer): void {
  const { world, options, report } = desk;
  const month = `${monthOf(customer.registeredAt)}|${customer.acquisition}`;
  desk.won.set(month, (desk.won.get(month) ?? 0) + 1);
  report.totals.customers++;
  const row = customerRow(customer, identityOf(world.base, customer));
  const soiling = soilingOf(
    world.base.seed,
    { customer: customer.number, file: 'customers' },
    report.dirt.customers,
  );
  for (const one of options.dirt === false ? [row] : soilCustomer(row, soiling)) addRow(desk.customers, one);
}

function exportBusiness(desk: Desk, customer: Customer, business: Business): void {
  const { world, span, options, report } = desk;
  tally(report.totals, business);
  const rows = [
    ...business.orders.flatMap(order => saleRows(order, span.to)),
    ...business.refunds.map(({ order, refund }) => refundRow(order, refund)),
  ];
  if (options.dirt === false) {
    for (const row of rows) addRow(desk.orders, row);
    return;
  }
  const file = `orders ${span.from}`;
  const soiling = soilingOf(world.base.seed, { customer: customer.number, file }, report.dirt.orders);
  for (const row of rows) for (const one of soilOrder(row, soiling)) addRow(desk.orders, one);
}

/** All customers of the span in order of number; engagements go to the caller as they come. */
async function exportCustomers(
  desk: Desk,
  messages: ReadonlyMap<number, readonly DeliveredMessage[]>,
  engaged: (engagement: Engagement) => void,
): Promise<void> {
  const { world, span, options } = desk;
  const total = membersBefore(world.base, span.to);
  for (let number = 0; number < total; number++) {
    const customer = customerOf(world.base, number);
    if (customer.registeredAt >= span.from) exportMember(desk, customer);
    const business = businessOf(world, customer, { span, messages: messages.get(number) ?? [] });
    exportBusiness(desk, customer, business);
    for (const engagement of business.engagements) engaged(engagement);
    await (desk.orders.file.drain() ?? desk.customers.file.drain());
    if (number % 1000 === 999) await options.progress?.(number + 1, total);
  }
  await options.progress?.(total, total);
}

/**
 * Writes the files of a span into a directory (created if absent) and reports what they hold. Deterministic: the
 * same shop, span, messages and options give the same bytes.
 */
export async function exportSpan(
  world: World,
  dir: string,
  request: {
    readonly span: Span;
    readonly messages: ReadonlyMap<number, readonly DeliveredMessage[]>;
    readonly options: ExportOptions;
    readonly engaged: (engagement: Engagement) => void;
  },
): Promise<ExportReport> {
  const { span, options } = request;
  await mkdir(dir, { recursive: true });
  const customers = await openSheet(dir, 'customers', options);
  const orders = await openSheet(dir, 'orders', options);
  const report = { files: {}, totals: noTotals(), dirt: { customers: {}, orders: {} } };
  const desk: Desk = { world, span, options, customers, orders, report, won: new Map() };
  try {
    await exportCustomers(desk, request.messages, request.engaged);
  } finally {
    report.files = { customers: await customers.file.close(), orders: await orders.file.close() };
  }
  const products = await writeProducts(world, dir, { day: dayOf(span.to), options });
  const spend = await writeSpend(world, dir, { won: desk.won, options });
  return { ...report, files: { ...report.files, products, spend } };
}
