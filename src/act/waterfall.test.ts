import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waterfallOf } from './waterfall.ts';

const reasons = [
  null,
  'skip-restricted',
  'skip-excluded:staff',
  'skip-no-consent',
  'skip-withdrawn',
  'skip-no-contact',
  'skip-suppressed',
  'skip-duplicate-address',
  'cap:skip-frequency-cap',
  'hours:skip-quiet-hours',
] as const;

const counts = fc
  .tuple(...reasons.map(reason => fc.nat(1000).map(people => ({ reason, people }))))
  .map(list =>
    list.map(({ reason, people }) => ({
      reason,
      people,
      deferred: Math.floor(people / 3),
      controls: Math.floor(people / 5),
      examples: [],
      controlExamples: [],
    })),
  );

describe('audience waterfall', () => {
  it('adds up: each step leaves what the step before left minus its own losses, and every loss has a reason', () => {
    fc.assert(
      fc.property(counts, list => {
        const { steps, matched, expectedSends, control } = waterfallOf(list);
        let left = matched;
        for (const step of steps) {
          left -= step.lost;
          expect(step.left).toBe(left);
          expect(step.reasons.reduce((sum, r) => sum + r.count, 0)).toBe(step.lost);
        }
        expect(left).toBe(expectedSends);
        expect(matched).toBe(list.reduce((sum, c) => sum + c.people, 0));
        expect(control).toBe(Math.floor((list[0]?.people ?? 0) / 5));
      }),
    );
  });

  it('shows moved slots beside the quiet hours without counting them as lost', () => {
    const { steps } = waterfallOf([
      {
        reason: null,
        people: 10,
        deferred: 4,
        controls: 2,
        examples: ['a', 'b', 'c'],
        controlExamples: ['b', 'c'],
      },
    ]);
    expect(steps.find(s => s.step === 'audience-quiet-hours')).toMatchObject({
      lost: 0,
      deferred: 4,
      left: 10,
    });
    expect(steps.find(s => s.step === 'audience-control')?.reasons).toEqual([
      { reason: 'skip-control', count: 2, examples: ['b', 'c'] },
    ]);
  });
});
