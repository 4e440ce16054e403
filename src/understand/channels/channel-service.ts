/** What service cost by channel: what cases carry themselves, and spend for service laid on them by minutes or by number. */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import { apportion } from '../../models/apportion.ts';
import type { ServiceChannel, ServiceCost } from '../../records/channel-summary.ts';

/** Service cases of a year through one channel, as the engine counts them. */
export interface CaseRow {
  readonly channel: string;
  readonly cases: string;
  readonly people: string;
  /** Cases with minutes, and their minutes as decimal text. */
  readonly timed: string;
  readonly all_minutes: string;
  /** Cases with a cost in the review's currency and in another, and the former's sum as decimal text. */
  readonly costed: string;
  readonly other_currency: string;
  readonly cost: string;
}

export interface ServiceInput {
  readonly currency: string;
  readonly cases: readonly CaseRow[];
  /** Tracked events that a rule counts as contacts. */
  readonly events: number;
  /** Spend of the year whose rule says service, in minor units; null where there is none. */
  readonly spendMinor: number | null;
}

/** From this share of timed cases on, minutes say more of what a case took than that it was one. */
const leastTimed = 0.95;

const sum = (rows: readonly CaseRow[], of: (row: CaseRow) => string): number =>
  rows.reduce((all, row) => all + Number(of(row)), 0);

const each = (minor: number, n: number): number | null => (n > 0 && minor > 0 ? Math.round(minor / n) : null);

/** What spend is laid by: minutes where nearly every contact has them, otherwise contacts. */
const driverOf = (cases: readonly CaseRow[], events: number): ServiceCost['driver'] => {
  const all = sum(cases, row => row.cases);
  return events === 0 && all > 0 && sum(cases, row => row.timed) >= leastTimed * all ? 'minutes' : 'contacts';
};

/** Parts of the spend for each channel and, last, for tracked events; they add up to it exactly. */
function laidOn(input: ServiceInput, driver: ServiceCost['driver']): readonly bigint[] {
  const { cases, events, spendMinor } = input;
  const weights = [
    ...cases.map(row => (driver === 'minutes' ? tenThousandths(row.all_minutes) : BigInt(row.cases))),
    BigInt(events),
  ];
  return apportion(BigInt(spendMinor ?? 0), weights) ?? weights.map(() => 0n);
}

/**
 * The chapter. A contact is a case or a named tracked event. With spend, everything is divided by all contacts; without, what
 * cases carry is divided by the cases that carry it. Spend that finds no contact is laid nowhere and stays in the sum.
 */
export function serviceCostOf(input: ServiceInput): ServiceCost {
  const { currency, cases, events, spendMinor } = input;
  const driver = driverOf(cases, events);
  const parts = laidOn(input, driver);
  const minor = (text: string) => Number(decimalToMinor(text, currency));
  const own = minor(decimalText(cases.reduce((all, row) => all + tenThousandths(row.cost), 0n)));
  const costed = sum(cases, row => row.costed);
  const hasSpend = spendMinor !== null;
  const byChannel = cases.map((row, at): ServiceChannel => {
    const [ownMinor, laidMinor] = [minor(row.cost), Number(parts[at] ?? 0n)];
    return {
      channel: row.channel,
      cases: Number(row.cases),
      people: Number(row.people),
      minutes: Number(row.timed) > 0 ? Number(row.all_minutes) / Number(row.timed) : null,
      minutesTotal: Number(row.all_minutes),
      costed: Number(row.costed),
      ownMinor,
      laidMinor,
      costMinor: ownMinor + laidMinor,
      perCaseMinor: each(ownMinor + laidMinor, Number(hasSpend ? row.cases : row.costed)),
    };
  });
  const contacts = sum(cases, row => row.cases) + events;
  const costMinor = own + (spendMinor ?? 0);
  return {
    state: stateOf({ contacts, isKnown: hasSpend || costed > 0 }),
    costMinor,
    contacts,
    perContactMinor: each(costMinor, hasSpend ? contacts : costed),
    cases: sum(cases, row => row.cases),
    events,
    costed,
    otherCurrency: sum(cases, row => row.other_currency),
    ownMinor: own,
    spendMinor: spendMinor ?? 0,
    eventsMinor: Number(parts.at(-1) ?? 0n),
    driver,
    byChannel,
  };
}

function stateOf({ contacts, isKnown }: { contacts: number; isKnown: boolean }): ServiceCost['state'] {
  if (isKnown) return contacts > 0 ? 'known' : 'no-contacts';
  return contacts > 0 ? 'no-cost' : 'missing';
}
