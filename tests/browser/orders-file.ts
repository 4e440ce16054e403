/** A small orders file as a Chinese shop exports it: GB18030, its own headers, one row whose amount cannot be read. */
import { encodeGb18030 } from '../../src/simulator/gb18030.ts';

const headers = '订单号,会员号,下单时间,付款时间,订单状态,商品编码,商品名称,数量,实付金额,优惠金额';

/** Number of the bad row as the console counts: the header is not a row. */
export const badRow = 4;
export const goodRows = 5;
/** Net amounts of the good rows whose status is completed. */
export const salesOfCompleted = 99 + 118 + 59 + 207;

/** The file's bytes; the prefix keeps order numbers of several files apart. */
export function ordersFile(prefix: string): Buffer {
  const rows = [
    `${prefix}-1,${prefix}-m1,2026-08-01 10:00:00,2026-08-01 10:05:00,已完成,SKU-1,保温杯,1,99.00,0.00`,
    `${prefix}-2,${prefix}-m1,2026-08-03 11:00:00,2026-08-03 11:01:00,已完成,SKU-2,雨伞,2,118.00,20.00`,
    `${prefix}-3,${prefix}-m2,2026-08-05 12:30:00,2026-08-05 12:31:00,已关闭,SKU-1,保温杯,1,99.00,0.00`,
    `${prefix}-4,${prefix}-m3,2026-08-07 09:12:00,2026-08-07 09:20:00,已完成,SKU-3,帆布包,1,面议,0.00`,
    `${prefix}-5,${prefix}-m4,2026-08-09 20:00:00,2026-08-09 20:02:00,已完成,SKU-2,雨伞,1,59.00,0.00`,
    `${prefix}-6,${prefix}-m5,2026-08-11 08:45:00,2026-08-11 08:50:00,已完成,SKU-3,帆布包,3,207.00,0.00`,
  ];
  return Buffer.from(encodeGb18030(`${[headers, ...rows].join('\r\n')}\r\n`));
}
