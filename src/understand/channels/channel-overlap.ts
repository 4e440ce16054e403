/** Which channels share customers: exact sets of channels, so that nobody is counted twice. */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import type { ChannelOverlap } from '../../records/channel-summary.ts';
import type { UsedRow } from './channel-rows.ts';

/** Channels with a name of their own; the smaller ones are taken together as one without a name. */
const mostChannels = 12;
const shownCombos = 25;

interface Combo {
  readonly channels: readonly string[];
  readonly buyers: number;
  readonly net: bigint;
}

/** Buyers by channel; channels beyond the twelve largest are the nameless one. */
export function buyersByChannel(rows: readonly UsedRow[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { used, buyers } of rows)
    for (const channel of new Set(used)) found.set(channel, (found.get(channel) ?? 0) + Number(buyers));
  return new Map([...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

function combined(rows: readonly UsedRow[]): { combos: Combo[]; isGrouped: boolean } {
  const names = [...buyersByChannel(rows).keys()];
  const named = new Set(names.slice(0, mostChannels));
  const found = new Map<string, Combo>();
  for (const { used, buyers, net } of rows) {
    const channels = [...new Set(used.map(channel => (named.has(channel) ? channel : '')))].sort();
    const key = JSON.stringify(channels);
    const before = found.get(key);
    found.set(key, {
      channels,
      buyers: (before?.buyers ?? 0) + Number(buyers),
      net: (before?.net ?? 0n) + tenThousandths(net),
    });
  }
  const combos = [...found.values()].sort(
    (a, b) => b.buyers - a.buyers || (a.channels.join() < b.channels.join() ? -1 : 1),
  );
  return { combos, isGrouped: names.length > mostChannels };
}

/** Greedy order of reach: next comes the channel that adds the most buyers nobody before it has. O(channels² · combos). */
function reachOrder(combos: readonly Combo[]): ChannelOverlap['reach'] {
  const names = [...new Set(combos.flatMap(combo => combo.channels))];
  const taken = new Set<string>();
  const of = (holds: (combo: Combo) => boolean) =>
    combos.reduce((sum, combo) => sum + (holds(combo) ? combo.buyers : 0), 0);
  const reach: ChannelOverlap['reach'] = [];
  while (taken.size < names.length) {
    const adds = (channel: string) =>
      of(combo => combo.channels.includes(channel) && !combo.channels.some(each => taken.has(each)));
    const rest = names.filter(name => !taken.has(name)).map(channel => ({ channel, added: adds(channel) }));
    const next = rest.reduce((best, each) => (each.added > best.added ? each : best));
    taken.add(next.channel);
    const buyers = of(combo => combo.channels.includes(next.channel));
    reach.push({ ...next, buyers, total: (reach.at(-1)?.total ?? 0) + next.added });
  }
  return reach;
}

/** The overlap of buyers. Sets are exact and disjoint: they add up to the buyers, and a channel's buyers are those of its sets. */
export function overlapOf(rows: readonly UsedRow[], currency: string): ChannelOverlap {
  const { combos, isGrouped } = combined(rows);
  const buyers = combos.reduce((sum, combo) => sum + combo.buyers, 0);
  const shown = combos.slice(0, shownCombos);
  return {
    buyers,
    combos: shown.map(({ net, ...combo }) => ({
      channels: [...combo.channels],
      buyers: combo.buyers,
      netMinor: Number(decimalToMinor(decimalText(net), currency)),
    })),
    restBuyers: buyers - shown.reduce((sum, combo) => sum + combo.buyers, 0),
    reach: reachOrder(combos),
    isGrouped,
  };
}
