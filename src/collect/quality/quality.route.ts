/** Data quality over HTTP: measure, read a run, its trend and days, the rows that fail, and the organisation's own rules. */
import { textOf } from '../../kernel/catalogue.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import { jobStartedSchema } from '../../records/job.ts';
import {
  type QualityCheck,
  type QualityRun,
  qualityDays,
  qualityDaysQuery,
  qualityPreview,
  qualityPreviewRequest,
  qualityRows,
  qualityRowsQuery,
  qualityRuleParams,
  qualityRuleSet,
  qualityRulesView,
  qualityRun,
  qualityRunParams,
  qualityRunRequest,
  qualityTableParams,
  qualityTrend,
  qualityTrendQuery,
} from '../../records/quality.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadFailingRows } from './failing-rows.store.ts';
import { previewRule } from './preview-rule.store.ts';
import { qualityKind } from './quality.job.ts';
import { findDays, findRun, findTrend } from './quality-runs.store.ts';
import { loadRules, saveRules } from './rule-sets.store.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'quality.read' } as const;

const wordedCheck = (check: QualityCheck, locale: Locale): QualityCheck => ({
  ...check,
  text: textOf(check.code, locale, check.params).message,
});

/** Every check with what it asks in words. */
function worded(run: QualityRun, locale: Locale): QualityRun {
  const say = (check: QualityCheck) => wordedCheck(check, locale);
  return {
    ...run,
    tables: run.tables.map(table => ({
      ...table,
      failures: table.failures.map(say),
      checks: table.checks.map(say),
    })),
  };
}

export const qualityRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'POST',
    path: '/api/quality/runs',
    scope: 'manage',
    permission: 'quality.run',
    summary: 'Measure all data under the rules in force; a job',
    body: qualityRunRequest,
    response: jobStartedSchema,
    async handle() {
      return { kind: 'job', job: qualityKind, input: {} };
    },
  }),
  route({
    method: 'GET',
    path: '/api/quality/runs/:id',
    ...reading,
    summary: 'What a run found, or the `latest`: tables with scores, gates and failures',
    params: qualityRunParams,
    response: qualityRun,
    async handle(ctx, { params, caller }) {
      const found = await findRun(ctx, params.id);
      if (!found) throw notFound('quality-run-none', { path: 'id', received: params.id });
      return worded(found, caller.locale);
    },
  }),
  route({
    method: 'GET',
    path: '/api/quality/trend',
    ...reading,
    summary: 'Scores and gates of the newest runs, the newest first',
    query: qualityTrendQuery,
    response: qualityTrend,
    handle: async (ctx, { query }) => ({ runs: await findTrend(ctx, query.limit) }),
  }),
  route({
    method: 'GET',
    path: '/api/quality/tables/:table/days',
    ...reading,
    summary: 'Rows of a table by day, and of those the ones that pass each rule',
    params: qualityTableParams,
    query: qualityDaysQuery,
    response: qualityDays,
    handle: (ctx, { params, query }) => findDays(ctx, { table: params.table, ...query }),
  }),
  route({
    method: 'GET',
    path: '/api/quality/rules/:name/rows',
    scope: 'read',
    permission: 'quality.rows.read',
    summary: 'Rows that fail a rule as the data stands now, masked',
    params: qualityRuleParams,
    query: qualityRowsQuery,
    response: qualityRows,
    handle: (ctx, { params, query }) => loadFailingRows(ctx, params.name, query.limit),
  }),
  route({
    method: 'GET',
    path: '/api/quality/rules',
    ...reading,
    summary: "The organisation's own rules, and the columns rules can name",
    response: qualityRulesView,
    handle: ctx => loadRules(ctx),
  }),
  route({
    method: 'POST',
    path: '/api/quality/rules/preview',
    scope: 'manage',
    permission: 'quality.rules.change',
    summary: 'Ask a rule of the rows as they stand, before it is put in force; nothing is kept',
    body: qualityPreviewRequest,
    response: qualityPreview,
    async handle(ctx, { body, caller }) {
      const { check, failing } = await previewRule(ctx, body.rule, body.limit);
      return { check: wordedCheck(check, caller.locale), failing };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/quality/rules',
    scope: 'manage',
    permission: 'quality.rules.change',
    summary: "Put the organisation's own rules in force, as a whole",
    body: qualityRuleSet,
    response: qualityRulesView,
    handle: (ctx, { body }) => saveRules(ctx, body),
  }),
];
