/**
 * What files say of a person's records, put together: one row a person whose every field is the surviving one — of the
 * record that names the person, else of the record said last (METHODS §1: source before recency; nothing empty survives).
 * The records' own rows are hidden while they are linked and come back when they are not.
 */
import type { StoreContext } from '../../store/context.ts';
import { deriveCurrent, openLogSession } from '../../store/facts/log-session.ts';
import { notUndone } from '../../store/facts/log-tables.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../../store/facts/sql.ts';

export interface Batch {
  /** Records whose rows may stand in the wrong place. */
  readonly raws: readonly string[];
  /** Those, and everybody they have ever belonged to: where the rows can be, by the logs' first key column. */
  readonly places: readonly string[];
  readonly at: Date;
}

/** Source of the rows that are put together; no file can have it. */
export const together = '~person';
const noImport = '00000000-0000-0000-0000-000000000000';

const texts = ['region', 'city', 'sex', 'acquisition_channel', 'industry'] as const;

/** The latest row of each record and source as files said it: no row put together, no tombstone of ours. */
const saidRows = (ids: FactsSql, at: Date): FactsSql => factsSql`(
  select * from customers_log
  where customer_id in ${ids} and source != ${p.string(together)} and is_deleted = 0 and ${notUndone({ knownAt: at })}
  order by customer_id, source, ingested_at desc, version desc limit 1 by customer_id, source)`;

const links = (ids: FactsSql): FactsSql => factsSql`(
  select raw_id, person_id from identity_links
  where raw_id in ${ids} or person_id in ${ids} settings final = 1)`;

/** The surviving value of a field among a person's rows, empty ones aside. */
const survivor = (column: FactsSql, isSaid: FactsSql): FactsSql =>
  factsSql`argMaxIf(${column}, (is_own, said_at, said_version), ${isSaid})`;

function togetherRows(ids: FactsSql, at: Date): FactsSql {
  const fields = texts.map(name => {
    const column = ident(name, texts);
    return factsSql`${survivor(factsSql`said.${column}`, factsSql`said.${column} != ''`)} as ${column}`;
  });
  return factsSql`
select person_id, min(registered) as registered_at, ${joinSql(fields, ', ')},
  ${survivor(factsSql`said.birth_year`, factsSql`said.birth_year != 0`)} as birth_year,
  ${survivor(factsSql`said.kind`, factsSql`said.kind not in ('', 'person')`)} as special, min(known) as known
from (
  select said.*, if(l.raw_id = said.customer_id, l.person_id, said.customer_id) as person_id,
    toUInt8(person_id = said.customer_id) as is_own, said.ingested_at as said_at, said.version as said_version,
    said.registered_at as registered, if(said.known_at < said.ingested_at, said.known_at, ${p.dateTime(at)}) as known
  from ${saidRows(factsSql`(select raw_id from ${links(ids)} union distinct select person_id from ${links(ids)})`, at)} as said
  left any join ${links(ids)} as l on l.raw_id = said.customer_id
  where person_id in (select person_id from ${links(ids)})) as said
group by person_id`;
}

/** Hides and shows again the rows of this batch's records and persons, and writes those put together. */
export async function settleAttributes({ ch }: StoreContext, { places, at }: Batch): Promise<void> {
  const ids = factsSql`${p.uuids(places)}`;
  const session = await openLogSession(ch, 'customers', at);
  const ingested = p.dateTime(session.ingestedAt);
  const linked = factsSql`(select raw_id from ${links(ids)})`;
  const persons = factsSql`(select person_id from ${links(ids)})`;
  const stamp = (deleted: number): FactsSql => factsSql`replace (
    if(known_at < ingested_at, known_at, ${ingested}) as known_at,
    greatest(${ingested}, ingested_at + toIntervalMillisecond(1)) as ingested_at,
    ${p.uint64(session.firstVersion)} as version, toUInt8(${p.uint8(deleted)}) as is_deleted)`;
  const statements = [
    factsSql`select * ${stamp(1)} from (select * from customers where customer_id in ${ids} settings final = 1)
      where customer_id in ${linked} or (source = ${p.string(together)} and customer_id not in ${persons})`,
    factsSql`select * ${stamp(0)} from ${saidRows(ids, at)}
      where customer_id not in ${linked} and (customer_id, source) not in (
        select customer_id, source from customers where customer_id in ${ids} settings final = 1)`,
    factsSql`select ${p.string(together)} as source, person_id as customer_id, registered_at, region, city, birth_year, sex,
      acquisition_channel, industry, if(special = '', 'person', special) as kind, toUUID(${p.string(noImport)}) as import_id,
      ${ingested} as ingested_at, known as known_at, ${p.uint64(session.firstVersion)} as version, toUInt8(0) as is_deleted
      from (${togetherRows(ids, at)})`,
  ];
  for (const rows of statements)
    await ch.command(factsSql`insert into ${ch.target('customers_log')} ${rows}`, {
      tag: 'identity.attributes',
      role: 'ingest',
    });
  await deriveCurrent(ch, session);
}
