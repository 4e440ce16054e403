/** Events of a file in staging: read row by row, judged by what is stored already, stored, and taken back. */
import type { EventsMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { numberedRows } from '../import/file-row-stream.ts';
import type { ImportRun } from '../import/import-path.ts';
import { peopleSteps, tellProgress, within } from '../import/import-progress.ts';
import type { RefusedRow } from '../import/quarantine.store.ts';
import { rememberingIds } from '../track/remembered-ids.ts';
import { loadPlan, rulesOf } from '../track/tracking-plan.store.ts';
import { eventReader } from './event-row.ts';

export type EventsRun = ImportRun<EventsMapping>;

/** Filled while the pass goes on. */
export interface EventTally {
  rowsRead: number;
  /** Rows in which contact data was taken out. */
  blanked: number;
}

const ofImport = (importId: string): FactsSql => factsSql`import_id = toUUID(${p.string(importId)})`;
const tag = (what: string) => `event-file.${what}`;

/** Reads the whole file, staging its good rows and yielding the refused ones. About 40 µs of processor time a row. */
export async function* stageEvents(
  ctx: StoreContext,
  { begun, mapping, file }: EventsRun,
  tally: EventTally,
): AsyncGenerator<RefusedRow[]> {
  const read = eventReader({
    mapping,
    headers: file.headers,
    zone: mapping.zone ?? ctx.settings.zone,
    keys: rememberingIds(ctx.keys),
    plan: rulesOf(await loadPlan(ctx)),
    receivedAt: ctx.now(),
    machineAt: ctx.machineNow(),
  });
  for await (const batch of numberedRows(file)) {
    const good: object[] = [];
    const refused: RefusedRow[] = [];
    for (const { rowNumber, cells } of batch) {
      const reading = read(cells);
      if (!reading.ok) {
        refused.push({ rowNumber, cells, code: reading.code, field: reading.field });
        continue;
      }
      good.push({ ...reading.row, import_id: begun.importId, row_number: rowNumber });
      if (reading.row.removed > 0) tally.blanked += 1;
    }
    if (good.length > 0) await ctx.ch.insert('event_staging', good, { tag: tag('stage') });
    tally.rowsRead += batch.length;
    const share = within({ from: peopleSteps.staging, to: 0.7 }, tally.rowsRead, file.lineFeeds - 1);
    await tellProgress(ctx, file, { share, label: 'staging' });
    yield refused;
  }
}

/** Removes an import's staged rows. */
export async function dropStagedEvents(facts: Facts, importId: string): Promise<void> {
  const onCluster = facts.cluster
    ? factsSql`on cluster ${ident(facts.cluster, [facts.cluster])}`
    : factsSql``;
  await facts.command(
    factsSql`alter table event_staging_local ${onCluster} drop partition ${p.uuid(importId)}`,
    { tag: tag('drop-staging'), role: 'ingest' },
  );
}

const key = factsSql`customer_id, source, message_id`;

/** Staged rows with their verdict: `again` repeats an earlier row of the file, `known` is stored already, else `new`. */
const judged = (importId: string): FactsSql => {
  const staged = factsSql`select customer_id from event_staging where ${ofImport(importId)}`;
  return factsSql`(select s.*, multiIf(nth > 1, 'again', k.is_known = 1, 'known', 'new') as verdict
    from (select *, row_number() over (partition by ${key} order by row_number) as nth
      from event_staging where ${ofImport(importId)}) as s
    left any join (select ${key}, toUInt8(1) as is_known from events where customer_id in (${staged})) as k
      on s.customer_id = k.customer_id and s.source = k.source and s.message_id = k.message_id)`;
};

/** How many staged rows are new and how many there already, and whom the new ones are about. One join by customer. */
export async function countEventRows(
  facts: Facts,
  importId: string,
): Promise<{ stored: number; duplicate: number; customers: number }> {
  const [row] = await facts.query<{ stored: string; duplicate: string; customers: string }>(
    factsSql`select toString(countIf(verdict = 'new')) as stored, toString(countIf(verdict != 'new')) as duplicate,
      toString(uniqExactIf(customer_id, verdict = 'new' and customer_id != anonymous_id)) as customers
      from ${judged(importId)} as judged`,
    { tag: tag('count'), role: 'batch' },
  );
  return {
    stored: Number(row?.stored ?? 0),
    duplicate: Number(row?.duplicate ?? 0),
    customers: Number(row?.customers ?? 0),
  };
}

/** The ids staged rows name as customers. */
export const stagedCustomers = (importId: string): FactsSql =>
  factsSql`select customer_id from event_staging where ${ofImport(importId)} and customer_id != anonymous_id`;

/** Before every tracked event by its version, whatever the time: of one key the tracked one stays. */
const importedVersion = (at: Date): string => (2n ** 62n - BigInt(at.getTime())).toString();

const columns = factsSql`customer_id, source, message_id, anonymous_id, kind, event, occurred_at, received_at, original_at, sent_at,
  clock_flag, properties, context, removed, plan_version, violations`;

/** Stores the new events, and notes those that were there already. Repeatable: a repeat changes nothing a reader sees. */
export async function storeStagedEvents(
  facts: Facts,
  { importId, at }: { readonly importId: string; readonly at: Date },
): Promise<void> {
  await facts.command(
    factsSql`insert into ${facts.target('event_mentions')} (import_id, ${key})
      select import_id, ${key} from ${judged(importId)} as judged where verdict = 'known'`,
    { tag: tag('mention'), role: 'ingest' },
  );
  await facts.command(
    factsSql`insert into ${facts.target('events')} (${columns}, import_id, version, ingested_at)
      select ${columns}, import_id, toUInt64(${p.uint64(BigInt(importedVersion(at)))}), ${p.dateTime(at)}
      from ${judged(importId)} as judged where verdict = 'new'`,
    { tag: tag('store'), role: 'ingest' },
  );
}

/**
 * Takes an import's events out, but for those that imports which stand (`others`) said as well: these are theirs then. Returns
 * how many there were and how many stayed. Repeatable.
 */
export async function takeBackEvents(
  facts: Facts,
  importId: string,
  others: readonly string[],
): Promise<{ own: number; kept: number }> {
  const own = factsSql`events where import_id = ${p.uuid(importId)}`;
  const mentioned = factsSql`(select ${key}, any(import_id) as other from event_mentions
    where import_id in (${p.uuids(others)}) and customer_id in (select customer_id from ${own}) group by ${key})`;
  const [row] = await facts.query<{ own: string; kept: string }>(
    factsSql`select (select toString(count()) from ${own}) as own,
      (select toString(count()) from ${own} and (${key}) in (select ${key} from ${mentioned})) as kept`,
    { tag: tag('undo-count'), role: 'batch' },
  );
  await facts.command(
    factsSql`insert into ${facts.target('events')} (${columns}, import_id, version, ingested_at)
      select ${columns}, m.other, version + 1, ingested_at from (select * from ${own}) as e
      inner join ${mentioned} as m on e.customer_id = m.customer_id and e.source = m.source and e.message_id = m.message_id`,
    { tag: tag('undo-keep'), role: 'ingest' },
  );
  const onCluster = facts.cluster
    ? factsSql`on cluster ${ident(facts.cluster, [facts.cluster])}`
    : factsSql``;
  await facts.command(
    factsSql`alter table events_local ${onCluster} delete where import_id = ${p.uuid(importId)}`,
    {
      tag: tag('undo'),
      role: 'ingest',
    },
  );
  return { own: Number(row?.own ?? 0), kept: Number(row?.kept ?? 0) };
}
