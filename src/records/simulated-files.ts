/**
 * The files a simulated shop exports: their Chinese headers, what each column means and which field of ours it is.
 * The simulator writes by this list and the importer's built-in mapping `simulated-shop` reads by it, so the two
 * cannot drift apart.
 */
import { z } from 'zod';
import type { MappingInput } from './mapping.ts';

export const simulatedFileKind = z.enum(['customers', 'orders', 'products', 'spend']);
export type SimulatedFileKind = z.infer<typeof simulatedFileKind>;

export interface SimulatedColumn {
  /** Header as it stands in the first row of the file. */
  readonly header: string;
  /** Our name of the field; of orders and customers a field of `mapping.ts`. */
  readonly field: string;
  readonly meaning: { readonly zh: string; readonly en: string };
  /** `time` is local wall time of Asia/Shanghai; `money` is in yuan, possibly written `¥1,234.50`. */
  readonly type: 'text' | 'integer' | 'money' | 'time' | 'date' | 'yes-no';
  /** Whether a row without it is of no use and belongs in quarantine. */
  readonly required: boolean;
}

type Row = readonly [
  header: string,
  field: string,
  type: SimulatedColumn['type'],
  required: boolean,
  zh: string,
  en: string,
];

const columns = (rows: readonly Row[]): readonly SimulatedColumn[] =>
  rows.map(([header, field, type, required, zh, en]) => ({
    header,
    field,
    type,
    required,
    meaning: { zh, en },
  }));

/** One row a customer. The same customer may stand twice (exact repeats); households may share a phone or e-mail. */
export const simulatedCustomerColumns = columns([
  ['会员编号', 'customer', 'text', true, '会员的唯一编号', 'the member number, the identifier of all files'],
  ['姓名', 'name', 'text', false, '姓名', 'full name'],
  [
    '手机号',
    'phone',
    'text',
    false,
    '大陆手机号，写法不一，可能有误',
    'mainland mobile, written in several ways',
  ],
  ['邮箱', 'email', 'text', false, '电子邮箱，可能有误', 'e-mail address, sometimes wrong'],
  ['性别', 'sex', 'text', false, '男、女或空', 'male, female or empty'],
  ['出生年份', 'birthYear', 'integer', false, '四位年份，可能为空', 'four-digit year, may be empty'],
  ['省份', 'region', 'text', false, '省级行政区', 'province'],
  ['城市', 'city', 'text', false, '城市', 'city'],
  ['注册时间', 'registeredAt', 'time', true, '成为会员的时间', 'when the person became a member'],
  ['获客渠道', 'acquisitionChannel', 'text', false, '从哪里来', 'where the member came from'],
  [
    '会员类型',
    'kind',
    'text',
    false,
    '普通会员、员工、经销商或测试账号',
    'person, staff, dealer or test account',
  ],
  [
    '短信营销同意',
    'consentSms',
    'yes-no',
    false,
    '是否同意营销短信，空为未问',
    'consent to marketing text messages',
  ],
  [
    '邮件营销同意',
    'consentEmail',
    'yes-no',
    false,
    '是否同意营销邮件，空为未问',
    'consent to marketing e-mail',
  ],
  ['企微营销同意', 'consentWecom', 'yes-no', false, '是否同意企业微信营销', 'consent to marketing by WeCom'],
  ['回访同意', 'consentService', 'yes-no', false, '是否同意服务回访电话', 'consent to service calls'],
  ['同意时间', 'consentAt', 'time', false, '以上同意或拒绝的时间', 'when these answers were given'],
]);

/**
 * One row an order line or a refund of a line, told apart by 单据类型. (订单号, 行号) is the natural key of a sale
 * line, 退款单号 of a refund: a row that repeats its key exactly is the same line exported twice, not a second sale.
 * A refund row names the order and line it belongs to. Orders closed before shipping have the status 已退款, do not
 * count as sales and have no refund row; returns after shipping leave the order 已完成 and add a refund row.
 */
export const simulatedOrderColumns = columns([
  ['单据类型', 'documentType', 'text', true, '销售或退款', 'sale or refund'],
  ['订单号', 'orderId', 'text', true, '订单编号；退款行写原订单', 'order number; a refund names its order'],
  ['行号', 'lineNo', 'integer', true, '订单内行号，从 1 起', 'line within the order, from 1'],
  ['退款单号', 'refundId', 'text', false, '仅退款行', 'refund rows only'],
  ['会员编号', 'customer', 'text', false, '空为散客', 'empty for a walk-in customer'],
  ['下单时间', 'orderedAt', 'time', true, '下单时间', 'when ordered'],
  ['付款时间', 'paidAt', 'time', false, '未付款为空', 'when paid, empty if never'],
  ['订单状态', 'status', 'text', true, '见订单状态表', 'see the list of statuses'],
  ['商品编码', 'sku', 'text', true, '商品编码', 'product code'],
  ['商品名称', 'productName', 'text', false, '商品名称', 'product name'],
  ['商品类目', 'category', 'text', false, '商品类目', 'category'],
  ['数量', 'quantity', 'integer', true, '件数；退款行为退回件数', 'units; units returned on a refund row'],
  ['标价金额', 'listAmount', 'money', false, '优惠前金额', 'amount before discounts'],
  ['优惠金额', 'discountAmount', 'money', false, '优惠合计', 'discounts'],
  ['实付金额', 'netAmount', 'money', false, '标价减优惠；退款行为空', 'amount paid; empty on a refund row'],
  [
    '成本金额',
    'costAmount',
    'money',
    false,
    '货品成本；退款行为退回货品的成本',
    'cost of goods sold or returned',
  ],
  ['销售渠道', 'channel', 'text', false, '门店、小程序、天猫、京东等', 'where it was bought'],
  ['门店', 'store', 'text', false, '门店名称，线上为空', 'shop, empty online'],
  ['收货省份', 'region', 'text', false, '收货或门店所在省份', 'province of delivery'],
  ['优惠券码', 'couponCode', 'text', false, '核销的券码', 'coupon redeemed'],
  ['退款时间', 'refundedAt', 'time', false, '仅退款行', 'refund rows only'],
  ['退款金额', 'refundAmount', 'money', false, '正数，仅退款行', 'positive, refund rows only'],
  ['退款原因', 'refundReason', 'text', false, '仅退款行', 'refund rows only'],
]);

export const simulatedProductColumns = columns([
  ['商品编码', 'sku', 'text', true, '商品编码', 'product code'],
  ['商品名称', 'productName', 'text', true, '商品名称', 'product name'],
  ['商品类目', 'category', 'text', true, '商品类目', 'category'],
  ['标价', 'listPrice', 'money', true, '单价', 'unit price'],
  ['成本价', 'unitCost', 'money', true, '单位成本', 'unit cost'],
  ['上架日期', 'launchedOn', 'date', true, '上架日期', 'first day on sale'],
  ['下架日期', 'withdrawnOn', 'date', false, '在售为空', 'last day on sale, empty while on sale'],
]);

export const simulatedSpendColumns = columns([
  ['日期', 'date', 'date', true, '费用所属月的第一天', 'first day of the month the cost belongs to'],
  ['渠道', 'channel', 'text', true, '获客渠道', 'acquisition channel'],
  ['费用类型', 'kind', 'text', true, '媒体投放或佣金', 'media or commission'],
  ['费用金额', 'cost', 'money', true, '当月费用', 'cost of that month'],
  [
    '新增会员',
    'customers',
    'integer',
    false,
    '当月由此渠道注册的会员',
    'members registered through it that month',
  ],
]);

export const simulatedColumns: Readonly<Record<SimulatedFileKind, readonly SimulatedColumn[]>> = {
  customers: simulatedCustomerColumns,
  orders: simulatedOrderColumns,
  products: simulatedProductColumns,
  spend: simulatedSpendColumns,
};

export const simulatedFileNames: Readonly<Record<SimulatedFileKind, string>> = {
  customers: 'customers.csv',
  orders: 'orders.csv',
  products: 'products.csv',
  spend: 'spend.csv',
};

/** Every order status of the files and whether such an order is a sale. */
export const simulatedStatuses: Readonly<Record<string, { readonly countsAsSale: boolean }>> = {
  已完成: { countsAsSale: true },
  已发货: { countsAsSale: true },
  待付款: { countsAsSale: false },
  已取消: { countsAsSale: false },
  已退款: { countsAsSale: false },
};

const headersByField = (all: readonly SimulatedColumn[]) =>
  Object.fromEntries(all.map(({ field, header }) => [field, header]));

const shared = {
  name: 'simulated-shop',
  title: '模拟商店 · simulated shop',
  source: 'simulated-shop',
  zone: 'Asia/Shanghai',
  identifierType: 'member-no',
} as const;

/** How the importer reads orders.csv: an unpaid order is no sale, amounts are net, refunds are rows of their own. */
export const simulatedOrdersMapping: MappingInput = {
  ...shared,
  kind: 'orders',
  columns: headersByField(simulatedOrderColumns),
  currency: 'CNY',
  dateField: 'paidAt',
  countingStatuses: Object.keys(simulatedStatuses).filter(status => simulatedStatuses[status]?.countsAsSale),
  amountsAreNet: true,
  refundDocumentTypes: ['退款'],
};

/** How the importer reads customers.csv; an empty consent was never asked for. */
export const simulatedCustomersMapping: MappingInput = {
  ...shared,
  kind: 'customers',
  columns: headersByField(simulatedCustomerColumns),
  consentWords: ['是'],
  refusalWords: ['否'],
  kindWords: { staff: ['员工'], wholesale: ['经销商'], test: ['测试账号'] },
};
