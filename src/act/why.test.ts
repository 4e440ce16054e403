import { describe, expect, it } from 'vitest';
import { type DecisionFacts, traceOf } from './why.ts';

const slotAt = new Date('2026-05-01T02:00:00Z');
const assigned = { arm: 'treatment', bucket: 5000, slotAt, wouldSend: true, skipReason: null } as const;
const base: DecisionFacts = { inSnapshot: true, loss: null, assigned: null, intent: null };

const outcomeAt = (facts: DecisionFacts, rule: string) =>
  traceOf(facts).rules.find(r => r.rule === rule)?.outcome;

describe('why did or did not this customer get it', () => {
  it.each<[string, DecisionFacts, string, string | null]>([
    ['was never in the segment', { ...base, inSnapshot: false }, 'not-in-audience', null],
    ['had no consent', { ...base, loss: 'skip-no-consent' }, 'skipped', 'skip-no-consent'],
    ['is staff', { ...base, loss: 'skip-excluded:staff' }, 'skipped', 'skip-excluded:staff'],
    ['is in control', { ...base, assigned: { ...assigned, arm: 'control' } }, 'control', 'skip-control'],
    [
      'was over the cap',
      { ...base, assigned: { ...assigned, wouldSend: false, skipReason: 'skip-frequency-cap' } },
      'skipped',
      'skip-frequency-cap',
    ],
    ['got it', { ...base, assigned, intent: { state: 'accepted', reason: null } }, 'sent', null],
    ['waits for the slot', { ...base, assigned: { ...assigned, wouldSend: null } }, 'pending', null],
    ['may have got it', { ...base, assigned, intent: { state: 'unknown', reason: null } }, 'unknown', null],
    [
      'withdrew before the call',
      { ...base, assigned, intent: { state: 'skipped', reason: 'skip-withdrawn' } },
      'skipped',
      'skip-withdrawn',
    ],
  ])('says of someone who %s', (_who, facts, outcome, reason) => {
    const trace = traceOf(facts);
    expect(trace.outcome).toBe(outcome);
    expect(trace.reason).toBe(reason);
  });

  it('marks the failing rule, passes those before it and asks none after it', () => {
    const facts = { ...base, loss: 'skip-no-contact' };
    expect(outcomeAt(facts, 'audience-consent')).toBe('passed');
    expect(outcomeAt(facts, 'audience-reachable')).toBe('failed');
    expect(outcomeAt(facts, 'audience-caps')).toBe('not-evaluated');
  });

  it('does not claim the caps were checked before the slot', () => {
    const facts = { ...base, assigned: { ...assigned, wouldSend: null } };
    expect(outcomeAt(facts, 'audience-consent')).toBe('passed');
    expect(outcomeAt(facts, 'audience-caps')).toBe('not-evaluated');
  });
});
