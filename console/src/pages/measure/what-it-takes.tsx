/** What this run could have seen, and what it would take to see break-even. */
import { useTranslation } from 'react-i18next';
import type { ResultDocument, WhatItWouldTake } from '../../../../src/records/result.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';

/** More people than any organisation could approach: a count of them would only look exact. */
const beyondAnyList = 20_000_000;

export function WhatItTakes({ result, needed }: { result: ResultDocument; needed: WhatItWouldTake }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const per100 = (value: number | null) =>
    value === null ? '–' : t('decide:fact.perHundred', { n: f.perHundred(value) });
  return (
    <Section
      title={t('measure:takes.title')}
      note={t('measure:takes.note', { power: f.percent(needed.power, 0) })}
    >
      <Facts
        facts={[
          { label: t('measure:takes.couldSee'), value: per100(needed.couldHaveSeenBuyers) },
          {
            label: t('measure:takes.couldSeeMoney'),
            value: needed.couldHaveSeenValueMinor === null ? '–' : f.money(needed.couldHaveSeenValueMinor),
          },
          { label: t('decide:fact.breakEven'), value: per100(needed.breakEvenLift) },
          {
            label: t('measure:takes.people'),
            value:
              needed.peopleNeeded === null
                ? '–'
                : needed.peopleNeeded > beyondAnyList
                  ? t('measure:takes.beyond')
                  : t('measure:takes.peopleOf', {
                      n: f.count(needed.peopleNeeded),
                      count: needed.waves ?? 1,
                      waves: needed.waves === null ? '–' : f.count(needed.waves),
                    }),
          },
        ]}
      />
    </Section>
  );
}
