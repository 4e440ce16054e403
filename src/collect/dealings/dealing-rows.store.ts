/** What a staged file of dealings says, written to its log under the person each row belongs to. */
import type { DealingMapping } from '../../records/mapping.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { retireMoved } from '../../store/facts/log-moved.ts';
import { deriveCurrent, openLogSession } from '../../store/facts/log-session.ts';
import { logTables } from '../../store/facts/log-tables.ts';
import { factsSql, ident, p } from '../../store/facts/sql.ts';
import { judged, knownSql, storedColumns } from '../declared/declared-rows.store.ts';

export interface AppendDealings {
  readonly importId: string;
  readonly mapping: DealingMapping;
  readonly at: Date;
  /** Of the file; row numbers end here. */
  readonly rowsRead: number;
}

/**
 * Rows that say the same as the table or an earlier row are written too, so that what they say stays when the import that
 * brought it first is undone, or the earlier row is gone at its source. A row another customer had before is taken from them. Repeatable: the same rows under a newer version change
 * nothing a reader sees.
 */
export async function appendDealings(
  facts: Facts,
  { importId, mapping, at, rowsRead }: AppendDealings,
): Promise<void> {
  const { kind, source, history } = mapping;
  const session = await openLogSession(facts, kind, at);
  const { names, values } = storedColumns(kind);
  const table = `${logTables[kind].log}`;
  await facts.command(
    factsSql`insert into ${facts.target(table)} (${names}, customer_id, source, import_id, ingested_at, known_at, version, is_deleted)
    select ${values}, if(l.is_linked = 1, l.person_id, judged.customer_id), ${p.string(source)}, import_id,
      ${p.dateTime(session.ingestedAt)}, ${knownSql(history, session.ingestedAt)},
      toUInt64(${p.uint64(session.firstVersion)} + row_number), toUInt8(0)
    from ${judged(kind, importId)} as judged
    left any join (select raw_id, person_id, toUInt8(1) as is_linked from identity_links where raw_id in (
      select customer_id from reference_staging where import_id = toUUID(${p.string(importId)}))) as l
      on judged.customer_id = l.raw_id
    where verdict in ('new', 'known', 'again')`,
    { tag: 'dealings.append', role: 'ingest' },
  );
  await deriveCurrent(facts, session);
  await retireMoved(facts, { session, rows: rowsRead + 1, importId, history });
}

/** Rows of the current table, those of an import and all. */
export async function countDealings(
  facts: Facts,
  { importId, mapping }: Pick<AppendDealings, 'importId' | 'mapping'>,
): Promise<{ own: number; all: number }> {
  const { current } = logTables[mapping.kind];
  const [row] = await facts.query<{ own: string; whole: string }>(
    factsSql`select toString(countIf(import_id = ${p.uuid(importId)})) as own, toString(count()) as whole
      from ${ident(current, [current])}`,
    { tag: 'dealings.count', role: 'batch' },
  );
  return { own: Number(row?.own ?? 0), all: Number(row?.whole ?? 0) };
}
