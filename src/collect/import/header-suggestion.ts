/** Which field a header probably is, for the exports of Chinese shops and their English cousins. A person confirms. */
import { type ImportKind, type Mapping, mapping } from '../../records/mapping.ts';
import { typed } from '../cells/cell.ts';

type Words = Readonly<Record<string, readonly string[]>>;

const orderWords: Words = {
  orderId: [
    '订单号',
    '订单编号',
    '单号',
    '订单id',
    '交易单号',
    '主订单编号',
    'order id',
    'order no',
    'order number',
    'invoice',
    'invoiceno',
  ],
  lineNo: ['行号', '子订单序号', '明细序号', 'line no', 'line number', 'line'],
  customer: [
    '会员编号',
    '会员号',
    '会员id',
    '会员卡号',
    '客户编号',
    '客户id',
    '买家会员名',
    '客户编码',
    'customer id',
    'customerid',
    'customer no',
    'member id',
    'member no',
  ],
  orderedAt: [
    '下单时间',
    '订单创建时间',
    '创建时间',
    '订单时间',
    '下单日期',
    '拍下时间',
    'order date',
    'ordered at',
    'created at',
    'invoicedate',
    'invoice date',
  ],
  paidAt: ['付款时间', '支付时间', '订单付款时间', '买家付款时间', '付款日期', 'paid at', 'payment time'],
  status: ['订单状态', '状态', '交易状态', 'status', 'order status'],
  sku: [
    '商品编码',
    '商品编号',
    'sku',
    'sku编码',
    '货号',
    '商家编码',
    '规格编码',
    '商品id',
    'stockcode',
    'product id',
    'product code',
    'item',
  ],
  productName: [
    '商品名称',
    '商品标题',
    '宝贝标题',
    '品名',
    '商品',
    'product name',
    'product',
    'description',
    'title',
  ],
  category: ['商品类目', '类目', '品类', '商品分类', '分类', 'category'],
  quantity: ['数量', '购买数量', '商品数量', '宝贝数量', '件数', 'quantity', 'qty'],
  unitPrice: ['单价', '商品单价', '商品价格', '销售价', 'price', 'unit price', 'unitprice'],
  listAmount: [
    '标价金额',
    '原价金额',
    '商品总价',
    '应付金额',
    '吊牌金额',
    '总价',
    'list amount',
    'gross amount',
  ],
  discountAmount: ['优惠金额', '折扣金额', '优惠', '让利金额', 'discount', 'discount amount'],
  netAmount: [
    '实付金额',
    '实收金额',
    '实际支付金额',
    '买家实付金额',
    '成交金额',
    '订单金额',
    '支付金额',
    '金额',
    'net amount',
    'amount',
    'paid amount',
  ],
  costAmount: ['成本金额', '商品成本', '成本', 'cost', 'cost amount'],
  unitCost: ['成本价', '单位成本', 'unit cost'],
  currency: ['币种', '货币', 'currency'],
  channel: ['销售渠道', '渠道', '订单来源', '来源', '平台', 'channel', 'source'],
  store: ['门店', '门店名称', '店铺', '店铺名称', 'store', 'shop'],
  region: ['收货省份', '省份', '省', '地区', '国家', 'province', 'region', 'country', 'state'],
  couponCode: ['优惠券码', '优惠码', '券码', 'coupon', 'coupon code'],
  documentType: ['单据类型', 'document type'],
  refundId: ['退款单号', '退款编号', '售后单号', 'refund id'],
  refundedAt: ['退款时间', '退款完成时间', 'refunded at', 'refund date'],
  refundAmount: ['退款金额', '实退金额', 'refund amount', 'refund'],
  refundReason: ['退款原因', '售后原因', 'refund reason'],
};

const customerWords: Words = {
  customer: [...(orderWords.customer ?? []), '会员编码', '编号', 'id'],
  name: ['姓名', '客户姓名', '会员姓名', '客户名称', 'name', 'full name', 'customer name'],
  phone: ['手机号', '手机', '手机号码', '联系电话', '电话', '联系方式', 'phone', 'mobile', 'phone number'],
  email: ['邮箱', '电子邮箱', '电子邮件', '邮件', 'email', 'e-mail', 'mail'],
  registeredAt: [
    '注册时间',
    '入会时间',
    '注册日期',
    '开卡时间',
    '成为会员时间',
    'registered at',
    'created at',
    'signup date',
  ],
  region: ['省份', '省', '所在省份', '地区', 'province', 'region', 'state', 'country'],
  city: ['城市', '市', '所在城市', 'city'],
  birthYear: ['出生年份', '出生年', '生日', '出生日期', 'birth year', 'birthday', 'birth date'],
  sex: ['性别', 'sex', 'gender'],
  acquisitionChannel: [
    '获客渠道',
    '注册渠道',
    '来源渠道',
    '来源',
    'acquisition channel',
    'source',
    'channel',
  ],
  industry: ['行业', 'industry'],
  kind: ['会员类型', '客户类型', '类型', 'kind', 'customer type'],
  locale: ['语言', 'locale', 'language'],
  zone: ['时区', 'time zone', 'timezone', 'zone'],
  consentEmail: ['邮件营销同意', '邮件订阅', '同意邮件', 'email consent', 'email opt-in', 'consent email'],
  consentSms: ['短信营销同意', '短信订阅', '同意短信', 'sms consent', 'sms opt-in', 'consent sms'],
  consentWecom: ['企微营销同意', '企业微信同意'],
  consentService: ['回访同意', '服务回访同意'],
  consentAt: ['同意时间', '授权时间', 'consent at', 'consent time', 'consent date'],
};

const plain = (header: string): string =>
  typed(header)
    .toLowerCase()
    .replace(/[（(].*?[)）]/g, '')
    .replace(/[_\s]+/g, ' ')
    .trim();

const lastPart = (header: string): string => header.split('/').at(-1) ?? header;

/** Field → header, each header used once; exact words before the order of the fields. */
export function suggestColumns(headers: readonly string[], kind: ImportKind): Record<string, string> {
  const words = kind === 'orders' ? orderWords : customerWords;
  // Of a heading over several rows, `订单/订单号`, the last part says what it is.
  const free = new Map([...headers.map(header => [plain(lastPart(header)), header] as const)].reverse());
  for (const header of headers) free.set(plain(header), header);
  const columns: Record<string, string> = {};
  for (const [field, names] of Object.entries(words)) {
    const found = names.find(name => free.has(name));
    if (found === undefined) continue;
    const header = free.get(found) ?? '';
    columns[field] = header;
    for (const [name, each] of [...free]) if (each === header) free.delete(name);
  }
  return columns;
}

/** A whole mapping from headers alone, or null when not even an order or customer number was recognised. */
export function suggestMapping(headers: readonly string[], kind: ImportKind): Mapping | null {
  const columns = suggestColumns(headers, kind);
  const isUseless =
    kind === 'orders' ? !columns.orderId : !columns.customer && !columns.phone && !columns.email;
  if (isUseless) return null;
  const identifier = columns.customer ? {} : { identifierType: columns.phone ? 'phone' : 'email' };
  const customer =
    kind === 'customers' ? { customer: columns.customer ?? columns.phone ?? columns.email } : {};
  const dateField = kind === 'orders' && !columns.paidAt ? { dateField: 'orderedAt' } : {};
  return mapping.parse({
    kind,
    name: 'suggested',
    title: 'suggested',
    ...identifier,
    ...dateField,
    columns: { ...columns, ...customer },
  });
}
