/** Retrospectives in state: one a campaign, refreshed with every newer result until somebody freezes it. */
import { sql } from 'kysely';
import { badInput, conflict } from '../kernel/errors.ts';
import {
  emptyLessons,
  type KnowledgeDocument,
  type Lessons,
  lessons as lessonsSchema,
  type RetrospectiveDocument,
  type RetrospectiveView,
  retrospectiveDocument,
} from '../records/retrospective.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import type { StateDb } from '../store/state/state-db.ts';
import { loadRetrospectiveFacts } from './campaign-record.store.ts';
import { type RetrospectiveFacts, retrospectiveOf } from './retrospective.ts';

const loadRow = (db: StateDb, campaignId: string) =>
  db.selectFrom('retrospectives').selectAll().where('campaign_id', '=', campaignId).executeTakeFirst();

type Row = NonNullable<Awaited<ReturnType<typeof loadRow>>>;

const viewOf = (row: Row, newestResultId: string): RetrospectiveView => {
  const document = retrospectiveDocument.parse(row.document);
  return {
    retrospectiveId: row.retrospective_id,
    document,
    lessons: lessonsSchema.parse(row.lessons),
    frozenAt: row.frozen_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
    stale: document.resultId !== newestResultId,
  };
};

async function saveDocument(
  ctx: StoreContext,
  campaignId: string,
  document: RetrospectiveDocument,
): Promise<Row> {
  const figures = JSON.stringify(document);
  return ctx.pg
    .insertInto('retrospectives')
    .values({
      retrospective_id: ctx.newId(),
      campaign_id: campaignId,
      document: figures,
      lessons: JSON.stringify(emptyLessons),
      frozen_at: null,
      updated_at: ctx.now(),
    })
    .onConflict(existing =>
      existing
        .column('campaign_id')
        .doUpdateSet({ document: figures, updated_at: ctx.now() })
        .where('retrospectives.frozen_at', 'is', null),
    )
    .returningAll()
    .executeTakeFirst()
    .then(async row => row ?? ((await loadRow(ctx.pg, campaignId)) as Row));
}

async function current(ctx: StoreContext, name: string): Promise<{ row: Row; facts: RetrospectiveFacts }> {
  const facts = await loadRetrospectiveFacts(ctx.pg, name);
  const row = await loadRow(ctx.pg, facts.campaignId);
  if (row?.frozen_at) return { row, facts };
  return { row: await saveDocument(ctx, facts.campaignId, retrospectiveOf(facts)), facts };
}

/**
 * The campaign's retrospective, filled in on first sight and refreshed while it is open; frozen figures stay as they
 * were and `stale` says when a newer result exists.
 *
 * @throws `campaign-unknown`, `retrospective-no-result`
 */
export async function loadRetrospective(ctx: StoreContext, name: string): Promise<RetrospectiveView> {
  const { row, facts } = await current(ctx, name);
  return viewOf(row, facts.resultId);
}

/** Stores what people wrote. @throws `retrospective-frozen` and those of {@link loadRetrospective} */
export async function saveLessons(
  ctx: StoreContext,
  name: string,
  lessons: Lessons,
): Promise<RetrospectiveView> {
  const { row, facts } = await current(ctx, name);
  const saved = await ctx.pg.transaction().execute(async trx => {
    const updated = await trx
      .updateTable('retrospectives')
      .set({ lessons: JSON.stringify(lessons), updated_at: ctx.now() })
      .where('retrospective_id', '=', row.retrospective_id)
      .where('frozen_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!updated) throw conflict('retrospective-frozen', { received: name });
    const target = `retrospective:${name}`;
    await saveAudit(trx, ctx, {
      action: 'retrospective.change',
      target,
      before: row.lessons,
      after: lessons,
    });
    return updated;
  });
  return viewOf(saved, facts.resultId);
}

const knowledgeOf = (
  document: RetrospectiveDocument,
  { definition }: RetrospectiveFacts,
): KnowledgeDocument => ({
  campaign: document.campaign,
  verdict: document.verdict,
  buyers: document.buyers,
  valuePerCustomer: document.valuePerCustomer,
  value: document.value,
  currency: document.currency,
  channel: definition.message.channel,
  segment: definition.audience.segment,
});

/**
 * Freezes figures and lessons and writes the knowledge entry, in one transaction. Freezing twice changes nothing.
 *
 * @throws `retrospective-without-lesson` and those of {@link loadRetrospective}
 */
export async function freezeRetrospective(ctx: StoreContext, name: string): Promise<RetrospectiveView> {
  const { row, facts } = await current(ctx, name);
  const { document, lessons } = viewOf(row, facts.resultId);
  if (lessons.learned.trim() === '')
    throw badInput('retrospective-without-lesson', { path: 'lessons.learned' });
  const frozen = await ctx.pg.transaction().execute(async trx => {
    await trx
      .insertInto('knowledge_entries')
      .values({
        entry_id: ctx.newId(),
        kind: 'campaign-lesson',
        title: document.title,
        body: lessons.learned,
        campaign_id: facts.campaignId,
        tags: lessons.tags,
        document: JSON.stringify(knowledgeOf(document, facts)),
        created_at: ctx.now(),
      })
      .onConflict(existing => existing.column('campaign_id').doNothing())
      .execute();
    await saveAudit(trx, ctx, {
      action: 'retrospective.freeze',
      target: `retrospective:${name}`,
      before: { frozenAt: row.frozen_at },
      after: { resultId: document.resultId, lessons },
    });
    return trx
      .updateTable('retrospectives')
      .set({ frozen_at: sql`coalesce(frozen_at, ${ctx.now()}::timestamptz)` })
      .where('retrospective_id', '=', row.retrospective_id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
  return viewOf(frozen, facts.resultId);
}
