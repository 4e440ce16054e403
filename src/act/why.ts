/**
 * The decision trace: every rule of the send decision in its order, what it said about one customer, and where the
 * message is now. Pure: the store loads the facts of the case, this file orders them.
 */
import type { DecisionTrace } from '../records/campaign.ts';
import { plainReason } from './waterfall.ts';

export interface DecisionFacts {
  readonly inSnapshot: boolean;
  readonly loss: string | null;
  readonly assigned: {
    readonly arm: 'treatment' | 'control';
    readonly bucket: number;
    readonly slotAt: Date;
    readonly wouldSend: boolean | null;
    readonly skipReason: string | null;
  } | null;
  readonly intent: { readonly state: string; readonly reason: string | null } | null;
}

/** The rules in the order in which they are asked; the first that fails is the reason. */
const rules: readonly { rule: string; fails: readonly string[] }[] = [
  { rule: 'audience-matched', fails: [] },
  { rule: 'audience-excluded', fails: ['skip-restricted', 'skip-excluded'] },
  { rule: 'audience-consent', fails: ['skip-no-consent', 'skip-withdrawn'] },
  { rule: 'audience-reachable', fails: ['skip-no-contact', 'skip-suppressed'] },
  { rule: 'audience-deduplicated', fails: ['skip-duplicate-address'] },
  { rule: 'audience-caps', fails: ['skip-frequency-cap'] },
  { rule: 'audience-quiet-hours', fails: ['skip-quiet-hours'] },
  { rule: 'audience-budget', fails: ['skip-budget', 'skip-canceled', 'skip-ended'] },
  { rule: 'audience-control', fails: ['skip-control'] },
];

/** Version of the rule order above; stored traces name it. */
export const decisionRulesVersion = 1;

function failingReason(facts: DecisionFacts): string | null {
  if (facts.loss) return plainReason(facts.loss);
  if (facts.assigned?.skipReason) return plainReason(facts.assigned.skipReason);
  if (facts.intent?.reason) return plainReason(facts.intent.reason);
  if (facts.assigned?.arm === 'control') return 'skip-control';
  return null;
}

function outcomeOf(facts: DecisionFacts, reason: string | null): DecisionTrace['outcome'] {
  if (!facts.inSnapshot) return 'not-in-audience';
  if (reason === 'skip-control') return facts.assigned?.wouldSend === null ? 'pending' : 'control';
  if (reason !== null) return 'skipped';
  if (facts.intent?.state === 'accepted' || facts.intent?.state === 'delivered') return 'sent';
  if (facts.intent?.state === 'failed') return 'failed';
  if (facts.intent?.state === 'unknown') return 'unknown';
  return 'pending';
}

export type TraceWithoutText = Omit<DecisionTrace, 'customerId' | 'campaign' | 'rules'> & {
  readonly rules: readonly Omit<DecisionTrace['rules'][number], 'text'>[];
};

/** Orders the facts of one case into a trace; rules after the failing one were not asked. */
export function traceOf(facts: DecisionFacts): TraceWithoutText {
  const reason = facts.inSnapshot ? failingReason(facts) : 'audience-matched';
  const code = reason?.split(':')[0] ?? null;
  const failedAt = !facts.inSnapshot ? 0 : rules.findIndex(r => code !== null && r.fails.includes(code));
  const undecided = facts.assigned?.wouldSend === null && facts.loss === null;
  const lastAsked = rules.findIndex(r => r.rule === 'audience-deduplicated');
  return {
    outcome: outcomeOf(facts, facts.inSnapshot ? reason : null),
    reason: facts.inSnapshot ? reason : null,
    rules: rules.map(({ rule }, index) => {
      const isControl = rule === 'audience-control';
      const asked = failedAt === -1 || index <= failedAt;
      const known = !undecided || index <= lastAsked || isControl;
      const outcome = !asked || !known ? 'not-evaluated' : index === failedAt ? 'failed' : 'passed';
      const detail = isControl && facts.assigned ? `bucket ${facts.assigned.bucket}` : null;
      return { rule, version: decisionRulesVersion, outcome, detail } as const;
    }),
  };
}
