/**
 * Rows of a declared kind that are gone at their source, taken out under an import of its own: their keys are staged like
 * rows, so that a crash is carried to the end as it is for files, and the log gets tombstones, so that an undo brings them back.
 * Where another source says a key that carries no source, its row stands again.
 */
import { type DeclaredKindName, declaredKind } from '../../records/declared-kinds.ts';
import type { DeclaredMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { nextVersionRange } from '../../store/facts/log-session.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { goneKeys } from '../import/gone-rows.store.ts';
import { keyHash } from './declared-rows.store.ts';

/** The code of staged rows that are keys to be taken out; rows of files never have it. */
const goneCode = 'gone';

interface Removal {
  readonly importId: string;
  readonly mapping: DeclaredMapping;
}

const named = (kind: DeclaredKindName) => {
  const { table } = declaredKind(kind);
  return { table, log: factsSql`${ident(`${table}_log`, [`${table}_log`])}` };
};

const stagedKeys = (importId: string): FactsSql =>
  factsSql`select key from reference_staging
    where import_id = toUUID(${p.string(importId)}) and code = ${p.string(goneCode)}`;

/** Whose row it is besides its key: dealings belong to a customer, and each customer's place has rows of its own. */
const placeOf = (kind: DeclaredKindName): FactsSql =>
  declaredKind(kind).columns.some(({ reading }) => reading === 'customer')
    ? factsSql`customer_id`
    : factsSql`toUInt8(0)`;

/** What some sources said last of the staged keys before this removal, unless it was undone or taken out. */
function saidLast({ importId, mapping: { kind } }: Removal, from: FactsSql): FactsSql {
  const { log } = named(kind);
  return factsSql`(select * from (
    select *, ${keyHash(kind)} as gone_key, ${placeOf(kind)} as place from ${log}
    where ${from} and gone_key in (${stagedKeys(importId)}) and import_id != ${p.uuid(importId)}
      and import_id not in (select import_id from import_undos)
    order by gone_key, place, source, ingested_at desc, version desc limit 1 by gone_key, place, source) where is_deleted = 0)`;
}

const ofSource = ({ mapping }: Removal): FactsSql => factsSql`source = ${p.string(mapping.source)}`;
/** Rows of other sources that stand again have their versions above all rows of files and all tombstones. */
const restatedOffset = 2n ** 31n;
/** What was only written again under a removal does not speak for its source. */
const ofOthers = ({ mapping }: Removal): FactsSql =>
  factsSql`source != ${p.string(mapping.source)} and bitAnd(version, 4294967295) < ${p.uint64(restatedOffset)}`;

async function count(facts: Facts, rows: FactsSql): Promise<number> {
  const [row] = await facts.query<{ n: string }>(
    factsSql`select toString(count()) as n from ${rows} as counted`,
    { tag: 'pull.count-gone', role: 'batch' },
  );
  return Number(row?.n ?? 0);
}

/**
 * Stages the keys only gone rows say; returns how many rows will be taken out. `gone` is a subquery of pairs of import and
 * row number (`goneTable`).
 */
export async function prepareGone(ctx: StoreContext, removal: Removal, gone: FactsSql): Promise<number> {
  const { importId, mapping } = removal;
  const { table } = named(mapping.kind);
  const from = { source: mapping.source, table, naturalKey: keyHash(mapping.kind), mentions: null };
  const keys = await goneKeys(ctx, from, gone);
  if (keys.length === 0) return 0;
  await ctx.ch.command(
    factsSql`insert into ${ctx.ch.target('reference_staging')} (import_id, row_number, code, column_name, key, content, known_on, cells)
      select toUUID(${p.string(importId)}), rowNumberInAllBlocks() + 1, ${p.string(goneCode)}, '', toUInt64(gone_key), 0, '', []
      from (select arrayJoin(${p.strings(keys)}) as gone_key)`,
    { tag: 'pull.stage-gone', role: 'ingest' },
  );
  return count(ctx.ch, saidLast(removal, ofSource(removal)));
}

/**
 * Writes the tombstones and what stands again to the log; nothing where no gone row is staged. Expects that nobody else
 * appends. Repeatable: what it wrote before has lower versions.
 */
export async function appendGone(facts: Facts, removal: Removal & { readonly at: Date }): Promise<void> {
  const { importId, mapping, at } = removal;
  if ((await count(facts, factsSql`(${stagedKeys(importId)})`)) === 0) return;
  const { kind } = mapping;
  const { table, log } = named(kind);
  const [top] = await facts.query<{ version: string; ingested: string }>(
    factsSql`select toString(greatest(max(version), (select max(version) from ${facts.target(table)}))) as version,
      toString(toUnixTimestamp64Milli(max(ingested_at))) as ingested from ${log}`,
    { tag: 'pull.open-gone', role: 'batch' },
  );
  const first = nextVersionRange(BigInt(top?.version ?? 0));
  const ingestedAt = new Date(Math.max(at.getTime(), Number(top?.ingested ?? 0)));
  const stamped = (
    version: bigint,
    isDeleted: FactsSql,
  ) => factsSql`select * except (gone_key, place) replace (
      ${p.uuid(importId)} as import_id, ${p.dateTime(ingestedAt)} as ingested_at, ${p.dateTime(ingestedAt)} as known_at,
      toUInt64(${p.uint64(version)} + rowNumberInAllBlocks()) as version, ${isDeleted} as is_deleted)`;
  const parts = [
    factsSql`${stamped(first, factsSql`toUInt8(1)`)} from ${saidLast(removal, ofSource(removal))} as said`,
  ];
  if (!declaredKind(kind).key.includes('source'))
    parts.push(factsSql`${stamped(first + restatedOffset, factsSql`toUInt8(0)`)} from (
      select * from ${saidLast(removal, ofOthers(removal))} as others
      order by gone_key, ingested_at desc, version desc limit 1 by gone_key) as said
      where gone_key in (select gone_key from ${saidLast(removal, ofSource(removal))} as own)`);
  for (const rows of parts)
    await facts.command(factsSql`insert into ${facts.target(`${table}_log`)} ${rows}`, {
      tag: 'pull.append-gone',
      role: 'ingest',
    });
  await facts.command(
    factsSql`insert into ${facts.target(table)} select * from ${log} where import_id = ${p.uuid(importId)}`,
    { tag: 'pull.derive-gone', role: 'ingest' },
  );
}
