/** Puts the parts of a result together: the document the page reads and the envelope the command line prints. */
import type { ExperimentEnvelope, ExperimentMetric } from '../records/experiment.ts';
import type { Contacts, ResultDocument, StoredResult } from '../records/result.ts';
import type { ContactCount, Integrity } from './campaign-integrity.store.ts';
import { type DayRow, type OutcomeRequest, outcomeQueryVersion } from './campaign-outcome.store.ts';
import { profitOf } from './campaign-profit.ts';
import type { Change } from './campaign-restatement.store.ts';
import {
  populationMetrics,
  populationResult,
  sampleRatiosOf,
  verdictOf,
  whatItWouldTake,
} from './campaign-result.ts';
import { cumulativeDays } from './daily-counts.ts';
import type { PopulationOutcome } from './outcome-columns.ts';
import { headlineOf, restatementOf } from './restatement.ts';
import { resultSentence } from './result-sentence.ts';

export interface ResultFacts extends OutcomeRequest {
  readonly computedAt: Date;
  readonly days: readonly DayRow[];
  readonly contacts: readonly ContactCount[];
  readonly integrity: Integrity;
  /** Null before the final read: nothing is compared then. */
  readonly figures: {
    readonly wouldSend: PopulationOutcome;
    readonly assigned: PopulationOutcome;
    readonly redemptions: number | null;
    readonly snapshotHash: string;
  } | null;
  readonly previous: {
    readonly resultId: string;
    readonly computedAt: Date;
    readonly document: ResultDocument;
    readonly changes: readonly Change[];
  } | null;
  readonly watermark: string;
  readonly seed: number;
}

const perPerson = ({ arm, people, own, others }: ContactCount): Contacts => ({
  arm,
  people,
  own: people > 0 ? own / people : 0,
  others: people > 0 ? others / people : 0,
});

function notesOf({ campaign, integrity }: ResultFacts): string[] {
  const { definition } = campaign;
  return [
    ...(definition.audience.retrospective ? ['result-retrospective-assignment'] : []),
    ...(definition.control.share === 0 ? ['result-observational'] : []),
    ...(integrity.mismatches > 0 ? ['result-bucket-mismatch'] : []),
  ];
}

function runningDocument(facts: ResultFacts): ResultDocument {
  const { campaign, definition, rule, asOf } = facts;
  return {
    campaignId: campaign.campaignId,
    campaign: campaign.name,
    title: campaign.definition.title,
    read: 'running',
    computedAt: facts.computedAt.toISOString(),
    asOf: asOf.toISOString(),
    launchedAt: campaign.launchedAt?.toISOString() ?? null,
    finalReadAt: campaign.finalReadAt?.toISOString() ?? null,
    windowDays: campaign.definition.outcome.windowDays,
    currency: definition.currency,
    value: rule.valueIs,
    notes: notesOf(facts),
    daily: cumulativeDays(facts.days, definition.currency),
    verdict: null,
    populations: [],
    profit: null,
    sampleRatio: [],
    contacts: facts.contacts.map(perPerson),
    whatItWouldTake: null,
    restatement: null,
    excluded: facts.integrity.excluded > 0 ? [{ reason: 'skip-excluded', n: facts.integrity.excluded }] : [],
    factsWatermark: { enqueued: facts.watermark, shipped: facts.watermark },
    queryVersions: {
      outcome: outcomeQueryVersion,
      salesDefinition: String(definition.version),
      value: rule.valueIs,
    },
    seed: facts.seed,
    methods: [],
  };
}

type Figures = NonNullable<ResultFacts['figures']>;

function finalDocument(
  facts: ResultFacts,
  figures: Figures,
  metrics: readonly ExperimentMetric[],
): ResultDocument {
  const { campaign, rule, seed } = facts;
  const running = runningDocument(facts);
  const { wouldSend, assigned, redemptions } = figures;
  const primary = populationResult(wouldSend, metrics);
  const beside = populationResult(assigned, populationMetrics(assigned, rule.valueIs, seed));
  const { definition } = campaign;
  const profit = profitOf({ outcome: wouldSend, value: rule.valueIs, definition, redemptions, seed });
  const sampleRatio =
    definition.control.share > 0 ? sampleRatiosOf(wouldSend, assigned, definition.control.share) : [];
  const methods = [primary.buyers, primary.orders, primary.value, profit.total].map(({ method }) => method);
  const document: ResultDocument = {
    ...running,
    read: facts.previous ? 'corrected' : 'final',
    verdict: verdictOf(primary, profit, sampleRatio),
    populations: [primary, beside],
    profit,
    sampleRatio,
    whatItWouldTake: whatItWouldTake(wouldSend, definition),
    methods: [...new Set(methods)],
  };
  return { ...document, restatement: restated(facts, document) };
}

function restated(facts: ResultFacts, document: ResultDocument): ResultDocument['restatement'] {
  const current = headlineOf(document);
  if (!facts.previous || !current) return null;
  return restatementOf({
    previous: facts.previous,
    current,
    changes: facts.previous.changes,
    queryVersions: document.queryVersions,
    contactCostMinor: facts.figures?.assigned.treatment.totals.contactCostMinor ?? '0',
    currency: document.currency,
    excluded: document.excluded,
  });
}

function envelopeOf(
  document: ResultDocument,
  metrics: readonly ExperimentMetric[],
  snapshotHash: string,
): ExperimentEnvelope {
  const ratio = document.sampleRatio.find(({ blocks }) => blocks) ?? document.sampleRatio[0];
  const arms = document.populations[0]?.arms ?? [];
  return {
    method: 'experiment',
    version: '1',
    params: {
      campaign: document.campaign,
      population: 'would-send',
      windowDays: document.windowDays,
      value: document.value,
      currency: document.currency,
    },
    asOf: document.asOf,
    snapshotHash,
    seed: document.seed,
    n: arms.reduce((total, { people }) => total + people, 0),
    excluded: document.excluded,
    status: ratio?.blocks
      ? 'unidentified'
      : metrics.some(({ status }) => status === 'ok')
        ? 'ok'
        : 'insufficient',
    warnings: document.notes,
    values: {
      srm: { chi2: ratio?.chi2 ?? 0, df: 1, p: ratio?.p ?? 1, blocks: ratio?.blocks ?? false },
      arms: arms.map(({ arm, people }) => ({ arm, n: people })),
      metrics: [...metrics],
    },
    ci: { level: 0.95, method: document.methods.join(', ') },
    verdict: resultSentence(document),
  };
}

/** The stored read: counts only before the final date; estimates, verdict and envelope from then on. */
export function resultOf(facts: ResultFacts): StoredResult {
  if (!facts.figures) return { document: runningDocument(facts), envelope: null };
  const metrics = populationMetrics(facts.figures.wouldSend, facts.rule.valueIs, facts.seed);
  const document = finalDocument(facts, facts.figures, metrics);
  return { document, envelope: envelopeOf(document, metrics, facts.figures.snapshotHash) };
}
