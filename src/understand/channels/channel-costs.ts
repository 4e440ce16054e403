/** What channels cost against what they brought: per customer won, per order, per contact, and for a further customer. */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import { spendResponse } from '../../models/spend-response.ts';
import type { CostRules } from '../../records/channel-cost.ts';
import type {
  AcquisitionSource,
  ChannelCosts,
  MarginalCost,
  ServiceCost,
} from '../../records/channel-summary.ts';
import { type Allocation, allocate, type Drivers } from './channel-allocation.ts';
import { sourceReading } from './channel-drivers.ts';
import type { ContactRow, NewRow, SpendCell } from './channel-rows.ts';
import { type CaseRow, serviceCostOf } from './channel-service.ts';

export interface CostInput {
  readonly currency: string;
  readonly asOfDay: string;
  readonly cells: readonly SpendCell[];
  readonly rules: CostRules;
  readonly drivers: Drivers;
  readonly news: readonly NewRow[];
  readonly contacts: readonly ContactRow[];
  readonly serviceEvents: number;
  readonly cases: readonly CaseRow[];
}

/** A cost for each of a number of things; null without any, or where nothing was spent after credits. */
export const perEach = (minor: number, n: number): number | null =>
  n > 0 && minor > 0 ? Math.round(minor / n) : null;

const monthAfter = (month: string): string => {
  const at = new Date(`${month}T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + 1);
  return at.toISOString().slice(0, 10);
};

/** Whole months from the first with spend to the last before the review's own. */
function monthsOf(
  { cells, news, asOfDay, currency }: CostInput,
  source: string,
): AcquisitionSource['months'] {
  const own = cells.filter(cell => cell.channel === source && cell.currency === currency);
  const first = own.map(cell => cell.month).sort()[0];
  if (!first) return [];
  const reading = sourceReading(news);
  const end = `${asOfDay.slice(0, 7)}-01`;
  const months: AcquisitionSource['months'] = [];
  for (let month = first; month < end; month = monthAfter(month)) {
    const spent = own
      .filter(cell => cell.month === month)
      .reduce((sum, cell) => sum + tenThousandths(cell.amount), 0n);
    const newCustomers = news
      .filter(row => row.month === month && reading.of(row) === source)
      .reduce((sum, row) => sum + Number(row.customers), 0);
    months.push({ month, spendMinor: Number(decimalToMinor(decimalText(spent), currency)), newCustomers });
  }
  return months;
}

/** The cost of a further customer: one over the customers a unit of spend went with, where that is surely above nought. */
export function marginalOf(months: AcquisitionSource['months']): MarginalCost {
  const found = spendResponse(
    months.map(({ spendMinor, newCustomers }) => ({ spend: spendMinor, outcome: newCustomers })),
  );
  const none = { months: months.length, costMinor: null, loMinor: null, hiMinor: null };
  if (found.status !== 'ok') return { status: found.status, ...none };
  if (!(found.lo > 0))
    return { status: 'undetermined', ...none, loMinor: found.hi > 0 ? Math.round(1 / found.hi) : null };
  return {
    status: 'ok',
    months: months.length,
    costMinor: Math.round(1 / found.slope),
    loMinor: Math.round(1 / found.hi),
    hiMinor: Math.round(1 / found.lo),
  };
}

function sourcesOf(input: CostInput, { bySource }: Allocation): AcquisitionSource[] {
  const reading = sourceReading(input.news);
  const won = (source: string) =>
    input.news
      .filter(row => Number(row.in_window) === 1 && reading.of(row) === source)
      .reduce((sum, row) => sum + Number(row.customers), 0);
  const names = [...new Set([...input.drivers.sources, ...bySource.keys()])];
  return names
    .map(source => {
      const spendMinor = Number(bySource.get(source) ?? 0n);
      const newCustomers = won(source);
      const months = monthsOf(input, source);
      return {
        source,
        spendMinor,
        newCustomers,
        costMinor: perEach(spendMinor, newCustomers),
        marginal: marginalOf(months),
        months,
      };
    })
    .sort((a, b) => b.spendMinor - a.spendMinor || b.newCustomers - a.newCustomers);
}

function serviceOf(
  { serviceEvents: events, cases, currency }: CostInput,
  { lines }: Allocation,
): ServiceCost {
  const own = lines.filter(line => line.purpose === 'service');
  const spendMinor = own.length > 0 ? own.reduce((sum, line) => sum + line.amountMinor, 0) : null;
  return serviceCostOf({ currency, cases, events, spendMinor });
}

/** Sums of other currencies, which are shown and laid nowhere: there is no rate to turn them with. */
function othersOf({ cells, currency }: CostInput): ChannelCosts['otherCurrencies'] {
  const sums = new Map<string, { rows: number; amount: bigint }>();
  for (const cell of cells.filter(each => each.currency !== currency && Number(each.in_window) === 1)) {
    const before = sums.get(cell.currency) ?? { rows: 0, amount: 0n };
    sums.set(cell.currency, {
      rows: before.rows + Number(cell.rows),
      amount: before.amount + tenThousandths(cell.amount),
    });
  }
  return [...sums].map(([name, sum]) => ({
    currency: name,
    rows: sum.rows,
    amount: decimalText(sum.amount),
  }));
}

/** What was laid on sales channels by month, in one order. */
const laidOf = ({ byMonth }: Allocation): ChannelCosts['laid'] =>
  [...byMonth]
    .flatMap(([channel, months]) =>
      [...months].map(([month, cost]) => ({ channel, month, costMinor: Number(cost) })),
    )
    .filter(cell => cell.costMinor !== 0)
    .sort((a, b) => (a.month === b.month ? (a.channel < b.channel ? -1 : 1) : a.month < b.month ? -1 : 1));

/** Everything of costs, and the allocation that sales channels take theirs from. */
export function costsOf(input: CostInput): { readonly costs: ChannelCosts; readonly allocation: Allocation } {
  const { currency, cells, rules, drivers, contacts } = input;
  const own = cells.filter(cell => cell.currency === currency && Number(cell.in_window) === 1);
  const allocation = allocate(own, { rules: rules.rules, drivers, currency });
  const minor = (text: string) => Number(decimalToMinor(text, currency));
  const credits = own.reduce((sum, cell) => sum + tenThousandths(cell.credits), 0n);
  const costs: ChannelCosts = {
    state: own.length > 0 ? 'known' : 'missing',
    totalMinor: Number(allocation.totalMinor),
    credits: {
      rows: own.reduce((sum, cell) => sum + Number(cell.credit_rows), 0),
      amountMinor: minor(decimalText(credits)),
    },
    otherCurrencies: othersOf(input),
    rulesVersion: rules.version,
    lines: [...allocation.lines],
    sourceIs: sourceReading(input.news).sourceIs,
    sources: sourcesOf(input, allocation),
    contacts: contacts.map(row => {
      const [costMinor, sent] = [minor(row.cost), Number(row.contacts)];
      return {
        channel: row.channel,
        contacts: sent,
        people: Number(row.people),
        costMinor,
        perContactMinor: perEach(costMinor, sent),
      };
    }),
    service: serviceOf(input, allocation),
    laid: laidOf(allocation),
  };
  return { costs, allocation };
}
