/**
 * Whom the exclusion rules name as of a past time, found once for many statements: as a subquery it would be computed
 * again in each, twice in those that read lines and refunds.
 */
import type { Facts } from './facts.ts';
import type { KnownAs } from './known-as.ts';
import { type FactsSql, factsSql, ident, p } from './sql.ts';

export interface Exclusions {
  readonly knownAs: KnownAs;
  /** `customer_id, rule` of who is left out. */
  readonly excluded: FactsSql;
}

/** Writes them for a run and returns where they stand; of today a table says it, and nothing is written. */
export async function draftExclusions(
  facts: Facts,
  runId: string,
  { knownAs, excluded }: Exclusions,
): Promise<FactsSql> {
  if (knownAs === 'current') return excluded;
  await facts.command(
    factsSql`insert into ${facts.target('exclusions_draft')} select ${p.uuid(runId)} as run_id, customer_id, rule from ${excluded} as excluded`,
    { tag: 'review.exclusions', role: 'batch' },
  );
  return factsSql`(select customer_id, rule from exclusions_draft where run_id = ${p.uuid(runId)})`;
}

/** Drops what a run has drafted in a table partitioned by run; a partition that does not exist is no error. */
export async function dropDraft(facts: Facts, table: string, runId: string): Promise<void> {
  const everywhere = facts.cluster
    ? factsSql` on cluster ${ident(facts.cluster, [facts.cluster])}`
    : factsSql``;
  const local = ident(`${table}_local`, [`${table}_local`]);
  await facts.command(factsSql`alter table ${local}${everywhere} drop partition ${p.string(runId)}`, {
    tag: 'features.drop-draft',
    role: 'batch',
  });
}

/** Hands the drafted exclusions to `work` and drops them, whatever happened. A crash leaves them to the next review. */
export async function withExclusions<T>(
  { ch, newId }: { readonly ch: Facts; newId(): string },
  exclusions: Exclusions,
  work: (excluded: FactsSql) => Promise<T>,
): Promise<T> {
  const runId = newId();
  try {
    return await work(await draftExclusions(ch, runId, exclusions));
  } finally {
    if (exclusions.knownAs !== 'current') await dropDraft(ch, 'exclusions_draft', runId);
  }
}
