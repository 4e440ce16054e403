/** The order of a customer's timeline. */
import type { TimelineEntry } from '../../records/customer.ts';

/** The newest `limit` entries; at the same moment a refund stands above its order, and a message below both, what they did last. */
export function newestFirst(entries: readonly TimelineEntry[], limit: number): TimelineEntry[] {
  const rank: Readonly<Record<TimelineEntry['kind'], number>> = {
    refund: 0,
    order: 1,
    consent: 2,
    answer: 3,
    feedback: 3,
    case: 4,
    touch: 5,
    event: 6,
  };
  const time = (entry: TimelineEntry) => Date.parse(entry.at);
  return [...entries].sort((a, b) => time(b) - time(a) || rank[a.kind] - rank[b.kind]).slice(0, limit);
}
