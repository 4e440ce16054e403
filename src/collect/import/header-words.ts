/** Words by which exports of Chinese shops and their English cousins call the fields of each kind. */
import type { ImportKind } from '../../records/mapping.ts';
import {
  answerWords,
  caseWords,
  contactWords,
  eventWords,
  feedbackWords,
  touchWords,
} from './dealing-header-words.ts';
import { customerWords, orderWords, type Words } from './person-header-words.ts';

const names = ['名称', '名字', '标题', 'title', 'name'];
const currency = ['币种', '货币', 'currency'];
const regions = ['省份', '省', '地区', '区域', '大区', 'province', 'region'];

const productWords: Words = {
  sku: [...(orderWords.sku ?? []), '编码', '款号', 'item no', 'code'],
  productName: [...(orderWords.productName ?? []), ...names],
  category: [...(orderWords.category ?? []), '大类', '品类名称'],
  brand: ['品牌', 'brand'],
  costAmount: [
    '成本',
    '成本价',
    '单位成本',
    '采购价',
    '进价',
    '含税成本',
    'cost',
    'unit cost',
    'cost price',
    'purchase price',
  ],
  listAmount: [
    '吊牌价',
    '标价',
    '零售价',
    '建议零售价',
    '原价',
    '售价',
    '销售价',
    '单价',
    'list price',
    'retail price',
    'price',
    'msrp',
  ],
  currency,
};

const storeWords: Words = {
  store: [
    '门店编号',
    '门店编码',
    '门店代码',
    '店铺编号',
    '门店id',
    '店铺id',
    'store id',
    'store code',
    'store',
    '门店',
    '店铺',
    'shop',
  ],
  title: ['门店名称', '店铺名称', '店名', 'store name', ...names],
  region: regions,
  city: ['城市', '市', '所在城市', 'city'],
  storeKind: ['门店类型', '店铺类型', '类型', '经营方式', 'store type', 'type', 'kind'],
  openedOn: ['开业日期', '开店日期', '开业时间', 'opened on', 'opening date', 'open date'],
  floorArea: ['面积', '营业面积', '经营面积', '使用面积', 'area', 'floor area', 'sqm', 'square metres'],
  staff: ['人数', '员工数', '店员数', '员工人数', '编制', 'staff', 'headcount', 'employees'],
  staffAmount: [
    '人工成本',
    '人力成本',
    '人工费用',
    '年人工成本',
    '工资',
    'staff cost',
    'payroll',
    'labour cost',
  ],
  rentAmount: ['租金', '年租金', '房租', 'rent', 'annual rent', 'yearly rent'],
};

const channelWords: Words = {
  channel: ['渠道', '渠道编号', '渠道编码', '渠道代码', '平台', 'channel', 'channel id', 'channel code'],
  title: ['渠道名称', 'channel name', ...names],
  channelKind: ['渠道类型', '类型', 'channel type', 'type', 'kind'],
};

const spendWords: Words = {
  spendId: ['流水号', '单据号', '费用单号', '编号', 'spend id', 'id', 'reference'],
  spentOn: [
    '日期',
    '投放日期',
    '花费日期',
    '消费日期',
    '时间',
    '发生日期',
    'date',
    'day',
    'spent on',
    'spend date',
  ],
  channel: ['渠道', '投放渠道', '推广渠道', '媒体', '平台', '账户', 'channel', 'medium', 'platform'],
  campaign: ['计划', '计划名称', '推广计划', '活动', '活动名称', '广告计划', 'campaign', 'campaign name'],
  amount: [
    '花费',
    '消耗',
    '消费',
    '费用',
    '金额',
    '投放金额',
    '现金消耗',
    '总花费',
    'amount',
    'cost',
    'spend',
  ],
  currency,
};

const competitorWords: Words = {
  competitor: ['竞品', '竞品名称', '竞争对手', '竞品品牌', '对手', 'competitor', 'rival'],
  observedOn: ['日期', '采集日期', '观察日期', '调研日期', 'date', 'observed on', 'day'],
  productName: ['商品', '商品名称', '竞品商品', '产品', 'product', 'product name'],
  sku: ['对应商品编码', '我方编码', '本品编码', '商品编码', 'sku', 'our sku'],
  attribute: ['属性', '指标', '维度', 'attribute', 'metric'],
  value: ['值', '属性值', '内容', '结论', 'value'],
  priceAmount: ['价格', '售价', '到手价', '标价', 'price'],
  currency,
};

const refundWords: Words = {
  orderId: [...(orderWords.orderId ?? []), '原订单号', '关联订单号', '主订单号'],
  lineNo: orderWords.lineNo ?? [],
  sku: orderWords.sku ?? [],
  refundId: [...(orderWords.refundId ?? []), '售后编号', '退货单号', 'return id'],
  refundedAt: [
    ...(orderWords.refundedAt ?? []),
    '退款成功时间',
    '退款日期',
    '售后完结时间',
    '完结时间',
    'refund time',
    'date',
    'time',
  ],
  refundAmount: [...(orderWords.refundAmount ?? []), '退款总额', '售后金额', '金额', 'amount'],
  quantity: [...(orderWords.quantity ?? []), '退货数量', '售后数量'],
  currency,
  refundReason: [...(orderWords.refundReason ?? []), '售后类型', '原因', 'reason'],
};

/** What headers are called, by kind and field, the likeliest first. */
export const headerWords: Readonly<Record<ImportKind, Words>> = {
  orders: orderWords,
  customers: customerWords,
  products: productWords,
  stores: storeWords,
  channels: channelWords,
  spend: spendWords,
  competitors: competitorWords,
  touches: touchWords,
  cases: caseWords,
  answers: answerWords,
  feedback: feedbackWords,
  events: eventWords,
  refunds: refundWords,
  contacts: contactWords,
};
