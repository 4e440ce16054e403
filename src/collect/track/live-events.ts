/**
 * Events of this process as they arrive, for people who watch. Memory is bounded: the newest few are kept for whoever comes,
 * and a watcher who is slower than the events loses the oldest and is told how many. Nobody watching costs next to nothing.
 */
import { unavailable } from '../../kernel/errors.ts';
import type { LiveEvent, LiveEventFilter } from '../../records/live-event.ts';
import { type EventRow, noVisitor, type PreparedEvents, type RefusedEvent } from './prepare-events.ts';

const mostRecent = 100;
const mostWaiting = 500;
const mostWatchers = 50;
const mostText = 2_000;

export interface Watcher {
  /** What came since the last call, oldest first, and how many were lost between. */
  take(): { readonly events: readonly LiveEvent[]; readonly lost: number };
  close(): void;
}

export interface LiveEvents {
  /** Tells watchers of a group that is durable; `erased` are the ids of which nothing was stored. */
  publish(group: readonly PreparedEvents[], erased: ReadonlySet<string>): void;
  recent(filter: LiveEventFilter): LiveEvent[];
  /** Throws `live-busy` when as many watch as may. */
  watch(filter: LiveEventFilter): Watcher;
}

const storedEvent = (row: EventRow, no: number): LiveEvent => {
  const visitor = row.anonymous_id === noVisitor ? null : row.anonymous_id;
  return {
    no,
    receivedAt: row.received_at,
    occurredAt: row.occurred_at,
    source: row.source,
    type: row.kind,
    event: row.event,
    customerId: row.customer_id === visitor ? null : row.customer_id,
    visitorId: visitor,
    properties: row.properties.slice(0, mostText),
    clockFlag: row.clock_flag as LiveEvent['clockFlag'],
    violations: [...row.violations],
    refused: null,
  };
};

const refusedEvent = (
  { source, receivedAt }: PreparedEvents,
  { kind, name, code, path, received, expected }: RefusedEvent,
  no: number,
): LiveEvent => ({
  no,
  receivedAt: receivedAt.toISOString(),
  occurredAt: null,
  source,
  type: kind,
  event: name,
  customerId: null,
  visitorId: null,
  properties: '{}',
  clockFlag: '',
  violations: [],
  refused: { code, path, received, expected },
});

/** Whether somebody who asks for this sees the event. Names are compared without case, by their beginning. */
export function matches({ source, event, people }: LiveEventFilter, shown: LiveEvent): boolean {
  if (source && shown.source !== source) return false;
  if (event && !shown.event.toLowerCase().startsWith(event.toLowerCase())) return false;
  if (!people) return true;
  return [shown.customerId, shown.visitorId].some(id => id !== null && people.includes(id));
}

/** Opens the place where events pass. */
export function liveEvents(): LiveEvents {
  let recent: LiveEvent[] = [];
  let no = 0;
  const watchers = new Set<(events: readonly LiveEvent[]) => void>();
  return {
    publish(group, erased) {
      const passing = group.flatMap(request => [
        ...request.rows
          .filter(row => !erased.has(row.customer_id))
          .map(row => (at: number) => storedEvent(row, at)),
        ...request.refused.map(each => (at: number) => refusedEvent(request, each, at)),
      ]);
      const first = no + 1;
      no += passing.length;
      // Without watchers only what may still be seen is made.
      const from = watchers.size > 0 ? 0 : Math.max(0, passing.length - mostRecent);
      const events = passing.slice(from).map((make, index) => make(first + from + index));
      recent = [...recent, ...events].slice(-mostRecent);
      for (const tell of watchers) tell(events);
    },
    recent: filter => recent.filter(event => matches(filter, event)),
    watch(filter) {
      if (watchers.size >= mostWatchers)
        throw unavailable('live-busy', { expected: String(mostWatchers), params: { seconds: 30 } });
      let waiting: LiveEvent[] = [];
      let lost = 0;
      const tell = (events: readonly LiveEvent[]) => {
        const all = [...waiting, ...events.filter(event => matches(filter, event))];
        lost += Math.max(0, all.length - mostWaiting);
        waiting = all.slice(-mostWaiting);
      };
      watchers.add(tell);
      return {
        take() {
          const taken = { events: waiting, lost };
          waiting = [];
          lost = 0;
          return taken;
        },
        close: () => void watchers.delete(tell),
      };
    },
  };
}
