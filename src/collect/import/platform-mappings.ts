/**
 * Mappings of the order exports of Chinese platforms. Their headings change over the years, so a field names the headings
 * it has had, the likeliest first, and the mapping is fitted to the file.
 */
import { badInput } from '../../kernel/errors.ts';
import { type Mapping, type MappingInput, mapping, type OrderField } from '../../records/mapping.ts';

export interface PlatformMapping {
  readonly name: string;
  readonly base: Omit<Extract<MappingInput, { kind: 'orders' }>, 'columns'>;
  readonly columns: Readonly<Partial<Record<OrderField, readonly string[]>>>;
  /** Fields without which it is not this platform's file. */
  readonly needed: readonly OrderField[];
}

/** As written, and as a typed cell reads it: full-width commas become half-width. */
const statuses = (...names: readonly string[]): string[] => [
  ...new Set(names.flatMap(name => [name, name.normalize('NFKC')])),
];

const base = { kind: 'orders', zone: 'Asia/Shanghai', currency: 'CNY' } as const;

const taobaoStatuses = statuses(
  '交易成功',
  '卖家已发货，等待买家确认',
  '买家已付款，等待卖家发货',
  '卖家部分发货',
);

/** One row an order. What the buyer owes for goods is without postage; a deposit alone leaves the order unpaid. */
const taobao: PlatformMapping = {
  name: 'taobao',
  base: {
    ...base,
    name: 'taobao',
    title: '淘宝 / 天猫 订单',
    source: 'taobao',
    countingStatuses: taobaoStatuses,
    identifierType: 'taobao',
  },
  columns: {
    orderId: ['订单编号'],
    customer: ['买家会员名', '买家昵称'],
    orderedAt: ['订单创建时间', '买家下单时间'],
    paidAt: ['订单付款时间', '买家付款时间'],
    status: ['订单状态'],
    productName: ['宝贝标题'],
    quantity: ['宝贝总数量'],
    netAmount: ['买家应付货款'],
    refundAmount: ['退款金额'],
    store: ['店铺名称'],
  },
  needed: ['orderId', 'customer', 'paidAt', 'status', 'netAmount', 'productName'],
};

/** One row an item, without its buyer. */
const taobaoItems: PlatformMapping = {
  name: 'taobao-items',
  base: {
    ...base,
    name: 'taobao-items',
    title: '淘宝 / 天猫 宝贝',
    source: 'taobao-items',
    countingStatuses: taobaoStatuses,
  },
  columns: {
    orderId: ['主订单编号'],
    productName: ['标题', '商品标题'],
    sku: ['商家编码', '外部系统编号'],
    quantity: ['购买数量'],
    netAmount: ['买家应付货款'],
    status: ['订单状态'],
    orderedAt: ['订单创建时间'],
    paidAt: ['订单付款时间'],
    refundAmount: ['退款金额'],
  },
  needed: ['orderId', 'productName', 'quantity', 'netAmount', 'status', 'paidAt'],
};

/** One row an order and item. The order's own amounts stand on each of its rows and would count several times. */
const jd: PlatformMapping = {
  name: 'jd',
  base: {
    ...base,
    name: 'jd',
    title: '京东 订单',
    source: 'jd',
    // Cash on delivery has no time of payment.
    dateField: 'orderedAt',
    countingStatuses: statuses('等待出库', '等待确认收货', '等待自提', '完成', '已完成'),
    identifierType: 'jd',
  },
  columns: {
    orderId: ['订单号', '订单编号'],
    customer: ['下单帐号', '下单账号'],
    orderedAt: ['下单时间'],
    paidAt: ['付款确认时间'],
    status: ['订单状态'],
    sku: ['商品ID', '商品编号'],
    productName: ['商品名称'],
    quantity: ['订购数量'],
    unitPrice: ['京东价'],
    store: ['店铺名称'],
  },
  needed: ['orderId', 'orderedAt', 'status', 'sku', 'quantity', 'unitPrice'],
};

/** One row an item. Names and numbers are masked or virtual: nobody is known by them. */
const douyin: PlatformMapping = {
  name: 'douyin',
  base: {
    ...base,
    name: 'douyin',
    title: '抖店 订单',
    source: 'douyin',
    countingStatuses: statuses('备货中', '待发货', '部分发货', '已发货', '已签收', '已完成'),
    identifierType: 'douyin',
  },
  columns: {
    orderId: ['主订单编号', '订单编号'],
    customer: ['用户ID', '买家ID'],
    orderedAt: ['订单提交时间', '下单时间'],
    paidAt: ['支付完成时间', '支付时间'],
    status: ['订单状态'],
    sku: ['商家编码', '商品ID'],
    productName: ['选购商品', '商品名称'],
    quantity: ['商品数量'],
    netAmount: ['订单应付金额'],
    region: ['省', '省份'],
    channel: ['流量来源', 'APP渠道'],
  },
  needed: ['orderId', 'paidAt', 'status', 'productName', 'quantity', 'netAmount'],
};

/** One row an order. What the seller gets for goods: their price less the shop's own discount, without postage. */
const pinduoduo: PlatformMapping = {
  name: 'pinduoduo',
  base: {
    ...base,
    name: 'pinduoduo',
    title: '拼多多 订单',
    source: 'pinduoduo',
    countingStatuses: statuses('待发货', '已发货，待签收', '已发货，待收货', '已收货', '已签收'),
    identifierType: 'pinduoduo',
  },
  columns: {
    orderId: ['订单号'],
    paidAt: ['支付时间', '订单成交时间', '拼单成功时间'],
    status: ['订单状态'],
    sku: ['商家编码-SKU维度', '商家编码-规格维度', '商家编码-商品维度', '商品id'],
    productName: ['商品', '商品名称'],
    quantity: ['商品数量(件)', '商品数量（件）'],
    listAmount: ['商品总价(元)', '商品总价（元）'],
    discountAmount: ['店铺优惠折扣(元)', '店铺优惠折扣（元）'],
    region: ['省'],
  },
  needed: ['orderId', 'paidAt', 'status', 'productName', 'quantity', 'listAmount', 'discountAmount'],
};

export const platformMappings: readonly PlatformMapping[] = [taobao, taobaoItems, jd, douyin, pinduoduo];

const headerOf = (names: readonly string[] | undefined, headers: readonly string[]): string | undefined =>
  names?.find(name => headers.includes(name));

/** Whether the file has what this platform's exports have. */
export const isOfPlatform = ({ columns, needed }: PlatformMapping, headers: readonly string[]): boolean =>
  needed.every(field => headerOf(columns[field], headers) !== undefined);

/** The mapping with the headings this file has. Throws `mapping-column-absent` for one it cannot do without. */
export function fittedTo({ base, columns, needed }: PlatformMapping, headers: readonly string[]): Mapping {
  const found: Record<string, string> = {};
  for (const [field, names] of Object.entries(columns)) {
    const header = headerOf(names, headers);
    if (header !== undefined) found[field] = header;
    else if (needed.some(each => each === field))
      throw badInput('mapping-column-absent', {
        path: `mapping.columns.${field}`,
        received: names.join(' / '),
        expected: headers.slice(0, 30).join(', '),
        params: { column: names.join(' / '), field },
      });
  }
  return mapping.parse({ ...base, columns: found });
}

/** The mapping with the likeliest headings, where no file is at hand. */
export const likeliest = ({ base, columns }: PlatformMapping): Mapping =>
  mapping.parse({
    ...base,
    columns: Object.fromEntries(Object.entries(columns).map(([field, names]) => [field, names[0]])),
  });
