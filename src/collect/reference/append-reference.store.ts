/** What a staged reference file says, written to its log. */
import type { ReferenceMapping } from '../../records/mapping.ts';
import { referenceKind } from '../../records/reference-kinds.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { openReferenceLog } from '../../store/facts/reference-log.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { judged, knownSql, storedColumns } from '../declared/declared-rows.store.ts';

/**
 * Writes what the file says to the log. Rows that say the same as the table or an earlier row are written too, so that what they
 * say stays when the import that brought it first is undone, or the earlier row is gone at its source. Repeatable: the same rows under a newer version change nothing a reader sees.
 */
export async function appendReference(
  facts: Facts,
  {
    importId,
    mapping,
    at,
  }: { readonly importId: string; readonly mapping: ReferenceMapping; readonly at: Date },
): Promise<void> {
  const { kind, source, history } = mapping;
  const stamp = await openReferenceLog(facts, kind, at);
  const { names, values } = storedColumns(kind);
  await facts.command(
    factsSql`insert into ${facts.target(`${referenceKind(kind).table}_log`)} (${names}, source, import_id, ingested_at, known_at, version, is_deleted)
    select ${values}, ${p.string(source)}, import_id, ${p.dateTime(stamp.ingestedAt)}, ${knownSql(history, stamp.ingestedAt)},
      toUInt64(${p.uint64(stamp.firstVersion)} + row_number), toUInt8(0)
    from ${judged(kind, importId)} as judged where verdict in ('new', 'known', 'again')`,
    { tag: 'reference.append', role: 'ingest' },
  );
}
