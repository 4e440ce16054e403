/** Events as the server takes them, over one stream; what is kept here is bounded, also while the list stands still. */
import { useEffect, useRef, useState } from 'react';
import type { LiveEvent } from '../../../src/records/live-event.ts';
import { withQuery } from './client.ts';

export interface LiveFilter {
  readonly source: string;
  readonly event: string;
  /** Ids of one person; null: everybody. */
  readonly people: readonly string[] | null;
}

export interface LiveState {
  /** Newest first, 300 at most. */
  readonly events: readonly LiveEvent[];
  /** Arrived while the list stands still, and among them those no longer kept. */
  readonly waiting: number;
  /** Events the server could not tell in time. */
  readonly lost: number;
  readonly connection: 'opening' | 'open' | 'broken';
}

const mostShown = 300;

interface Kept extends LiveState {
  readonly held: readonly LiveEvent[];
}

const nothing: Kept = { events: [], waiting: 0, lost: 0, connection: 'opening', held: [] };

/** Newest first; after a new connection the server tells again what was told before. */
const put = (fresh: readonly LiveEvent[], before: readonly LiveEvent[]): LiveEvent[] => {
  const known = new Set(before.map(({ no }) => no));
  return [...fresh.filter(({ no }) => !known.has(no)).reverse(), ...before].slice(0, mostShown);
};

const takeIn = (at: Kept, fresh: readonly LiveEvent[], isPaused: boolean): Kept =>
  isPaused
    ? { ...at, connection: 'open', held: put(fresh, at.held), waiting: at.waiting + fresh.length }
    : { ...at, connection: 'open', events: put(fresh, at.events) };

const goOn = (at: Kept): Kept => ({
  ...at,
  events: put([...at.held].reverse(), at.events),
  held: [],
  waiting: 0,
});

export function useLiveEvents({ source, event, people }: LiveFilter, isPaused: boolean) {
  const [state, setState] = useState<Kept>(nothing);
  // The stream outlives a pause: what it brings is held back, and no more of it than is shown.
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
    if (!isPaused) setState(goOn);
  }, [isPaused]);
  const address = withQuery('/api/events/live', { source, event, people: people?.join(',') });
  useEffect(() => {
    setState(nothing);
    const stream = new EventSource(address);
    stream.onopen = () => setState(at => ({ ...at, connection: 'open' }));
    stream.onerror = () => setState(at => ({ ...at, connection: 'broken' }));
    stream.addEventListener('lost', ({ data }: MessageEvent<string>) =>
      setState(at => ({ ...at, lost: at.lost + Number(data) })),
    );
    stream.addEventListener('events', ({ data }: MessageEvent<string>) => {
      const fresh = JSON.parse(data) as LiveEvent[];
      setState(at => takeIn(at, fresh, paused.current));
    });
    return () => stream.close();
  }, [address]);
  const clear = () => setState(at => ({ ...at, events: [], held: [], waiting: 0, lost: 0 }));
  return { ...state, clear };
}
