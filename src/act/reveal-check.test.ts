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
