import { expect, it } from 'vitest';
import { revealCheck } from '../records/campaign.ts';
import { testCampaign } from '../testing/campaign-people.ts';
import { revealCheckOf } from './reveal-check.ts';

it.each([0, 1, 2, 3, 5, 100])(
  'says something sendable about %i expected sends, whatever the plan',
  people => {
    for (const share of [0, 0.01, 0.1, 0.5, 0.9]) {
      for (const baseRate of [0, 1e-9, 0.05, 1]) {
        for (const valuePerBuyerMinor of [0, 5000]) {
          const definition = testCampaign({
            name: 'few',
            segment: 'few',
            startsAt: new Date(0),
            change: {
              control: { share, absenceReason: 'few' },
              planning: {
                baseRate,
                valuePerBuyerMinor,
                valueIs: 'sales',
                source: 'manual',
                baselineMinor: null,
              },
            },
          });
          const check = revealCheckOf(definition, {
            sends: people - Math.round(people * share),
            control: Math.round(people * share),
          });
          expect(revealCheck.safeParse(check).error, JSON.stringify(check)).toBeUndefined();
          // Where everybody buys anyway nothing varies, and any difference shows.
          expect(check.provable && baseRate < 1).toBe(false);
        }
      }
    }
  },
);

it('offers a programme where one run cannot tell, and none where it can or nothing pays', () => {
  const checkOf = (sends: number, valuePerBuyerMinor: number) =>
    revealCheckOf(
      testCampaign({
        name: 'few',
        segment: 'few',
        startsAt: new Date(0),
        change: {
          control: { share: 0.5 },
          budget: { contactCostMinor: 100 },
          message: { offer: { kind: 'coupon', faceValueMinor: 2_000, thresholdMinor: 0, code: 'A' } },
          planning: {
            baseRate: 0.05,
            valuePerBuyerMinor,
            valueIs: 'margin',
            source: 'manual',
            baselineMinor: null,
          },
        },
      }),
      { sends: sends / 2, control: sends / 2 },
    );
  // Break-even (100 + .05 × 2,000) / (12,000 − 2,000) = 2 points; 3,729 people show it.
  expect(checkOf(1_000, 12_000)).toMatchObject({
    provable: false,
    programme: { rounds: 4, roundsHalfSame: 7 },
  });
  expect(checkOf(4_000, 12_000)).toMatchObject({ provable: true, programme: null });
  expect(checkOf(1_000, 2_000)).toMatchObject({ breakEvenLift: null, programme: null });
  expect(checkOf(100, 12_000).programme).toEqual({ rounds: null, roundsHalfSame: null });
});
