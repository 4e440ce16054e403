import { expect, test } from 'vitest';
import { liveEvents } from './live-events.ts';
import type { EventRow, PreparedEvents } from './prepare-events.ts';

const visitor = '00000000-0000-4000-8000-00000000000a';
const customer = '00000000-0000-4000-8000-00000000000b';
const at = new Date('2026-03-01T00:00:00Z');

const row = (event: string, change: Partial<EventRow> = {}): EventRow => ({
  customer_id: customer,
  source: 'web',
  message_id: event,
  anonymous_id: visitor,
  kind: 'track',
  event,
  occurred_at: at.toISOString(),
  received_at: at.toISOString(),
  original_at: null,
  sent_at: null,
  clock_flag: '',
  properties: '{}',
  context: '{}',
  removed: 0,
  plan_version: 0,
  violations: [],
  version: '1',
  ...change,
});

const group = (rows: readonly EventRow[], change: Partial<PreparedEvents> = {}): PreparedEvents[] => [
  {
    source: 'web',
    receivedAt: at,
    machineAt: at,
    rows,
    people: [],
    links: [],
    refused: [],
    orders: [],
    bytes: 0,
    ...change,
  },
];
const nobody = new Set<string>();
const names = (events: readonly { event: string }[]) => events.map(({ event }) => event);

test('who comes sees the newest hundred, and then what follows, each once', () => {
  const live = liveEvents();
  live.publish(group(Array.from({ length: 250 }, (_, n) => row(`e${n}`))), nobody);
  const recent = live.recent({});
  expect([recent.length, recent[0]?.event, recent.at(-1)?.event, recent.at(-1)?.no]).toEqual([
    100,
    'e150',
    'e249',
    250,
  ]);
  const watcher = live.watch({});
  live.publish(group([row('next')]), nobody);
  expect(names(watcher.take().events)).toEqual(['next']);
  expect(watcher.take()).toEqual({ events: [], lost: 0 });
});

test('a watcher who is slow loses the oldest and is told how many', () => {
  const live = liveEvents();
  const watcher = live.watch({});
  for (let n = 0; n < 30; n += 1) live.publish(group(Array.from({ length: 100 }, () => row('e'))), nobody);
  const { events, lost } = watcher.take();
  expect([events.length, lost, events.at(-1)?.no]).toEqual([500, 2_500, 3_000]);
});

test('filters by source, beginning of the name, and person as user or visitor', () => {
  const live = liveEvents();
  const other = '00000000-0000-4000-8000-00000000000c';
  live.publish(
    group([
      row('Order Completed', { customer_id: other, anonymous_id: other }),
      row('Order Updated', { source: 'app' }),
      row('Page'),
    ]),
    nobody,
  );
  expect(names(live.recent({ event: 'order' }))).toEqual(['Order Completed', 'Order Updated']);
  expect(names(live.recent({ source: 'app' }))).toEqual(['Order Updated']);
  expect(names(live.recent({ people: [visitor], source: 'web' }))).toEqual(['Page']);
  expect(names(live.recent({ people: [other] }))).toEqual(['Order Completed']);
  expect(live.recent({ people: [other] })[0]).toMatchObject({ customerId: null, visitorId: other });
});

test('what was refused is there with its reason, what was not stored of erased people is not', () => {
  const live = liveEvents();
  const refusal = { code: 'track-id-missing', path: 'userId', received: '', expected: '' };
  const refused = [
    { ...refusal, messageId: null, kind: 'track', name: 'Lost', said: '{}', payload: '{"a":1}' },
  ];
  live.publish(group([row('Gone')], { refused }), new Set([customer]));
  expect(live.recent({})).toMatchObject([
    { event: 'Lost', properties: '{}', refused: { code: 'track-id-missing', path: 'userId' } },
  ]);
});

test('only so many may watch, and who leaves makes room', () => {
  const live = liveEvents();
  const watchers = Array.from({ length: 50 }, () => live.watch({}));
  expect(() => live.watch({})).toThrowError(expect.objectContaining({ code: 'live-busy' }));
  watchers[0]?.close();
  expect(() => live.watch({})).not.toThrow();
});
