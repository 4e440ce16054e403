/** What is expected of one customer next, why each score is what it is, how unsure that is, and what earlier check-ups said. */
import { useTranslation } from 'react-i18next';
import type { CustomerFeatures } from '../../../../src/records/customer.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Facts, Stat, Stats } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';

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

type Scores = NonNullable<CustomerFeatures['scores']>;

/** Each score with the figure and the cut it came from. */
function useReasons(currency: string) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  return (scores: Scores, features: CustomerFeatures) => {
    const { tiers } = scores;
    const valueIs = t(`understand:valueIs.${features.outlook.valueIs}`);
    const amount = (value: number) => f.amount(String(value));
    const cuts = tiers && {
      high: tiers.by === 'money' ? amount(tiers.high) : f.fixed(tiers.high, 2),
      mid: tiers.by === 'money' ? amount(tiers.mid) : f.fixed(tiers.mid, 2),
    };
    const scored = tiers?.by === 'money' ? amount(scores.monetary) : f.fixed(scores.valueScore, 2);
    return [
      {
        label: 'R · F · M',
        value: t('understand:outlook.rfm', {
          r: scores.r,
          f: scores.f,
          m: scores.m,
          days: f.count(scores.recencyDays),
          n: f.count(scores.frequency),
          money: amount(scores.monetary),
          valueIs,
        }),
      },
      {
        label: t('understand:rfm.cell'),
        value: features.rfmCell ? t(`understand:cell.${features.rfmCell}`) : '–',
      },
      {
        label: t(`understand:outlook.score.${tiers?.by ?? 'score'}`),
        value: cuts
          ? t('understand:outlook.scoreCuts', { scored, ...cuts, version: scores.cutVersion })
          : scored,
      },
    ];
  };
}

function History({ features, currency }: { features: CustomerFeatures; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const newest = {
    ...features,
    valueScore: features.scores?.valueScore ?? null,
    aliveProbability: features.outlook.aliveProbability,
    value12: features.outlook.value12?.mean ?? null,
  };
  return (
    <Table
      dense
      showCaption
      foldAt={5}
      caption={t('understand:outlook.history')}
      rows={[newest, ...features.history]}
      rowKey={row => row.asOf}
      columns={[
        {
          key: 'asOf',
          title: t('understand:movement.asOf'),
          head: true,
          nowrap: true,
          render: row => f.day(row.asOf),
        },
        {
          key: 'stage',
          title: t('understand:stages.stage'),
          render: row => t(`understand:stage.${row.stage}`),
        },
        {
          key: 'tier',
          title: t('understand:tiers.tier'),
          render: row => (row.tier ? t(`understand:tier.${row.tier}`) : '–'),
        },
        {
          key: 'score',
          title: t('understand:outlook.score.score'),
          align: 'right',
          render: row => (row.valueScore === null || !row.tier ? '–' : f.fixed(row.valueScore, 2)),
        },
        {
          key: 'alive',
          title: t('understand:worth.alive'),
          align: 'right',
          render: row => chance(row.aliveProbability, f),
        },
        {
          key: 'value12',
          title: t('understand:worth.value12'),
          align: 'right',
          render: row => (row.value12 === null ? '–' : money(row.value12, f)),
        },
      ]}
    />
  );
}

/** In the place of the outlook until a check-up has seen the customer. */
export function NoOutlook() {
  const { t } = useTranslation();
  return (
    <Section title={t('understand:outlook.title')}>
      <p className="muted">{t('understand:outlook.unseen')}</p>
    </Section>
  );
}

export function OutlookSection({ features, currency }: { features: CustomerFeatures; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const worth = useWorth(currency);
  const reasons = useReasons(currency);
  const { outlook, scores } = features;
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
            ...(scores ? reasons(scores, features) : []),
          ]}
        />
        {features.history.length > 0 && <History features={features} currency={currency} />}
      </div>
    </Section>
  );
}
