/** The base by life-cycle stage and by value tier: people, share and what a class means, as a table with bars. */
import { useTranslation } from 'react-i18next';
import type { LifeCycleStage, ValueTier } from '../../../../src/records/feature.ts';
import type { Review } from '../../../../src/records/review.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition, ShareBar } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';

const stages: readonly LifeCycleStage[] = [
  'potential',
  'new',
  'growing',
  'mature',
  'declining',
  'dormant',
  'lost',
  'undetermined',
];
const tiers: readonly ValueTier[] = ['high', 'mid', 'low'];

const shareOf = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

export function ReviewStages({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { stages: counts, total, flags } = review.customers;
  const present = stages.filter(stage => counts[stage] > 0 || stage !== 'undetermined');
  return (
    <Section title={t('understand:stages.title')} note={t('understand:stages.note', { n: f.count(total) })}>
      <Table
        dense
        caption={t('understand:stages.title')}
        rows={present}
        rowKey={stage => stage}
        columns={[
          {
            key: 'stage',
            title: t('understand:stages.stage'),
            head: true,
            render: stage => (
              <span className="row" style={{ gap: 6, flexWrap: 'nowrap' }}>
                {t(`understand:stage.${stage}`)}
                <Definition text={t(`understand:stageMeans.${stage}`)} />
              </span>
            ),
          },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: stage => f.count(counts[stage]),
          },
          {
            key: 'share',
            title: t('understand:stages.share'),
            align: 'right',
            render: stage => f.percent(shareOf(counts[stage], total)),
          },
          {
            key: 'bar',
            title: <span className="sr-only">{t('common:waterfall.bar')}</span>,
            width: '30%',
            render: stage => (
              <ShareBar
                share={shareOf(counts[stage], total)}
                {...(stage === 'lost' || stage === 'dormant' ? { tone: 'less' as const } : {})}
              />
            ),
          },
        ]}
      />
      <p className="muted small">
        {t('understand:stages.flags', {
          warning: f.count(flags.warning),
          notRepeated: f.count(flags.notRepeated),
        })}
      </p>
    </Section>
  );
}

export function ReviewTiers({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const { tiers: counts, tierValueMinor, rhythmBands } = review.customers;
  const people = tiers.reduce((sum, tier) => sum + counts[tier], 0);
  const value = tiers.reduce((sum, tier) => sum + tierValueMinor[tier], 0);
  const known = rhythmBands.onRhythm + rhythmBands.warning + rhythmBands.overdue + rhythmBands.farOverdue;
  return (
    <Section
      title={t('understand:tiers.title')}
      note={
        review.cuts
          ? t('understand:tiers.note', {
              n: f.count(people),
              version: review.cuts.version,
              buyers: f.count(review.cuts.buyers),
            })
          : undefined
      }
    >
      <Table
        dense
        caption={t('understand:tiers.title')}
        rows={tiers}
        rowKey={tier => tier}
        columns={[
          {
            key: 'tier',
            title: t('understand:tiers.tier'),
            head: true,
            render: tier => t(`understand:tier.${tier}`),
          },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: tier => f.count(counts[tier]),
          },
          {
            key: 'value',
            title: t('understand:tiers.value', { money: t(`understand:valueIs.${review.valueIs}`) }),
            align: 'right',
            render: tier => f.money(tierValueMinor[tier]),
          },
          {
            key: 'share',
            title: t('understand:tiers.valueShare'),
            align: 'right',
            render: tier => f.percent(shareOf(tierValueMinor[tier], value)),
          },
          {
            key: 'bar',
            title: <span className="sr-only">{t('common:waterfall.bar')}</span>,
            width: '25%',
            render: tier => <ShareBar share={shareOf(tierValueMinor[tier], value)} />,
          },
        ]}
      />
      <h3 style={{ marginTop: 16 }}>{t('understand:rhythm.title')}</h3>
      <p className="muted small">
        {t('understand:rhythm.text', {
          n: f.count(known),
          onRhythm: f.count(rhythmBands.onRhythm),
          warning: f.count(rhythmBands.warning),
          overdue: f.count(rhythmBands.overdue),
          far: f.count(rhythmBands.farOverdue),
        })}
      </p>
    </Section>
  );
}
