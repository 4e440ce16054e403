/**
 * The second step from an orders file to order lines: what a row is (sale, return, refund, adjustment), what it is
 * worth, when it is booked and whether it counts, by the answers in the mapping. One `INSERT … SELECT` for the file.
 */
import type { OrdersMapping } from '../../records/mapping.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import type { Keys } from '../../store/keys.ts';
import { customerIdSql, isContactIdentifier } from '../cells/customer-id.store.ts';
import { cellChecks, field, type OrderSource, orderCells, type RowCheck, rawCell, undated } from './order-cells.store.ts';

export interface StageOptions extends OrderSource {
  readonly importId: string;
  readonly currency: string;
  readonly keys: Pick<Keys, 'customerIdKeyHex'>;
}

const beyond = {
  /** Units and unit prices: their product must stay below 10^38 with 16 places. */
  factor: factsSql`toDecimal128('10000000000', 8)`,
  /** Decimal(18,4) ends at 10^14. */
  amount: factsSql`toDecimal128('10000000000000', 8)`,
};

const tooLarge = (value: FactsSql, limit: FactsSql): FactsSql => factsSql`abs(ifNull(${value}, 0)) >= ${limit}`;

/** Amounts of the row as Decimal(38,8), null where the file says nothing. */
function amountColumns(source: OrderSource): FactsSql {
  const { mapping } = source;
  const within = (value: FactsSql) => factsSql`if(${tooLarge(value, beyond.factor)}, toDecimal128('0', 8), ${value})`;
  const times = (one: FactsSql) => factsSql`round(toDecimal128(${within(one)} * ${within(factsSql`units`)}, 8), 4)`;
  const list = factsSql`coalesce(${field('listAmount')}, ${times(field('unitPrice'))})`;
  const discount = factsSql`ifNull(${field('discountAmount')}, toDecimal128('0', 8))`;
  const given = mapping.amountsAreNet ? field('netAmount') : factsSql`${field('netAmount')} - ${discount}`;
  const isRefund = refundDocument(mapping);
  return factsSql`
    ifNull(${field('quantity')}, toDecimal128('1', 8)) as units,
    ${discount} as discount,
    multiIf(${isRefund}, ${field('refundAmount')}, coalesce(${given}, ${list} - ${discount})) as net,
    coalesce(${list}, net + discount) as list,
    coalesce(${field('costAmount')}, ${times(field('unitCost'))}) as cost`;
}

const refundDocument = ({ refundDocumentTypes }: OrdersMapping): FactsSql =>
  refundDocumentTypes.length
    ? factsSql`has(${p.strings(refundDocumentTypes)}, ${field('documentType')})`
    : factsSql`0`;

const beginsWith = (prefix: string): FactsSql =>
  prefix === '' ? factsSql`0` : factsSql`startsWith(upper(${field('orderId')}), ${p.string(prefix.toUpperCase())})`;

/** `line`, `return` (finds its purchase later) or `refund` (names its order), and the kind of its goods. */
function kindColumns(mapping: OrdersMapping): FactsSql {
  const negative = factsSql`(units < 0 or ifNull(net, 0) < 0)`;
  const isReturn = factsSql`units < 0 and ${beginsWith(mapping.returnOrderPrefix)}`;
  const plainReturn = mapping.negativeQuantity === 'return' ? negative : factsSql`0`;
  const isAdjustment = factsSql`(${beginsWith(mapping.adjustmentOrderPrefix)} or ${beginsWith(mapping.returnOrderPrefix)} or ${negative})`;
  const codes = mapping.nonProductCodes.map(code => code.toUpperCase());
  const prefixes = mapping.nonProductPrefixes.map(
    prefix => factsSql`startsWith(upper(${field('sku')}), ${p.string(prefix.toUpperCase())})`,
  );
  const nonProduct = joinSql([factsSql`has(${p.strings(codes)}, upper(${field('sku')}))`, ...prefixes], ' or ');
  return factsSql`
    multiIf(${refundDocument(mapping)}, 'refund', ${isReturn}, 'return',
      ${beginsWith(mapping.adjustmentOrderPrefix)} or ${beginsWith(mapping.returnOrderPrefix)}, 'line',
      ${plainReturn}, 'return', 'line') as row_kind,
    multiIf(row_kind = 'line' and ${isAdjustment}, 'adjustment', ${nonProduct}, 'non-product', 'product') as line_kind`;
}

/** When the row is booked and whether its status makes it a sale. */
function bookingColumns(source: OrderSource): FactsSql {
  const { mapping } = source;
  const epoch = factsSql`toDateTime64('1970-01-01 00:00:00', 3, 'UTC')`;
  const onPaid = mapping.dateField === 'paidAt' && rawCell(source, 'paidAt') !== null;
  const counting = mapping.countingStatuses;
  return factsSql`
    coalesce(${field('orderedAt')}, ${field('paidAt')}, ${field('refundedAt')}, ${epoch}) as ordered_at,
    ifNull(${field('paidAt')}, ${epoch}) as paid_at,
    ${onPaid ? factsSql`ifNull(${field('paidAt')}, ordered_at)` : factsSql`ordered_at`} as sold_at,
    ${onPaid ? factsSql`isNotNull(${field('paidAt')})` : factsSql`1`} as is_booked,
    ${counting === null ? factsSql`1` : factsSql`has(${p.strings(counting)}, ${field('status')})`} as status_counts,
    multiIf(row_kind = 'return', ordered_at, coalesce(${field('refundedAt')}, ${field('paidAt')}, ordered_at)) as refunded_at`;
}

/** What can be wrong with a row once its meaning is known. */
function rowChecks(source: OrderSource): RowCheck[] {
  const { mapping } = source;
  const namedBy = rawCell(source, 'sku') ? 'sku' : 'productName';
  const money = rawCell(source, 'netAmount') ? 'netAmount' : 'listAmount';
  const sums = [field('listAmount'), field('discountAmount'), factsSql`net`, factsSql`list`, factsSql`cost`, field('refundAmount')];
  const large = [
    ...sums.map(sum => tooLarge(sum, beyond.amount)),
    ...[factsSql`units`, field('unitPrice'), field('unitCost')].map(each => tooLarge(each, beyond.factor)),
  ];
  const checks: RowCheck[] = [
    undated,
    { when: factsSql`${field('sku')} = '' and ${field('productName')} = ''`, code: 'required-missing', field: namedBy },
    { when: factsSql`row_kind != 'refund' and isNull(net)`, code: 'required-missing', field: money },
    { when: factsSql`row_kind = 'refund' and ifNull(net, 0) <= 0`, code: 'required-missing', field: 'refundAmount' },
    { when: factsSql`(${joinSql(large, ' or ')})`, code: 'number-too-large', field: money },
    {
      when: factsSql`not match(currency, '^[A-Z]{3}$')`,
      code: 'currency-unknown',
      field: 'currency',
    },
  ];
  if (mapping.negativeQuantity === 'quarantine')
    checks.push({ when: factsSql`units < 0 and row_kind = 'line'`, code: 'quantity-negative', field: 'quantity' });
  return checks;
}

const problemOf = (checks: readonly RowCheck[]): FactsSql => {
  const cases = checks.map(({ when, code, field: at }) => factsSql`${when}, ${p.string(`${code}:${at}`)}`);
  return factsSql`multiIf(${joinSql(cases, ', ')}, '') as problem`;
};

const money = (value: FactsSql): FactsSql =>
  factsSql`toDecimal64(if(${tooLarge(value, beyond.amount)}, toDecimal128('0', 8), round(ifNull(${value}, 0), 4)), 4)`;

/**
 * The identity of a row in its file. Rows that share it are repeats of one line: by the line number where the file
 * has one, else by order and goods (folded to 32 bits, which then is the line's number; two goods of one order that
 * fold alike are told apart by their order in the file, as repeats are).
 */
const identityColumns = (source: OrderSource): FactsSql => {
  const given = rawCell(source, 'lineNo') !== null;
  const goods = factsSql`if(${field('sku')} = '', ${field('productName')}, ${field('sku')})`;
  const number = given
    ? factsSql`toUInt32OrZero(${field('lineNo')})`
    : factsSql`toUInt32(cityHash64(${goods}) % 4294967291)`;
  return factsSql`${number} as line_no, toUInt8(${given ? factsSql`1` : factsSql`0`}) as line_given,
    if(row_kind = 'refund', concat(if(${field('refundId')} = '', ${field('orderId')}, ${field('refundId')}), '/', toString(line_no)),
      concat(${field('orderId')}, '/', toString(line_no))) as refund_id,
    cityHash64(row_kind, if(row_kind = 'refund', refund_id, ${field('orderId')}), line_no) as repeat_key`;
};

/** Everything an order line says, for comparing rows of a file and of `order_lines` alike. */
export const lineContent: FactsSql = factsSql`cityHash64(customer_id, order_id, ordered_at, paid_at, sold_at, status,
  counts_as_sale, line_kind, sku, product_name, category, quantity, list_amount, discount_amount, net_amount,
  ifNull(cost_amount, toDecimal64(-1, 4)), currency, channel, store, region, coupon_code)`;

/** Everything a refund says of itself; its purchase is found, not said. `amount` and `reason` name the columns. */
export const refundContent = (amount: FactsSql, reason: FactsSql): FactsSql =>
  factsSql`cityHash64(customer_id, refunded_at, sku, ${amount}, currency, line_kind, ${reason})`;

const countsAsSale = factsSql`toUInt8(row_kind = 'line' and status_counts and is_booked and line_kind != 'adjustment'
    and quantity > 0 and net_amount > 0)`;

function finished({ importId, mapping, keys, currency }: StageOptions): FactsSql {
  const staged = isContactIdentifier(mapping.identifierType) ? factsSql`''` : factsSql`ifNull(${field('customer')}, '')`;
  return factsSql`select toUUID(${p.string(importId)}) as import_id, row_number,
  splitByChar(':', problem)[1] as code, if(problem = '', '', splitByChar(':', problem)[2]) as column_name,
  row_kind, ${staged} as identifier, ${customerIdSql(keys, mapping.identifierType, factsSql`ifNull(${field('customer')}, '')`)} as customer_id,
  ${field('orderId')} as order_id, line_no, line_given, ordered_at, paid_at, sold_at, ${field('status')} as status,
  status_counts, is_booked, ${countsAsSale} as counts_as_sale, line_kind, ${field('sku')} as sku, ${field('productName')} as product_name,
  ${field('category')} as category, ${money(factsSql`units`)} as quantity, ${money(factsSql`list`)} as list_amount,
  ${money(factsSql`discount`)} as discount_amount, ${money(factsSql`net`)} as net_amount,
  if(isNull(cost), null, ${money(factsSql`cost`)}) as cost_amount, currency,
  ${field('channel')} as channel, ${field('store')} as store, ${field('region')} as region, ${field('couponCode')} as coupon_code,
  refund_id, refunded_at, if(row_kind = 'line', ${money(field('refundAmount'))}, abs(net_amount)) as refund_amount,
  ${field('refundReason')} as refund_reason, repeat_key, ${lineContent} as line_content,
  ${refundContent(factsSql`refund_amount`, factsSql`refund_reason`)} as refund_content
from (select *, if(${field('currency')} = '', ${p.string(currency)}, upper(${field('currency')})) as currency,`;
}

/**
 * Reads the whole file into `order_staging`: every row once, with the first thing that is wrong with it in `code`.
 * About 1 µs a row and column on one core.
 */
export async function stageOrders(facts: Facts, options: StageOptions): Promise<void> {
  const checks = [...cellChecks(options), ...rowChecks(options)];
  const rows = factsSql`${finished(options)}
    ${amountColumns(options)}, ${kindColumns(options.mapping)}, ${bookingColumns(options)}, ${identityColumns(options)},
    ${problemOf(checks)} from (${orderCells(options)}))`;
  await facts.command(
    factsSql`insert into ${facts.target('order_staging')} (import_id, row_number, code, column_name, row_kind, identifier,
  customer_id, order_id, line_no, line_given, ordered_at, paid_at, sold_at, status, status_counts, is_booked, counts_as_sale, line_kind, sku,
  product_name, category, quantity, list_amount, discount_amount, net_amount, cost_amount, currency, channel, store, region,
  coupon_code, refund_id, refunded_at, refund_amount, refund_reason, repeat_key, line_content, refund_content)
${rows}`,
    { tag: 'import.stage-orders', role: 'ingest' },
  );
}
