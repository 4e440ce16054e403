/** What costs are laid by, from the rows the store counts: sales, orders and new customers by month and channel. */
import { tenThousandths } from '../../kernel/decimal4.ts';
import type { Driver, Drivers } from './channel-allocation.ts';
import type { AcquiredRow, NewRow, SalesMonth } from './channel-rows.ts';

type MutableDriver = Map<string, Map<string, bigint>>;

function add(driver: MutableDriver, month: string, entry: readonly [name: string, amount: bigint]): void {
  const [name, amount] = entry;
  const own = driver.get(month) ?? new Map<string, bigint>();
  own.set(name, (own.get(name) ?? 0n) + amount);
  driver.set(month, own);
}

function driverOf<T extends { readonly month: string }>(
  rows: readonly T[],
  entry: (row: T) => readonly [string, bigint],
): Driver {
  const driver: MutableDriver = new Map();
  for (const row of rows) add(driver, row.month, entry(row));
  return driver;
}

/** How a customer was won: as the customer list says, or where the list never says, by the first purchase's channel. */
export function sourceReading(rows: readonly NewRow[]): {
  readonly sourceIs: 'acquisition-channel' | 'first-purchase';
  readonly of: (row: NewRow) => string;
} {
  const isSaid = rows.some(row => row.source !== '');
  return isSaid
    ? { sourceIs: 'acquisition-channel', of: row => row.source }
    : { sourceIs: 'first-purchase', of: row => row.first_channel };
}

export interface DriverRows {
  readonly sales: readonly SalesMonth[];
  readonly news: readonly NewRow[];
  readonly acquired: readonly AcquiredRow[];
  readonly channelOfStore: ReadonlyMap<string, string>;
}

/** All drivers of the year. Returns reduce no driver: a channel is charged for what it sold. */
export function driversOf({ sales, news, acquired, channelOfStore }: DriverRows): Drivers {
  const recent = news.filter(row => Number(row.in_window) === 1);
  const reading = sourceReading(news);
  const bySource = new Map<string, MutableDriver>();
  for (const row of acquired) {
    const own = bySource.get(row.source) ?? new Map();
    add(own, row.month, [row.channel, tenThousandths(row.amount)]);
    bySource.set(row.source, own);
  }
  return {
    channels: [...new Set(sales.filter(row => Number(row.orders) > 0).map(row => row.channel))],
    sales: driverOf(sales, row => [row.channel, tenThousandths(row.sales)]),
    orders: driverOf(sales, row => [row.channel, BigInt(row.orders)]),
    newBuyers: driverOf(recent, row => [row.first_channel, BigInt(row.customers)]),
    acquired: bySource,
    sources: [...new Set(recent.map(reading.of))].filter(source => source !== ''),
    won: driverOf(recent, row => [reading.of(row), BigInt(row.customers)]),
    channelOfStore,
  };
}
