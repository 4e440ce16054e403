/** From rows of (customer, day, amount) to each customer's purchase days, counted to a calibration end and after it. */

/** Days are whole numbers since 1970. */
export interface PurchaseRow {
  readonly customer: string;
  readonly day: number;
  /** Null where the file has no amounts. */
  readonly amount: number | null;
}

export interface PurchaseDay {
  readonly day: number;
  readonly amount: number;
}

export interface CustomerDays {
  readonly customer: string;
  /** Purchase days up to the calibration end, the first one first. */
  readonly days: readonly PurchaseDay[];
  /** Purchase days after it, up to the hold-out's end. */
  readonly later: number;
}

export interface DaysRead {
  readonly customers: readonly CustomerDays[];
  readonly excluded: readonly { reason: string; n: number }[];
}

export interface Period {
  readonly calibrationEnd: number;
  readonly holdoutEnd: number;
}

interface Net {
  amount: number;
  returned: boolean;
}

/**
 * One purchase day per customer and day. A day on which returns took back all that was bought is none; a day with a price
 * of 0 and no return is one. Customers who first bought after the calibration end, and rows after the hold-out's, are
 * left out and counted. In the order of the customers' names, so that a file's order changes nothing.
 */
export function customerDays(rows: Iterable<PurchaseRow>, { calibrationEnd, holdoutEnd }: Period): DaysRead {
  const byCustomer = new Map<string, Map<number, Net>>();
  let after = 0;
  for (const { customer, day, amount } of rows) {
    if (day > holdoutEnd) {
      after++;
      continue;
    }
    let days = byCustomer.get(customer);
    if (!days) byCustomer.set(customer, (days = new Map()));
    const net = days.get(day);
    const value = amount ?? 0;
    if (net) {
      net.amount += value;
      net.returned ||= value < 0;
    } else days.set(day, { amount: value, returned: value < 0 });
  }
  const customers: CustomerDays[] = [];
  let [returnedDays, tooNew] = [0, 0];
  for (const customer of [...byCustomer.keys()].sort()) {
    const all = [...(byCustomer.get(customer) as Map<number, Net>)];
    const bought = all.filter(([, net]) => !(net.returned && net.amount <= 0));
    returnedDays += all.length - bought.length;
    const days = bought
      .filter(([day]) => day <= calibrationEnd)
      .map(([day, net]) => ({ day, amount: net.amount }));
    days.sort((l, r) => l.day - r.day);
    if (days.length === 0) tooNew += bought.length > 0 ? 1 : 0;
    else customers.push({ customer, days, later: bought.length - days.length });
  }
  const excluded = [
    { reason: 'rows-after-end', n: after },
    { reason: 'days-returned', n: returnedDays },
    { reason: 'customers-after-calibration', n: tooNew },
  ];
  return { customers, excluded: excluded.filter(({ n }) => n > 0) };
}
