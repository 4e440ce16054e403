/**
 * What events made of the tracking plan, counted where they are kept: departures that were stored by the facts, those that
 * were refused by the quarantine; and events nobody declared, with examples. Nothing is counted twice however often it is sent.
 */
import { sql } from 'kysely';
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { PlanReport, PlanViolation, UndeclaredEvent } from '../../records/tracking-plan.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { scrub } from './contact-scrub.ts';
import { isObject, objectOf } from './json-text.ts';
import { suggestedProperties } from './plan-check.ts';
import { loadPlan } from './tracking-plan.store.ts';

const dayMs = 86_400_000;

/** Whole days back from this moment. */
const sinceOf = ({ now }: Pick<StoreContext, 'now'>, days: number): Date =>
  new Date(now().getTime() - days * dayMs);

const iso = (text: string): string => `${text.replace(' ', 'T')}Z`;

type Counted = Omit<PlanViolation, 'message' | 'stored' | 'refused'> & { readonly n: number };

async function storedViolations({ ch, settings }: StoreContext, since: Date): Promise<Counted[]> {
  const rows = await ch.query<Omit<Counted, 'n'> & { n: string }>(
    factsSql`select toString(toDate(received_at, ${p.string(settings.zone)})) as day, source, event,
  splitByChar(' ', violation, 2)[1] as code, splitByChar(' ', violation, 2)[2] as path, count() as n
from (select received_at, source, event, arrayJoin(violations) as violation from events
  where received_at >= ${p.dateTime(since)} and notEmpty(violations))
group by day, source, event, code, path order by day desc, n desc limit 500`,
    { tag: 'plan.violations', role: 'interactive' },
  );
  return rows.map(row => ({ ...row, n: Number(row.n) }));
}

async function refusedViolations({ pg, settings }: StoreContext, since: Date): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select to_char((received_at at time zone ${settings.zone})::date, 'YYYY-MM-DD') as day, source, event_name as event, code,
      regexp_replace(path, '^batch\\[[0-9]+\\]\\.?', '') as path, count(*)::int as n
    from event_quarantine where code like 'plan-%' and state = 'waiting' and received_at >= ${since}
    group by 1, 2, 3, 4, 5 order by 1 desc, 6 desc limit 500`.execute(pg);
  return rows;
}

async function useOf({ ch }: StoreContext, since: Date): Promise<PlanReport['use']> {
  const rows = await ch.query<{ event: string; events: string; departing: string; last: string }>(
    factsSql`select event, count() as events, countIf(notEmpty(violations)) as departing, max(received_at) as last
from events where kind = 'track' and received_at >= ${p.dateTime(since)} group by event order by events desc limit 1000`,
    { tag: 'plan.use', role: 'interactive' },
  );
  return rows.map(({ event, events, departing, last }) => ({
    event,
    events: Number(events),
    departing: Number(departing),
    lastAt: iso(last),
  }));
}

/** Departures by day, source, event and property, and how much each event is used. One pass over the days' events each. */
export async function reportPlan(ctx: StoreContext, days: number, locale: Locale): Promise<PlanReport> {
  const since = sinceOf(ctx, days);
  const [stored, refused, use] = await Promise.all([
    storedViolations(ctx, since),
    refusedViolations(ctx, since),
    useOf(ctx, since),
  ]);
  const violations = new Map<string, PlanViolation>();
  const add = ({ n, ...row }: Counted, count: 'stored' | 'refused') => {
    const key = JSON.stringify([row.day, row.source, row.event, row.code, row.path]);
    const { message } = textOf(row.code, locale, { path: row.path, received: row.event, expected: '' });
    const before = violations.get(key) ?? { ...row, stored: 0, refused: 0, message };
    violations.set(key, { ...before, [count]: before[count] + n });
  };
  for (const row of stored) add(row, 'stored');
  for (const row of refused) add(row, 'refused');
  const total = (row: PlanViolation) => row.stored + row.refused;
  return {
    since: since.toISOString(),
    use,
    violations: [...violations.values()].sort(
      (a, b) =>
        b.day.localeCompare(a.day) ||
        total(b) - total(a) ||
        a.event.localeCompare(b.event) ||
        a.code.localeCompare(b.code) ||
        a.path.localeCompare(b.path),
    ),
  };
}

interface Discovered extends Omit<UndeclaredEvent, 'suggested'> {
  readonly examples: readonly string[];
}

const examplesKept = 50;
const mostShown = 100;

async function storedUndeclared(
  { ch }: StoreContext,
  declared: readonly string[],
  since: Date,
): Promise<Discovered[]> {
  const rows = await ch.query<{
    event: string;
    sources: string[];
    n: string;
    first: string;
    last: string;
    example: string;
    examples: string[];
  }>(
    factsSql`select event, arraySort(groupUniqArray(100)(source)) as sources, count() as n, min(received_at) as first,
  max(received_at) as last, argMax(properties, received_at) as example,
  groupArraySample(${p.uint32(examplesKept)}, 1)(properties) as examples
from events where kind = 'track' and received_at >= ${p.dateTime(since)} and not has(${p.strings(declared)}, event)
group by event order by n desc, event limit ${p.uint32(mostShown)}`,
    { tag: 'plan.undeclared', role: 'interactive' },
  );
  return rows.map(({ n, first, last, ...row }) => ({
    ...row,
    stored: Number(n),
    refused: 0,
    firstAt: iso(first),
    lastAt: iso(last),
  }));
}

async function refusedUndeclared(
  ctx: StoreContext,
  declared: readonly string[],
  since: Date,
): Promise<Discovered[]> {
  const { rows } = await sql<{
    event: string;
    sources: string[];
    n: number;
    first: Date;
    last: Date;
    ids: string[];
    ciphers: Buffer[];
    versions: number[];
  }>`
    select event_name as event, array_agg(distinct source order by source) as sources, count(*)::int as n,
      min(received_at) as first, max(received_at) as last,
      (array_agg(refused_id::text order by received_at desc, refused_id))[1:5] as ids,
      (array_agg(payload_cipher order by received_at desc, refused_id))[1:5] as ciphers,
      (array_agg(key_version order by received_at desc, refused_id))[1:5] as versions
    from event_quarantine
    where code = 'plan-event-undeclared' and state = 'waiting' and received_at >= ${since}
      and not event_name = any(${declared}::text[])
    group by event_name order by n desc, event_name limit ${mostShown}`.execute(ctx.pg);
  return rows.map(({ event, sources, n, first, last, ids, ciphers, versions }) => {
    const examples = ids.map((id, index) => {
      const [cipher = Buffer.alloc(0), version = 0] = [ciphers[index], versions[index]];
      const said: unknown = JSON.parse(
        ctx.keys.decrypt(cipher, version, fieldAad('event_quarantine', 'payload', id)),
      );
      return scrub(isObject(said) ? objectOf(said['properties']) : {}, 'properties').text;
    });
    const [firstAt, lastAt] = [first.toISOString(), last.toISOString()];
    return { event, sources, stored: 0, refused: n, firstAt, lastAt, example: examples[0] ?? '{}', examples };
  });
}

function merged(a: Discovered | undefined, b: Discovered): Discovered {
  if (!a) return b;
  return {
    event: a.event,
    sources: [...new Set([...a.sources, ...b.sources])].sort(),
    stored: a.stored + b.stored,
    refused: a.refused + b.refused,
    firstAt: a.firstAt < b.firstAt ? a.firstAt : b.firstAt,
    lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
    example: a.lastAt > b.lastAt ? a.example : b.example,
    examples: [...a.examples, ...b.examples],
  };
}

/** Events of kind `track` that the plan does not name, most frequent first, 100 at most, with what they look like. */
export async function findUndeclared(ctx: StoreContext, days: number): Promise<UndeclaredEvent[]> {
  const since = sinceOf(ctx, days);
  const declared = (await loadPlan(ctx)).events.map(({ name }) => name);
  const found = await Promise.all([
    storedUndeclared(ctx, declared, since),
    refusedUndeclared(ctx, declared, since),
  ]);
  const byName = new Map<string, Discovered>();
  for (const each of found.flat()) byName.set(each.event, merged(byName.get(each.event), each));
  return [...byName.values()]
    .sort((a, b) => b.stored + b.refused - (a.stored + a.refused) || a.event.localeCompare(b.event))
    .slice(0, mostShown)
    .map(({ examples, ...event }) => ({ ...event, suggested: suggestedProperties(examples) }));
}
