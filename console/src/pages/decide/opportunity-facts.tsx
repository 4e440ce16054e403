/** The figures of one opportunity: stake with its range, break-even, what can be proved, who can be reached. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Opportunity } from '../../../../src/records/opportunity.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Stat, Stats } from '../../ui/stat.tsx';

/** Why there is no break-even, or how much of the gap it takes. */
function breakEvenNote({ card, t, f }: { card: Opportunity; t: TFunction; f: Format }): string {
  if (card.valueIs === 'sales') return t('decide:fact.noMargin');
  if (card.kind === 'stop-spending') return '';
  if (card.gapShareNeeded === null) return card.refusal ? '' : t('decide:fact.neverEarns');
  return t('decide:fact.gapShare', { share: f.percent(card.gapShareNeeded, 0) });
}

export function OpportunityFacts({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  const stake = card.valueAtStakeMinor;
  return (
    <Stats>
      <Stat
        label={t('decide:fact.customers')}
        value={f.count(card.customers)}
        range={t(card.reachable === 0 ? 'decide:fact.nobodyReachable' : 'decide:fact.reachable', {
          n: f.count(card.reachable),
        })}
        definition={t('decide:fact.reachableDefinition')}
      />
      {stake ? (
        <Stat
          label={t(card.kind === 'stop-spending' ? 'decide:fact.overspent' : 'decide:fact.stake', {
            days: card.horizonDays,
            money: t(`understand:valueIs.${card.valueIs}`),
          })}
          value={f.money(stake.estimate)}
          range={
            stake.lo !== null && stake.hi !== null
              ? t('decide:fact.interval', {
                  level: f.percent(stake.level, 0),
                  range: f.moneyRange(stake.lo, stake.hi),
                })
              : t('decide:fact.noInterval')
          }
          definition={t(`decide:stakeMeans.${card.kind}`)}
        />
      ) : (
        <Stat
          label={t('decide:fact.stakeRefused')}
          value="–"
          definition={t(`decide:stakeMeans.${card.kind}`)}
        />
      )}
      <Stat
        label={t('decide:fact.breakEven')}
        value={
          card.breakEvenLift === null
            ? '–'
            : t('decide:fact.perHundred', { n: f.perHundred(card.breakEvenLift) })
        }
        range={breakEvenNote({ card, t, f })}
        definition={t(
          card.kind === 'stop-spending' ? 'decide:fact.earnedDefinition' : 'decide:fact.breakEvenDefinition',
        )}
      />
      {card.kind !== 'stop-spending' && (
        <Stat
          label={t('decide:fact.mde')}
          value={card.mde === null ? '–' : t('decide:fact.perHundred', { n: f.perHundred(card.mde) })}
          range={
            card.mdeControlShare === null
              ? undefined
              : t('decide:fact.withControl', { share: f.percent(card.mdeControlShare, 0) })
          }
          definition={t('decide:fact.mdeDefinition')}
        />
      )}
    </Stats>
  );
}
