/**
 * Order exports as Chinese platforms write them: their headings, their states, what they mask, how they keep spreadsheets
 * from eating numbers. Made up, small, and the same each time.
 */
import { csvRow } from '../collect/files/csv-row.ts';

type Row = Readonly<Record<string, string>>;

function file(headings: readonly string[], rows: readonly Row[]): string {
  return [headings, ...rows.map(row => headings.map(name => row[name] ?? ''))].map(csvRow).join('');
}

const time = (n: number): string => `2026-01-${String((n % 28) + 1).padStart(2, '0')} 10:0${n % 10}:00`;
const order = (n: number): string => `2026010${String(4_000_000_000_0 + n)}`;

const taobaoHeadings =
  '订单编号,买家会员名,支付单号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,宝贝总数量,店铺名称,订单关闭原因,分阶段订单信息,退款金额,OAID'.split(
    ',',
  );

/**
 * Six orders: two done (110 and 90 without postage), one shipped (55), one closed, one of which only the deposit is paid, one
 * done by a buyer whose name is masked (20). They count 275.
 */
export const taobaoOrders = (): string => {
  const row = (
    [n, buyer, goods, status]: readonly [number, string, string, string],
    more: Row = {},
  ): Row => ({
    订单编号: `="${order(n)}"`,
    买家会员名: buyer,
    买家应付货款: goods,
    买家应付邮费: '10.00',
    总金额: String(Number(goods) + 10),
    买家实际支付金额: String(Number(goods) + 10),
    订单状态: status,
    收货人姓名: '张**',
    联系手机: `'138****00${n}0`,
    订单创建时间: time(n),
    订单付款时间: time(n),
    宝贝标题: `龙井茶 ${n} 号，礼盒`,
    宝贝总数量: '1',
    店铺名称: '某某旗舰店',
    退款金额: '0.00',
    OAID: `1a2b${n}`,
    ...more,
  });
  return file(taobaoHeadings, [
    row([1, '茶客一号', '110.00', '交易成功']),
    row([2, '茶客一号', '90.00', '交易成功']),
    row([3, 'tb_two', '55.00', '卖家已发货，等待买家确认']),
    row([4, 'tb_two', '70.00', '交易关闭'], { 订单付款时间: '' }),
    row([5, 'tb_three', '400.00', '等待买家付款'], {
      订单付款时间: '',
      分阶段订单信息: '阶段1：定金 50.00 已付款；阶段2：尾款 350.00 未付款',
    }),
    row([6, 't**8', '20.00', '交易成功']),
  ]);
};

/** Two orders of three items; one item's money came back. They count 60 less 15. */
export const taobaoItems = (): string =>
  file(
    '子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间'.split(
      ',',
    ),
    [1, 2, 3].map(n => ({
      子订单编号: `'${order(n)}1`,
      主订单编号: `="${order(Math.min(n, 2))}"`,
      标题: `茶 ${n}`,
      价格: '25.00',
      购买数量: '1',
      订单状态: '交易成功',
      商家编码: `SKU-${n}`,
      买家应付货款: ['20.00', '25.00', '15.00'][n - 1] ?? '',
      退款状态: n === 3 ? '退款成功' : '没有申请退款',
      退款金额: n === 3 ? '15.00' : '0.00',
      订单创建时间: time(n),
      订单付款时间: time(n),
    })),
  );

/** Three orders of four rows; the order's amount stands on each row. One is cancelled. They count 2 × 30 + 40 + 50 = 150. */
export const jdOrders = (): string => {
  const row = (n: number, sku: string, more: Row): Row => ({
    订单号: order(n),
    商品ID: sku,
    商品名称: `茶具 ${sku}`,
    支付方式: n === 3 ? '货到付款' : '在线支付',
    下单时间: time(n),
    订单金额: '95.00',
    应付金额: '90.00',
    订单状态: '完成',
    下单帐号: 'jd_buyer',
    客户姓名: '李*',
    联系电话: '138****5678',
    付款确认时间: n === 3 ? '' : time(n),
    ...more,
  });
  return file(
    '订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,客户姓名,客户地址,联系电话,订单备注,付款确认时间'.split(
      ',',
    ),
    [
      row(1, '100001', { 订购数量: '2', 京东价: '30.00' }),
      row(1, '100002', { 订购数量: '1', 京东价: '40.00' }),
      row(2, '100001', { 订购数量: '1', 京东价: '30.00', 订单状态: '已取消' }),
      row(3, '100003', { 订购数量: '1', 京东价: '50.00', 下单帐号: 'jd_4***7' }),
    ],
  );
};

/** Three items of two orders and one closed; nobody is named. They count 99 + 1 + 30 = 130. */
export const douyinOrders = (): string => {
  const row = ([n, item, amount, status]: readonly [number, string, string, string]): Row => ({
    主订单编号: `${order(n)}\t`,
    子订单编号: `${order(n)}${item}\t`,
    选购商品: `普洱 ${item}`,
    商品规格: '357g',
    商品数量: '1',
    商家编码: `PE-${item}`,
    订单应付金额: amount,
    收件人: '王*',
    收件人手机号: `17012345678-00${n}1`,
    省: '浙江省',
    订单提交时间: time(n),
    支付完成时间: status === '已关闭' ? '' : time(n),
    流量来源: '直播',
    订单状态: status,
  });
  return file(
    '主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,运费,优惠总金额,收件人,收件人手机号,省,市,区,订单提交时间,支付完成时间,流量来源,订单状态,售后状态'.split(
      ',',
    ),
    [
      row([1, '1', '99.00', '已完成']),
      row([1, '2', '1.00', '已完成']),
      row([2, '3', '30.00', '备货中']),
      row([3, '4', '88.00', '已关闭']),
    ],
  );
};

/** Four orders, of which the money of one came back. They count 20 − 2 + 30 + 50 = 98. */
export const pinduoduoOrders = (): string => {
  const row = ([n, total, discount, status]: readonly [number, string, string, string]): Row => ({
    商品: `茶包 ${n}`,
    订单号: `26010${n}-${order(n)}`,
    订单状态: status,
    '商品总价(元)': total,
    '邮费(元)': '3',
    '店铺优惠折扣(元)': discount,
    '平台优惠折扣(元)': '1',
    '用户实付金额(元)': '19',
    '商家实收金额(元)': '21',
    '商品数量(件)': '1',
    支付时间: time(n),
    商品id: '754299529443',
    '商家编码-规格维度': `CB-${n}`,
    省: '****',
    售后状态: status.includes('退款成功') ? '退款成功' : '无售后或售后取消',
  });
  return file(
    '商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),省,市,区,支付时间,发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号'.split(
      ',',
    ),
    [
      row([1, '20', '2', '已收货']),
      row([2, '30', '0', '已发货，待签收']),
      row([3, '40', '0', '已发货，退款成功']),
      row([4, '50', '0', '待发货']),
    ],
  );
};
