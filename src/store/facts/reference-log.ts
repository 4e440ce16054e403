/**
 * Logs and current tables of reference tables (`records/reference-kinds.ts`): how they are read as of a moment, appended to
 * and taken back. As `log-tables.ts`, for rows that no customer owns.
 */
import { type ReferenceKindName, referenceKind } from '../../records/reference-kinds.ts';
import type { Facts } from './facts.ts';
import { nextVersionRange } from './log-session.ts';
import { type AsOf, notUndone } from './log-tables.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from './sql.ts';

const listed = (names: readonly string[]): FactsSql =>
  joinSql(
    names.map(name => factsSql`${ident(name, names)}`),
    ', ',
  );

/** The columns that name a row. */
export const referenceKey = (kind: ReferenceKindName): FactsSql => listed(referenceKind(kind).key);

/** The current rows, by the table's public name. */
export const referenceTable = (kind: ReferenceKindName): FactsSql => listed([referenceKind(kind).table]);

/** The log, by its public name. */
export const referenceLog = (kind: ReferenceKindName): FactsSql =>
  listed([`${referenceKind(kind).table}_log`]);

/** A parenthesised subquery with the rows as they were known. Reads the log once in the order of its key. */
export function referenceAsOf(kind: ReferenceKindName, asOf: AsOf): FactsSql {
  const key = referenceKey(kind);
  const until = asOf.ingestedAt ? factsSql` and ingested_at <= ${p.dateTime(asOf.ingestedAt)}` : factsSql``;
  return factsSql`(select * from (
  select * from ${referenceLog(kind)} where known_at <= ${p.dateTime(asOf.knownAt)}${until} and ${notUndone(asOf)}
  order by ${key}, ingested_at desc, version desc limit 1 by ${key}) where is_deleted = 0)`;
}

export interface ReferenceStamp {
  readonly firstVersion: bigint;
  /** Never before an earlier row of the log. */
  readonly ingestedAt: Date;
}

/** What the next append to a kind's log carries. */
export async function openReferenceLog(
  facts: Facts,
  kind: ReferenceKindName,
  at: Date,
): Promise<ReferenceStamp> {
  const [top] = await facts.query<{ version: string; ingested: string }>(
    factsSql`select toString(greatest(max(version),
        (select max(version) from ${facts.target(referenceKind(kind).table)}))) as version,
      toString(toUnixTimestamp64Milli(max(ingested_at))) as ingested from ${referenceLog(kind)}`,
    { tag: 'reference.open', role: 'batch' },
  );
  return {
    firstVersion: nextVersionRange(BigInt(top?.version ?? 0)),
    ingestedAt: new Date(Math.max(at.getTime(), Number(top?.ingested ?? 0))),
  };
}

/** Brings the current table up to the rows an import has in the log. Repeatable. */
export async function deriveReference(
  facts: Facts,
  kind: ReferenceKindName,
  importId: string,
): Promise<void> {
  await facts.command(
    factsSql`insert into ${facts.target(referenceKind(kind).table)}
      select * from ${referenceLog(kind)} where import_id = ${p.uuid(importId)}`,
    { tag: 'reference.derive', role: 'ingest' },
  );
}

/**
 * The current rows of the keys an undone import touched, as the imports that stand said them last, else gone. Expects
 * the import among `import_undos`. Repeatable; one pass over the log.
 */
export async function deriveReferenceAgain(
  facts: Facts,
  kind: ReferenceKindName,
  { importId, at }: { readonly importId: string; readonly at: Date },
): Promise<void> {
  const { firstVersion } = await openReferenceLog(facts, kind, at);
  const key = referenceKey(kind);
  await facts.command(
    factsSql`insert into ${facts.target(referenceKind(kind).table)}
select * except (is_undone) replace (${p.uint64(firstVersion)} + rowNumberInAllBlocks() as version,
  toUInt8(is_deleted = 1 or is_undone) as is_deleted)
from (
  select *, import_id global in (select import_id from import_undos) as is_undone from ${referenceLog(kind)}
  where (${key}) global in (select ${key} from ${referenceLog(kind)} where import_id = ${p.uuid(importId)})
  order by ${key}, is_undone, ingested_at desc, version desc limit 1 by ${key})`,
    { tag: 'reference.undo', role: 'ingest' },
  );
}
