/** The findings of a run: tried on the chapters it has made, beside the review before it. No scan of their own. */
import { sql } from 'kysely';
import { currencyExponent } from '../kernel/money.ts';
import type { BaseMovement } from '../records/base-movement.ts';
import type { ReviewDocument } from '../records/review.ts';
import type { ReviewChanges } from '../records/review-change.ts';
import type { ReviewFestivals } from '../records/review-festival.ts';
import type { ReviewFindings, ReviewSince } from '../records/review-finding.ts';
import type { StoreContext } from '../store/context.ts';
import type { FactsSql } from '../store/facts/sql.ts';
import { cohortStatement } from './base-movement.store.ts';
import type { FeaturesRun } from './compute-features.store.ts';
import { festivalStatement } from './festivals/festivals.store.ts';
import { changeStatements } from './review-change.store.ts';
import { findingCandidates } from './review-finding-candidates.ts';
import { findingWords } from './review-finding-words.ts';
import { type Chosen, chooseFindings, findingRules, sinceRows, yearSales } from './review-findings.ts';
import { runnable, statementVersion } from './runnable-statement.ts';
import { daysBetween } from './seasonal-clock.ts';
import { zoneDay } from './zone-day.ts';

export interface FindingChapters {
  readonly reviewId: string;
  readonly document: ReviewDocument;
  readonly changes: ReviewChanges;
  readonly movement: BaseMovement;
  readonly festivals: ReviewFestivals;
}

/** The newest review of an earlier time; of one time the one made last. */
async function findSince(
  { pg }: Pick<StoreContext, 'pg'>,
  { reviewId, document }: FindingChapters,
): Promise<ReviewSince | null> {
  const { rows } = await sql<{ review_id: string; document: ReviewDocument }>`
    select review_id, document from reviews
    where as_of < ${new Date(document.asOf)} and review_id != ${reviewId} and document->>'status' = 'ok'
    order by as_of desc, created_at desc limit 1`.execute(pg);
  const before = rows[0];
  if (!before || document.status === 'empty') return null;
  const day = (of: ReviewDocument) => zoneDay(new Date(of.asOf), document.zone);
  return {
    reviewId: before.review_id,
    asOf: before.document.asOf,
    days: Math.max(0, daysBetween(day(before.document), day(document))),
    comparable:
      before.document.definitionVersion === document.definitionVersion &&
      before.document.valueIs === document.valueIs,
    rows: sinceRows(before.document, document),
  };
}

const statement = ({ figure, sql: text }: { figure: string; sql: FactsSql }) => {
  const shown = runnable(text);
  return { figure, version: statementVersion(shown.text), ...shown };
};

const shownOf = (chosen: Chosen, currency: string): ReviewFindings['findings'][number] => {
  const { said: _, p: __, lo, hi, ...rest } = chosen;
  return {
    ...rest,
    deviationMinor: { estimate: chosen.amountMinor - chosen.expectedMinor, lo, hi },
    surprise: Math.round(chosen.surprise * 100) / 100,
    ...findingWords(chosen, currency),
  };
};

/** The findings of a review whose chapters on change and movement are made. */
export async function loadFindings(
  ctx: Pick<StoreContext, 'pg'>,
  run: FeaturesRun,
  chapters: FindingChapters,
): Promise<ReviewFindings> {
  const { document, changes, movement, festivals } = chapters;
  const { currency, definitionVersion, months } = document;
  const tried = findingCandidates({
    ...{ months, changes, movement, festivals },
    exponent: currencyExponent(currency),
  });
  const yearSalesMinor = yearSales(months);
  const found = chooseFindings(tried, yearSalesMinor).map(each => shownOf(each, currency));
  const needed = new Set(found.flatMap(each => each.statements));
  const statements = [
    ...changeStatements(run.source, changes.changes),
    { figure: 'cohorts', sql: cohortStatement(run) },
    { figure: 'festival-days', sql: festivalStatement(run) },
  ];
  const own = document.sql
    .filter(each => needed.has(each.figure))
    .map(({ figure, text, params }) => ({
      figure,
      version: statementVersion(text),
      text,
      params,
    }));
  return {
    rulesVersion: findingRules.version,
    definitionVersion,
    currency,
    tried: tried.length,
    yearSalesMinor,
    findings: found,
    since: await findSince(ctx, chapters),
    sql: [...own, ...statements.filter(each => needed.has(each.figure)).map(statement)],
  };
}
