/** What all channels of a review say together, in the same bytes for the same rows. */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import type { ChannelSummary, SalesChannel } from '../../records/channel-summary.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { Allocation } from './channel-allocation.ts';
import { perEach } from './channel-costs.ts';
import { channelDefinitions } from './channel-definitions.ts';
import { buyersByChannel } from './channel-overlap.ts';
import type { NamedChannel, NewRow, SalesMonth, UsedRow } from './channel-rows.ts';
import { sideOf } from './channel-sides.ts';

export interface SalesRows {
  readonly sales: readonly SalesMonth[];
  readonly used: readonly UsedRow[];
  readonly news: readonly NewRow[];
  readonly named: readonly NamedChannel[];
}

const minorIn = (currency: string) => (value: bigint) => Number(decimalToMinor(decimalText(value), currency));

const moneyOf = (rows: readonly SalesMonth[], name: 'sales' | 'returns'): bigint =>
  rows.reduce((sum, row) => sum + tenThousandths(row[name]), 0n);

const countOf = (rows: readonly SalesMonth[], name: 'orders' | 'store_lines' | 'lines'): number =>
  rows.reduce((sum, row) => sum + Number(row[name]), 0);

const newOf = (news: readonly NewRow[], channel?: string): number =>
  news
    .filter(row => Number(row.in_window) === 1 && (channel === undefined || row.first_channel === channel))
    .reduce((sum, row) => sum + Number(row.customers), 0);

/** Sales channels with money or orders in the year, largest net first; costs are laid on them afterwards. */
export function salesChannels({ sales, used, news, named }: SalesRows, currency: string): SalesChannel[] {
  const minor = minorIn(currency);
  const buyers = buyersByChannel(used);
  const total = moneyOf(sales, 'sales') - moneyOf(sales, 'returns');
  const alone = (channel: string) =>
    used.reduce(
      (sum, row) => sum + (row.used.length === 1 && row.used[0] === channel ? Number(row.buyers) : 0),
      0,
    );
  return [...new Set(sales.map(row => row.channel))]
    .map(channel => {
      const own = sales.filter(row => row.channel === channel);
      const said = named.find(each => each.channel === channel);
      const [sold, returned] = [moneyOf(own, 'sales'), moneyOf(own, 'returns')];
      const lines = countOf(own, 'lines');
      return {
        channel,
        title: said?.title ?? '',
        ...sideOf({
          channel,
          title: said?.title ?? '',
          kind: said?.kind ?? '',
          storeShare: lines > 0 ? countOf(own, 'store_lines') / lines : 0,
        }),
        orders: countOf(own, 'orders'),
        buyers: buyers.get(channel) ?? 0,
        newBuyers: newOf(news, channel),
        aloneBuyers: alone(channel),
        salesMinor: minor(sold),
        returnsMinor: minor(returned),
        netMinor: minor(sold - returned),
        netShare: total > 0n ? Number(sold - returned) / Number(total) : null,
        costMinor: 0,
        costPerOrderMinor: null,
        costShare: null,
      };
    })
    .sort((a, b) => b.netMinor - a.netMinor || (a.channel < b.channel ? -1 : 1));
}

/** The same channels with what was laid on them. */
export const withCosts = (
  channels: readonly SalesChannel[],
  { byChannel, lines }: Allocation,
): SalesChannel[] =>
  channels.map(channel => {
    const costMinor = Number(byChannel.get(channel.channel) ?? 0n);
    const isKnown = lines.length > 0;
    return {
      ...channel,
      costMinor,
      costPerOrderMinor: isKnown ? perEach(costMinor, channel.orders) : null,
      costShare: isKnown && costMinor > 0 && channel.netMinor > 0 ? costMinor / channel.netMinor : null,
    };
  });

type Chapters = Omit<
  ChannelSummary,
  | 'reviewId'
  | 'createdAt'
  | 'asOf'
  | 'definitionVersion'
  | 'zone'
  | 'currency'
  | 'status'
  | 'window'
  | 'totals'
  | 'warnings'
  | 'definitions'
>;

export interface DocumentParts {
  readonly reviewId: string;
  readonly createdAt: Date;
  readonly asOf: Date;
  readonly asOfDay: string;
  readonly definition: SalesDefinition;
  readonly rows: SalesRows;
  readonly chapters: Chapters;
}

const dayBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** The document: chapters as they were counted, totals, and what a reader must know before quoting them. */
export function channelDocumentOf(parts: DocumentParts): ChannelSummary {
  const { definition, asOfDay, chapters, rows } = parts;
  const window = { from: dayBefore(asOfDay, 364), to: asOfDay };
  const minor = minorIn(definition.currency);
  return {
    reviewId: parts.reviewId,
    createdAt: parts.createdAt.toISOString(),
    asOf: parts.asOf.toISOString(),
    definitionVersion: definition.version,
    zone: definition.zone,
    currency: definition.currency,
    status: chapters.channels.length === 0 && chapters.coverage.target === 0 ? 'empty' : 'ok',
    window,
    totals: {
      orders: countOf(rows.sales, 'orders'),
      buyers: chapters.overlap.buyers,
      newBuyers: newOf(rows.news),
      netMinor: minor(moneyOf(rows.sales, 'sales') - moneyOf(rows.sales, 'returns')),
    },
    ...chapters,
    warnings: warningsOf(chapters, definition.currency),
    definitions: channelDefinitions({ definition, window }),
  };
}

function warningsOf({ channels, costs, coverage }: Chapters, currency: string): ChannelSummary['warnings'] {
  const warnings: ChannelSummary['warnings'] = [];
  const warn = (code: string, params: Record<string, string | number> = {}) =>
    warnings.push({ code, params });
  if (channels.length === 0) warn('channels-none');
  if (channels.length === 1) warn('channels-only-one', { channel: channels[0]?.channel || '–' });
  if (channels.length > 1 && channels.some(each => each.channel === ''))
    warn('channels-unnamed', { orders: channels.find(each => each.channel === '')?.orders ?? 0 });
  if (costs.state === 'missing') warn('channels-costs-missing');
  if (costs.service.otherCurrency > 0)
    warn('channels-service-other-currency', { cases: costs.service.otherCurrency, currency });
  if (costs.service.ownMinor > 0 && costs.service.spendMinor > 0) warn('channels-service-both');
  if (costs.credits.rows > 0) warn('channels-credits', { rows: costs.credits.rows });
  for (const other of costs.otherCurrencies)
    warn('channels-other-currency', {
      rows: other.rows,
      amount: other.amount,
      other: other.currency,
      currency,
    });
  const left = costs.lines.filter(line => line.channelsLeftMinor !== 0 && line.purpose !== 'service');
  if (left.length > 0)
    warn('channels-cost-unallocated', { channels: left.map(line => line.channel).join(', ') });
  if (coverage.target > 0 && coverage.any.reachable === 0) warn('channels-no-addresses');
  return warnings;
}
