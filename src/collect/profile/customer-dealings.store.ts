/** Service cases, survey answers and feedback texts of one customer, newest first. */
import type { TimelineEntry } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';

const iso = (text: string): string => `${text.replace(' ', 'T')}Z`;

/** As the engine gives an entry: times without zone. */
type Row<K extends TimelineEntry['kind']> = Omit<Extract<TimelineEntry, { kind: K }>, 'kind'>;

const ask = <T>({ ch }: Pick<StoreContext, 'ch'>, what: string, sql: FactsSql): Promise<T[]> =>
  ch.query<T>(sql, { tag: `customer.${what}`, role: 'interactive' });

async function findCases(ctx: Pick<StoreContext, 'ch'>, id: string, limit: number): Promise<TimelineEntry[]> {
  const rows = await ask<Row<'case'>>(
    ctx,
    'cases',
    factsSql`select opened_at as at, case_id as caseId, closed_at as closedAt, channel, category,
  toString(minutes) as minutes, toString(satisfaction) as satisfaction
from service_cases where customer_id = ${p.uuid(id)} order by opened_at desc, case_id limit ${p.uint32(limit)}`,
  );
  return rows.map(row => ({
    kind: 'case',
    ...row,
    at: iso(row.at),
    closedAt: row.closedAt === null ? null : iso(row.closedAt),
  }));
}

async function findAnswers(
  ctx: Pick<StoreContext, 'ch'>,
  id: string,
  limit: number,
): Promise<TimelineEntry[]> {
  const rows = await ask<Row<'answer'>>(
    ctx,
    'answers',
    factsSql`select answered_at as at, survey, question, metric, answer, toString(score) as score
from survey_answers where customer_id = ${p.uuid(id)} order by answered_at desc, response_id, question limit ${p.uint32(limit)}`,
  );
  return rows.map(row => ({ kind: 'answer', ...row, at: iso(row.at) }));
}

async function findFeedback(
  ctx: Pick<StoreContext, 'ch'>,
  id: string,
  limit: number,
): Promise<TimelineEntry[]> {
  const rows = await ask<Row<'feedback'>>(
    ctx,
    'feedback',
    factsSql`select said_at as at, channel, topic, toString(rating) as rating, text
from feedback_texts where customer_id = ${p.uuid(id)} order by said_at desc, feedback_id limit ${p.uint32(limit)}`,
  );
  return rows.map(row => ({ kind: 'feedback', ...row, at: iso(row.at) }));
}

/** At most `limit` of each. */
export async function findDealings(
  ctx: Pick<StoreContext, 'ch'>,
  id: string,
  limit: number,
): Promise<TimelineEntry[]> {
  const all = await Promise.all([
    findCases(ctx, id, limit),
    findAnswers(ctx, id, limit),
    findFeedback(ctx, id, limit),
  ]);
  return all.flat();
}
