/**
 * The second step from an orders file to order lines: what a row is (sale, return, refund, adjustment), what it is
 * worth, when it is booked and whether it counts, by the answers in the mapping. One `INSERT … SELECT` for the file.
 */
import type { OrderField } from '../../records/mapping.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import type { Keys } from '../../store/keys.ts';
import { customerIdSql, isContactIdentifier } from '../cells/customer-id.store.ts';
import {
  cellChecks,
  field,
  type OrderSource,
  orderCells,
  type RowCheck,
  rawCell,
  undated,
} from './order-cells.store.ts';
import { refundFileRows } from './refund-file.store.ts';

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

const tooLarge = (value: FactsSql, limit: FactsSql): FactsSql =>
  factsSql`abs(ifNull(${value}, 0)) >= ${limit}`;

const zero = factsSql`toDecimal128('0', 8)`;

/** A field's column where the mapping has one. Only mapped fields enter the SQL: null columns cost as much as full ones. */
const mapped = (source: OrderSource, name: OrderField): FactsSql | null =>
  rawCell(source, name) === null ? null : field(name);

/** The first value that is not null; plain text where there is no choice. */
function firstOf(choices: readonly (FactsSql | null)[], otherwise: FactsSql): FactsSql {
  const real = choices.filter(choice => choice !== null);
  return real.length === 0 ? otherwise : factsSql`coalesce(${joinSql([...real, otherwise], ', ')})`;
}

/** Amounts of the row as Decimal(38,8), null where the file says nothing. */
function amountColumns(source: OrderSource): FactsSql {
  const has = (name: OrderField) => mapped(source, name);
  const within = (value: FactsSql) => factsSql`if(${tooLarge(value, beyond.factor)}, ${zero}, ${value})`;
  const times = (name: OrderField) => {
    const one = has(name);
    return one && factsSql`round(toDecimal128(${within(one)} * ${within(factsSql`units`)}, 8), 4)`;
  };
  const [net, discount] = [has('netAmount'), has('discountAmount')];
  const given = net && discount && !source.mapping.amountsAreNet ? factsSql`${net} - discount` : net;
  const list = firstOf(
    [has('listAmount'), times('unitPrice')],
    factsSql`cast(null as Nullable(Decimal(38, 8)))`,
  );
  const worth = firstOf([given, discount ? factsSql`listed - discount` : factsSql`listed`], zero);
  const refunded = has('refundAmount');
  return factsSql`
    ${firstOf([has('quantity')], factsSql`toDecimal128('1', 8)`)} as units,
    ${firstOf([discount], zero)} as discount,
    ${list} as listed,
    ${given ? factsSql`isNull(${given}) and isNull(listed)` : factsSql`isNull(listed)`} as worthless,
    ${isRefundSale(source) && refunded ? factsSql`if(${refundDocument(source)}, ${refundedSum(source, refunded)}, ${worth})` : worth} as net,
    ifNull(listed, net + discount) as list,
    ${firstOf([has('costAmount'), times('unitCost')], factsSql`cast(null as Nullable(Decimal(38, 8)))`)} as cost`;
}

const isRefundSale = ({ mapping, isRefundFile = false }: OrderSource): boolean =>
  isRefundFile || mapping.refundDocumentTypes.length > 0;

function refundDocument({ mapping, isRefundFile = false }: OrderSource): FactsSql {
  if (isRefundFile) return factsSql`1`;
  const { refundDocumentTypes: types } = mapping;
  return types.length > 0 ? factsSql`has(${p.strings(types)}, ${field('documentType')})` : factsSql`0`;
}

/** A file of refunds alone may write them as what the shop loses. */
const refundedSum = ({ isRefundFile = false }: OrderSource, refunded: FactsSql): FactsSql =>
  isRefundFile ? factsSql`abs(ifNull(${refunded}, ${zero}))` : factsSql`ifNull(${refunded}, ${zero})`;

const beginsWith = (prefix: string): FactsSql =>
  prefix === ''
    ? factsSql`0`
    : factsSql`startsWith(upper(${field('orderId')}), ${p.string(prefix.toUpperCase())})`;

/** `line`, `return` (finds its purchase later) or `refund` (names its order), and the kind of its goods. */
function kindColumns(source: OrderSource): FactsSql {
  const { mapping } = source;
  const negative = factsSql`(units < 0 or net < 0)`;
  const isReturn = factsSql`units < 0 and ${beginsWith(mapping.returnOrderPrefix)}`;
  const plainReturn = mapping.negativeQuantity === 'return' ? negative : factsSql`0`;
  const isAdjustment = factsSql`(${beginsWith(mapping.adjustmentOrderPrefix)} or ${beginsWith(mapping.returnOrderPrefix)} or ${negative})`;
  const codes = mapping.nonProductCodes.map(code => code.toUpperCase());
  const prefixes = mapping.nonProductPrefixes.map(
    prefix => factsSql`startsWith(upper(${field('sku')}), ${p.string(prefix.toUpperCase())})`,
  );
  const nonProduct = joinSql(
    [factsSql`has(${p.strings(codes)}, upper(${field('sku')}))`, ...prefixes],
    ' or ',
  );
  return factsSql`
    multiIf(${refundDocument(source)}, 'refund', ${isReturn}, 'return',
      ${beginsWith(mapping.adjustmentOrderPrefix)} or ${beginsWith(mapping.returnOrderPrefix)}, 'line',
      ${plainReturn}, 'return', 'line') as row_kind,
    multiIf(row_kind = 'line' and ${isAdjustment}, 'adjustment', ${nonProduct}, 'non-product', 'product') as line_kind`;
}

/** When the row is booked and whether its status makes it a sale. */
function bookingColumns(source: OrderSource): FactsSql {
  const { mapping } = source;
  const epoch = factsSql`toDateTime64('1970-01-01 00:00:00', 3, 'UTC')`;
  const [ordered, paid, refunded] = (['orderedAt', 'paidAt', 'refundedAt'] as const).map(name =>
    mapped(source, name),
  );
  const onPaid = mapping.dateField === 'paidAt' ? paid : null;
  const counting = mapping.countingStatuses;
  const back = refunded
    ? factsSql`if(row_kind = 'return', ordered_at, ${firstOf([refunded, paid ?? null], factsSql`ordered_at`)})`
    : factsSql`ordered_at`;
  return factsSql`
    ${firstOf([ordered ?? null, paid ?? null, refunded ?? null], epoch)} as ordered_at,
    ${firstOf([paid ?? null], epoch)} as paid_at,
    ${onPaid ? factsSql`ifNull(${onPaid}, ordered_at)` : factsSql`ordered_at`} as sold_at,
    ${onPaid ? factsSql`isNotNull(${onPaid})` : factsSql`1`} as is_booked,
    ${counting === null ? factsSql`1` : factsSql`has(${p.strings(counting)}, ${field('status')})`} as status_counts,
    ${back} as refunded_at`;
}

/** What can be wrong with a row once its meaning is known. */
function rowChecks(source: OrderSource): RowCheck[] {
  const { mapping } = source;
  const namedBy = rawCell(source, 'sku') ? 'sku' : 'productName';
  const money = rawCell(source, 'netAmount') ? 'netAmount' : 'listAmount';
  const given = (names: readonly OrderField[]) =>
    names.map(name => mapped(source, name)).filter(each => each !== null);
  const sums = [
    ...given(['listAmount', 'discountAmount', 'costAmount', 'refundAmount']),
    factsSql`net`,
    factsSql`list`,
  ];
  const large = [
    ...sums.map(sum => tooLarge(sum, beyond.amount)),
    ...given(['quantity', 'unitPrice', 'unitCost']).map(each => tooLarge(each, beyond.factor)),
  ];
  const checks: RowCheck[] = [
    undated(source),
    {
      when: factsSql`${source.isRefundFile ? factsSql`0` : factsSql`1`} and ${field('sku')} = '' and ${field('productName')} = ''`,
      code: 'required-missing',
      field: namedBy,
    },
    { when: factsSql`row_kind != 'refund' and worthless`, code: 'required-missing', field: money },
    {
      when: factsSql`row_kind = 'refund' and net <= 0`,
      code: 'required-missing',
      field: 'refundAmount',
    },
    { when: factsSql`(${joinSql(large, ' or ')})`, code: 'number-too-large', field: money },
    {
      when: factsSql`not match(currency, '^[A-Z]{3}$')`,
      code: 'currency-unknown',
      field: 'currency',
    },
  ];
  if (mapping.negativeQuantity === 'quarantine')
    checks.push({
      when: factsSql`units < 0 and row_kind = 'line'`,
      code: 'quantity-negative',
      field: 'quantity',
    });
  return checks;
}

/**
 * The first check that holds. Adding the checks up first lets the engine run each over whole columns; deciding row by
 * row, as `multiIf` does with lazy branches, is then left to the few bad rows.
 */
const problemOf = (checks: readonly RowCheck[]): FactsSql => {
  const cases = checks.map(({ when, code, field: at }) => factsSql`${when}, ${p.string(`${code}:${at}`)}`);
  const counted = checks.reduce(
    (sum, { when }) => factsSql`${sum} + ifNull(toUInt8(${when}), 0)`,
    factsSql`0`,
  );
  return factsSql`if(${counted} > 0, multiIf(${joinSql(cases, ', ')}, ''), '') as problem`;
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
    cityHash64(row_kind, ${field('orderId')}, line_no${isRefundSale(source) ? factsSql`, if(row_kind = 'refund', ${field('refundId')}, '')` : factsSql``}) as repeat_key`;
};

const countsAsSale = factsSql`toUInt8(row_kind = 'line' and status_counts and is_booked and line_kind != 'adjustment'
    and quantity > 0 and net_amount > 0)`;

function finished(options: StageOptions): FactsSql {
  const { importId, mapping, keys, currency } = options;
  const staged = isContactIdentifier(mapping.identifierType)
    ? factsSql`''`
    : factsSql`ifNull(${field('customer')}, '')`;
  const onLine = mapped(options, 'refundAmount');
  const refundAmount = factsSql`if(row_kind = 'line', ${onLine ? money(onLine) : factsSql`toDecimal64(0, 4)`}, abs(net_amount))`;
  return factsSql`select toUUID(${p.string(importId)}) as import_id, row_number,
  if(problem = '', '', splitByChar(':', problem)[1]) as code, if(problem = '', '', splitByChar(':', problem)[2]) as column_name,
  row_kind, ${staged} as identifier, ${customerIdSql(keys, mapping.identifierType, factsSql`ifNull(${field('customer')}, '')`)} as customer_id,
  ${field('orderId')} as order_id, line_no, line_given, ordered_at, paid_at, sold_at, ${field('status')} as status,
  status_counts, is_booked, ${countsAsSale} as counts_as_sale, line_kind, ${field('sku')} as sku, ${field('productName')} as product_name,
  ${field('category')} as category, ${money(factsSql`units`)} as quantity, ${money(factsSql`list`)} as list_amount,
  ${money(factsSql`discount`)} as discount_amount, ${money(factsSql`net`)} as net_amount,
  ${(mapped(options, 'costAmount') ?? mapped(options, 'unitCost')) ? factsSql`if(isNull(cost), null, ${money(factsSql`cost`)})` : factsSql`null`} as cost_amount, currency,
  ${field('channel')} as channel, ${field('store')} as store, ${field('region')} as region, ${field('couponCode')} as coupon_code,
  ${field('refundId')} as refund_id, refunded_at, ${refundAmount} as refund_amount,
  ${field('refundReason')} as refund_reason, repeat_key
from (select *, if(${field('currency')} = '', ${p.string(currency)}, upper(${field('currency')})) as currency,`;
}

/**
 * Reads the whole file into `order_staging`: every row once, with the first thing that is wrong with it in `code`.
 * About 1 µs a row and column on one core.
 */
export function rowsSql(options: StageOptions): FactsSql {
  const checks = [...cellChecks(options), ...rowChecks(options)];
  return factsSql`${finished(options)}
    ${amountColumns(options)}, ${kindColumns(options)}, ${bookingColumns(options)}, ${identityColumns(options)},
    ${problemOf(checks)} from (${orderCells(options)}))`;
}

/** Runs the statement of `rowsSql` into the staging table: one pass over the file, nothing through the program. */
export async function stageOrders(facts: Facts, options: StageOptions): Promise<void> {
  const rows = options.isRefundFile ? refundFileRows(options, rowsSql(options)) : rowsSql(options);
  await facts.command(
    factsSql`insert into ${facts.target('order_staging')} (import_id, row_number, code, column_name, row_kind, identifier,
  customer_id, order_id, line_no, line_given, ordered_at, paid_at, sold_at, status, status_counts, is_booked, counts_as_sale, line_kind, sku,
  product_name, category, quantity, list_amount, discount_amount, net_amount, cost_amount, currency, channel, store, region,
  coupon_code, refund_id, refunded_at, refund_amount, refund_reason, repeat_key)
${rows}`,
    { tag: 'import.stage-orders', role: 'ingest' },
  );
}
