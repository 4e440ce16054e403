/**
 * Which staged rows of a customers file will be stored: the first of each customer, unless the last import of the
 * same source already said exactly this. A second, different row of one customer contradicts the first and is refused.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';

export interface PeopleVerdicts {
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  /** Rows about a person whose data was erased on request: nothing of them is kept. */
  readonly erased: number;
}

/** Writes the verdicts (null: stored) and counts them. One pass over the staged rows, in the order of their index. */
export async function judgeStaged(
  { pg }: Pick<StoreContext, 'pg'>,
  { importId, source }: { importId: string; source: string },
): Promise<PeopleVerdicts> {
  await sql`analyze customer_staging`.execute(pg);
  await sql`
    update customer_staging staged set verdict = judged.verdict
    from (
      select row_number, case
          when erased then 'erased'
          when nth > 1 and fingerprint <> first_fingerprint then 'conflict'
          when nth > 1 or fingerprint = known_fingerprint then 'duplicate' end as verdict
      from (
        select s.row_number, s.fingerprint, c.erased_at is not null as erased, known.fingerprint as known_fingerprint,
          row_number() over in_file as nth, first_value(s.fingerprint) over in_file as first_fingerprint
        from customer_staging s
        left join customers c on c.customer_id = s.customer_id
        left join lateral (
          select r.fingerprint from customer_rows r where r.customer_id = s.customer_id and r.source = ${source}
          order by r.version desc limit 1) known on true
        where s.import_id = ${importId}
        window in_file as (partition by s.customer_id order by s.row_number)) seen) judged
    where staged.import_id = ${importId} and staged.row_number = judged.row_number
      and judged.verdict is not null`.execute(pg);
  const { rows } = await sql<PeopleVerdicts>`
    select count(*) filter (where verdict is null) as stored,
      count(*) filter (where verdict = 'duplicate') as duplicate,
      count(*) filter (where verdict = 'conflict') as conflict,
      count(*) filter (where verdict = 'erased') as erased
    from customer_staging where import_id = ${importId}`.execute(pg);
  return rows[0] ?? { stored: 0, duplicate: 0, conflict: 0, erased: 0 };
}

const verdictsPerPage = 100_000;

/** Row numbers that are not stored, each with whether it contradicts. One byte a row of the file in memory. */
export async function loadVerdicts(
  { pg }: Pick<StoreContext, 'pg'>,
  { importId, rowsRead }: { importId: string; rowsRead: number },
): Promise<{ isStored(rowNumber: number): boolean; isConflict(rowNumber: number): boolean }> {
  const [stored, conflict] = [1, 2];
  const verdicts = new Uint8Array(rowsRead + 1);
  for (let from = 0; from <= rowsRead; from += verdictsPerPage) {
    const { rows } = await sql<{ rowNumber: number; verdict: string | null }>`
      select row_number as "rowNumber", verdict from customer_staging
      where import_id = ${importId} and row_number >= ${from} and row_number < ${from + verdictsPerPage}
        and (verdict is null or verdict = 'conflict')`.execute(pg);
    for (const { rowNumber, verdict } of rows) verdicts[rowNumber] = verdict === null ? stored : conflict;
  }
  return {
    isStored: rowNumber => verdicts[rowNumber] === stored,
    isConflict: rowNumber => verdicts[rowNumber] === conflict,
  };
}

/** Removes an import's staged rows. */
export async function dropStagedPeople({ pg }: Pick<StoreContext, 'pg'>, importId: string): Promise<void> {
  await sql`delete from customer_staging where import_id = ${importId}`.execute(pg);
}
