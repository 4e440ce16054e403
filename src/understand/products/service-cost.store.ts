/**
 * What service cost, laid on products: the cost of a case on what its customer bought in the 90 days before it was opened, by
 * net sales. A case of nobody, or of somebody who bought nothing then, stays with no product and is said so.
 */
import { currencyExponent } from '../../kernel/money.ts';
import type { ServiceCost } from '../../records/channel-summary.ts';
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { casesSql } from '../channels/channel-spend.store.ts';
import type { LaidCosts } from './channel-cost.store.ts';
import type { ProductLines } from './product-lines.store.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** Purchases so many days before a case are what it may be about. */
export const serviceDays = 90;

/** A case's own cost and what of the spend for service falls on a case, by minutes or by number; null: it is not known. */
function costOf(service: ServiceCost, unit: number): FactsSql {
  const laid = (service.spendMinor - service.eventsMinor) / unit;
  if (service.driver === 'contacts')
    return factsSql`toFloat64(ifNull(own_cost, 0)) + ${p.float64(service.cases > 0 ? laid / service.cases : 0)}`;
  const minutes = service.byChannel.reduce((sum, row) => sum + (row.minutesTotal ?? 0), 0);
  return factsSql`toFloat64(ifNull(own_cost, 0)) + toFloat64(ifNull(minutes, 0)) * ${p.float64(minutes > 0 ? laid / minutes : 0)}`;
}

/** The year's costs of service on products; `missing` where neither a case nor spend says any. One join of cases with purchases. */
export async function loadServiceCosts(
  { ch }: Stores,
  lines: ProductLines,
  service: ServiceCost | null,
): Promise<LaidCosts> {
  const nothing = { byProduct: new Map<string, string>(), allocatedMinor: 0 };
  if (!service || (service.costed === 0 && service.spendMinor === 0))
    return { ...nothing, state: 'missing', leftMinor: 0 };
  const unit = 10 ** currencyExponent(lines.definition.currency);
  const rows = await ch.query<{ sku_key: string; laid: string }>(
    factsSql`with cases as (select customer_id, opened_day, cityHash64(source, case_id) as case_key, ${costOf(service, unit)} as cost
    from ${casesSql(lines)} as said where customer_id != ${p.uuid(noCustomer)}),
  bought as (select case_key, any(cost) as cost, sku_key, toFloat64(sum(net_amount)) as sales from ${lines.drafted} as lines
    join cases using (customer_id)
    where is_refund = 0 and booked_day <= opened_day and booked_day > opened_day - ${p.uint32(serviceDays)}
    group by case_key, sku_key having sales > 0)
select sku_key, cast(round(sum(cost * sales / total), 4) as Decimal(18, 4)) as laid
from (select *, sum(sales) over (partition by case_key) as total from bought) as shared group by sku_key having laid != 0`,
    { tag: 'products.service-cost', role: 'batch' },
  );
  const laid = Math.round(rows.reduce((sum, row) => sum + Number(row.laid), 0) * unit);
  return {
    state: 'allocated',
    byProduct: new Map(rows.map(row => [row.sku_key, row.laid])),
    allocatedMinor: laid,
    leftMinor: service.costMinor - laid,
  };
}
