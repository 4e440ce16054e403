/** One opportunity: the gap and its range, what it rests on, and one click to its people. */
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { Opportunity } from '../../../../src/records/opportunity.ts';
import { useOpportunity, useOpportunitySegment } from '../../api/decide.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { IntervalChart } from '../../ui/interval.tsx';
import { May } from '../../ui/may.tsx';
import { Answer, Page, Section } from '../../ui/page.tsx';
import { Definition, Facts, Tag } from '../../ui/stat.tsx';
import { Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { OpportunityFacts } from './opportunity-facts.tsx';
import { BacktestTable, CellTable, OriginTable } from './opportunity-tables.tsx';

/** Between the two stands a gap, or what is spent beyond what comes. */
const gapName = (card: Opportunity, key: 'baseline' | 'valueAtStake', t: TFunction) =>
  t(key === 'valueAtStake' && card.kind === 'stop-spending' ? 'decide:gap.overspent' : `decide:gap.${key}`);

function Gap({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  const rows = (['baseline', 'reference', 'valueAtStake'] as const).flatMap(key => {
    const money = card[`${key}Minor`];
    if (!money) return [];
    const range =
      money.lo !== null && money.hi !== null ? f.moneyRange(money.lo, money.hi) : t('decide:fact.noInterval');
    return [
      {
        key,
        name: key === 'reference' ? t(`decide:held.${card.kind}`) : gapName(card, key, t),
        estimate: Number(money.estimate),
        lo: money.lo === null ? null : Number(money.lo),
        hi: money.hi === null ? null : Number(money.hi),
        text: `${f.money(money.estimate)}  ${money.lo === null ? '' : `(${range})`}`,
      },
    ];
  });
  if (rows.length === 0) return null;
  return (
    <Section
      title={t('decide:gap.title', { days: card.horizonDays })}
      note={t('decide:gap.note', {
        level: f.percent(card.valueAtStakeMinor?.level ?? 0.8, 0),
        n: f.count(card.customers),
      })}
    >
      <IntervalChart
        title={t('decide:gap.title', { days: card.horizonDays })}
        summary={rows.map(row => `${row.name} ${row.text}`).join('; ')}
        rows={rows}
        tick={value => f.moneyAxis(value)}
      />
    </Section>
  );
}

function Basis({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  const texts = useCodeTexts();
  return (
    <Section title={t('decide:basis.title')}>
      <Facts
        facts={[
          {
            label: (
              <>
                {t('decide:basis.evidence')}
                <Definition text={t('decide:evidenceDefinition')} />
              </>
            ),
            value: t(`decide:evidenceMeans.${card.evidence}`),
          },
          {
            label: t('decide:basis.quality'),
            value:
              card.qualityReasons.length === 0
                ? t('decide:quality.ok')
                : f.join(card.qualityReasons.map(reason => texts(`opportunity-quality-${reason}`).message)),
          },
          {
            label: t('decide:basis.assumptions'),
            value: t('decide:basis.assumed', {
              contact: f.moneyExact(card.assumptions.contactCostMinor),
              incentive: f.moneyExact(card.assumptions.incentiveMinor),
              redeem: f.percent(card.assumptions.redeemShare, 0),
            }),
          },
          {
            label: t('decide:basis.buying'),
            value:
              card.buyingShare === null || card.referenceBuyingShare === null
                ? '–'
                : card.kind === 'stop-spending'
                  ? t('decide:basis.buyingShare', { own: f.percent(card.buyingShare) })
                  : t('decide:basis.buyingShares', {
                      own: f.percent(card.buyingShare),
                      reference: f.percent(card.referenceBuyingShare),
                    }),
          },
          {
            label: t('decide:basis.messages'),
            value: card.messages
              ? t('decide:basis.messagesSent', {
                  n: f.count(card.messages.count),
                  days: card.horizonDays,
                  cost: f.money(card.messages.costMinor),
                })
              : '–',
          },
          {
            label: t('decide:basis.scenarios'),
            value: f.join(
              card.scenarios.map(entry =>
                t('decide:basis.scenario', {
                  share: f.percent(entry.gapShare, 0),
                  value: f.money(entry.valueMinor),
                }),
              ),
            ),
          },
          {
            label: t('decide:basis.overlap'),
            value:
              card.overlap.length === 0
                ? t('common:none')
                : f.join(
                    card.overlap.map(entry =>
                      t('decide:basis.overlapWith', {
                        kind: t(`decide:kind.${entry.kind}`),
                        n: f.count(entry.customers),
                      }),
                    ),
                  ),
          },
          { label: t('decide:basis.dominant'), value: f.count(card.dominantCustomers.length) },
        ].filter(fact => fact.value !== '' && fact.value !== '–')}
      />
    </Section>
  );
}

function OpportunityView({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  const navigate = useNavigate();
  const title = f.locale === 'en' ? card.title.en : card.title.zh;
  const segment = useOpportunitySegment(card.id, made => navigate(`/decide/segments/${made.name}`));
  return (
    <Page
      title={title}
      question={
        <span className="row">
          {t('decide:opportunity.asOf', { day: f.time(card.asOf) })}
          {card.provable !== null && (
            <Tag tone={card.provable ? 'more' : 'less'}>
              {t(card.provable ? 'decide:provable.yes' : 'decide:provable.no')}
            </Tag>
          )}
        </span>
      }
      back={{ to: '/decide/opportunities', label: t('decide:opportunities.title') }}
      actions={
        <May needs="segment.change">
          <Button
            type="primary"
            loading={segment.isPending}
            onClick={() => segment.mutate({ title: `${title} ${f.day(card.asOf)}` })}
          >
            {t('decide:opportunity.toSegment')}
          </Button>
        </May>
      }
    >
      {segment.error && <Problem error={segment.error} />}
      <Answer>{f.locale === 'en' ? card.sentence.en : card.sentence.zh}</Answer>
      {card.kind === 'stop-spending' && card.status === 'ok' && (
        <Notice>{t('decide:opportunity.stopHint')}</Notice>
      )}
      {card.refusal && (
        <Notice tone="warn">
          <CodeSentence code={card.refusal} />
        </Notice>
      )}
      <section className="card" aria-label={t('decide:opportunity.figures')}>
        <OpportunityFacts card={card} />
      </section>
      <Gap card={card} />
      <Basis card={card} />
      <BacktestTable card={card} />
      <OriginTable card={card} />
      {card.refusal === null && <CellTable card={card} />}
    </Page>
  );
}

export function Component() {
  const { id = '' } = useParams();
  const card = useOpportunity(id);
  if (card.data) return <OpportunityView card={card.data} />;
  return (
    <div className="page">
      <QueryView query={card} skeleton={<Skeleton lines={10} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
