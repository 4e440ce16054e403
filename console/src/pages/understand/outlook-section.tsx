/** What is expected of one customer next, why they are in their stage, and how unsure that is. */
import { useTranslation } from 'react-i18next';
import type { CustomerFeatures } from '../../../../src/records/customer.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Facts, Stat, Stats } from '../../ui/stat.tsx';

const chance = (value: number | null, f: Format) => (value === null ? '–' : f.percent(value, 0));
const money = (value: number, f: Format) => f.amount(String(value));

function useWorth(currency: string) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  return (worth: CustomerFeatures['outlook']['value12']) =>
    worth
      ? {
          value: money(worth.mean, f),
          range: t('understand:outlook.range', { range: f.between(money(worth.lo, f), money(worth.hi, f)) }),
        }
      : { value: '–', range: t('understand:worth.refusedMoney') };
}

export function OutlookSection({ features, currency }: { features: CustomerFeatures; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const worth = useWorth(currency);
  const { outlook } = features;
  const next = outlook.nextPurchase;
  const days = (value: number) => f.count(Math.round(value));
  return (
    <Section
      title={t('understand:outlook.title')}
      note={t('understand:outlook.note', { day: f.day(features.asOf) })}
    >
      <div className="stack">
        <Stats>
          <Stat
            label={t('understand:worth.alive')}
            value={chance(outlook.aliveProbability, f)}
            definition={t('understand:worth.aliveMeans')}
          />
          <Stat
            label={t('understand:outlook.order90')}
            value={chance(outlook.orderProbability90, f)}
            range={t('understand:outlook.order365', { share: chance(outlook.orderProbability365, f) })}
          />
          <Stat
            label={t('understand:worth.value12')}
            {...worth(outlook.value12)}
            definition={t('understand:outlook.valueMeans', {
              money: t(`understand:valueIs.${outlook.valueIs}`),
            })}
          />
          <Stat label={t('understand:worth.value36')} {...worth(outlook.value36)} />
        </Stats>
        <Facts
          facts={[
            {
              label: t('understand:outlook.next'),
              value: next
                ? t('understand:outlook.nextIn', {
                    days: days(next.days),
                    lo: days(next.lo),
                    hi: days(next.hi),
                  })
                : t('understand:outlook.nextNone'),
            },
            {
              label: t('understand:stages.stage'),
              value: `${t(`understand:stage.${features.stage}`)} · ${t(`understand:stageMeans.${features.stage}`)}`,
            },
            {
              label: t('understand:outlook.since'),
              value: features.stageSince ? f.day(features.stageSince) : '–',
            },
            { label: t('understand:outlook.overdue'), value: chance(features.overdueProbability, f) },
            {
              label: t('understand:tiers.tier'),
              value: features.tier ? t(`understand:tier.${features.tier}`) : '–',
            },
          ]}
        />
      </div>
    </Section>
  );
}
