/** Opportunities: who slips away, what that is worth, what a campaign must achieve, and whether it can be proved. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Opportunity, OpportunityList } from '../../../../src/records/opportunity.ts';
import { useOpportunities } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';
import { CardBones } from '../../ui/bones.tsx';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Answer, Page, Section } from '../../ui/page.tsx';
import { Definition, Tag } from '../../ui/stat.tsx';
import { Empty, Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { OpportunityFacts } from './opportunity-facts.tsx';

function Card({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  const text =
    f.locale === 'en'
      ? { title: card.title.en, sentence: card.sentence.en }
      : { title: card.title.zh, sentence: card.sentence.zh };
  return (
    <article className="card stack">
      <div className="row spread" style={{ alignItems: 'baseline' }}>
        <h2>
          {card.rank !== null && <span className="muted">{card.rank}. </span>}
          <Link to={`/decide/opportunities/${card.id}`}>{text.title}</Link>
        </h2>
        <span className="row">
          <span className="nowrap">
            <Tag tone="outline">{t(`decide:evidence.${card.evidence}`)}</Tag>
            <Definition text={t('decide:evidenceDefinition')} />
          </span>
          {card.quality === 'low' && <Tag tone="warn">{t('decide:quality.low')}</Tag>}
          {card.provable !== null && (
            <Tag tone={card.provable ? 'more' : 'less'}>
              {t(card.provable ? 'decide:provable.yes' : 'decide:provable.no')}
            </Tag>
          )}
        </span>
      </div>
      <p style={{ maxWidth: '80ch' }}>{text.sentence}</p>
      {card.refusal && (
        <Notice tone="warn">
          <CodeSentence code={card.refusal} />
        </Notice>
      )}
      <OpportunityFacts card={card} />
      <div className="row">
        <LinkButton to={`/decide/opportunities/${card.id}`}>{t('decide:opportunities.open')}</LinkButton>
      </div>
    </article>
  );
}

/** A kind of opportunity that found nobody is no opportunity. */
const hasPeople = (card: Opportunity) => card.customers > 0;

function Cards({ list }: { list: OpportunityList }) {
  const { t } = useTranslation();
  const f = useFormat(list.opportunities[0]?.currency);
  const age = list.asOf ? f.ago(list.asOf) : 0;
  return (
    <>
      <Answer basis={list.asOf ? t('decide:opportunities.basis', { day: f.time(list.asOf) }) : undefined}>
        {t('decide:opportunities.answer', { count: list.totalCustomers, n: f.count(list.totalCustomers) })}
        {list.totalStakeMinor !== null &&
          t('decide:opportunities.stake', { stake: f.money(list.totalStakeMinor) })}
      </Answer>
      {age > 7 && (
        <Notice
          tone="warn"
          action={
            <LinkButton to="/understand/review" size="small">
              {t('decide:opportunities.refresh')}
            </LinkButton>
          }
        >
          {t('decide:opportunities.old', { count: age })}
        </Notice>
      )}
      {list.opportunities.filter(hasPeople).map(card => (
        <Card key={card.id} card={card} />
      ))}
    </>
  );
}

const CardsSkeleton = () => (
  <>
    <Skeleton lines={2} title={false} />
    <CardBones lines={5} />
    <CardBones lines={5} />
  </>
);

export function Component() {
  const { t } = useTranslation();
  const list = useOpportunities();
  return (
    <Page title={t('decide:opportunities.title')} question={t('decide:opportunities.question')}>
      <QueryView
        query={list}
        skeleton={<CardsSkeleton />}
        empty={data =>
          data.opportunities.every(card => !hasPeople(card)) ? (
            <Section title={t('decide:opportunities.all')}>
              <Empty
                title={t('decide:opportunities.emptyTitle')}
                action={
                  <LinkButton to="/understand/review">{t('decide:opportunities.emptyAction')}</LinkButton>
                }
              >
                {t('decide:opportunities.empty')}
              </Empty>
            </Section>
          ) : null
        }
      >
        {data => <Cards list={data} />}
      </QueryView>
    </Page>
  );
}
