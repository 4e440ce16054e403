/** The home page: what needs me today, what is running, where the next money lies, what the month brings. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../../../src/records/home.ts';
import { useHome } from '../../api/home.ts';
import { useFormat } from '../../format/use-format.ts';
import { CardBones } from '../../ui/bones.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { goalFigure } from '../act/goal-figure.ts';
import { isWord, VerdictTag } from '../measure/verdict-tag.tsx';
import { CalendarList } from './calendar-list.tsx';
import { FirstSteps } from './first-steps.tsx';
import { NeedList } from './need-list.tsx';
import { RunningList } from './running-list.tsx';

function NextMoney({ home }: { home: Home }) {
  const { t } = useTranslation();
  const f = useFormat(home.opportunities[0]?.currency);
  if (home.opportunities.length === 0) {
    return (
      <Empty
        title={t('home:money.emptyTitle')}
        action={<Link to="/understand/review">{t('home:money.emptyAction')}</Link>}
      >
        {t('home:money.empty')}
      </Empty>
    );
  }
  return (
    <ul className="plain-list stack">
      {home.opportunities.map(card => (
        <li key={card.opportunityId}>
          <Link to={`/decide/opportunities/${card.opportunityId}`}>{card.title}</Link>
          <p>
            {t('home:money.customers', { count: card.customers, n: f.count(card.customers) })}
            {card.stakeMinor &&
              t('home:money.stake', {
                stake: f.money(card.stakeMinor.estimate),
                range: f.moneyRange(card.stakeMinor.lo, card.stakeMinor.hi),
              })}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Targets({ home }: { home: Home }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (home.targets.length === 0) return <p className="muted">{t('home:targets.none')}</p>;
  return (
    <ul className="plain-list stack">
      {home.targets.map(target => (
        <li key={target.campaign}>
          <div className="row spread">
            <Link to={`/measure/results/${target.campaign}`}>{target.title}</Link>
            {isWord(target.verdict) ? (
              <VerdictTag word={target.verdict} />
            ) : (
              <span className="muted small">{t('home:targets.open')}</span>
            )}
          </div>
          <p className="muted small">
            {t('home:targets.goal', {
              metric: t(`home:targets.metric.${target.metric}`),
              from: goalFigure(f, target.metric, target.baseline),
              to: goalFigure(f, target.metric, target.target),
            })}
            {target.due && ` · ${t('home:targets.due', { day: f.day(target.due) })}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Money({ home }: { home: Home }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { lastReview } = home;
  const note =
    lastReview &&
    t('home:money.note', {
      day: f.day(lastReview.asOf),
      n: f.count(lastReview.customers),
      count: lastReview.customers,
    });
  return (
    <Section title={t('home:money.title')} note={note}>
      <NextMoney home={home} />
    </Section>
  );
}

/** The four questions stand in the first two rows, so that a laptop shows them without scrolling. */
function Columns({ home }: { home: Home }) {
  const { t } = useTranslation();
  return (
    <>
      <FirstSteps done={home.firstSteps} />
      <div className="grid-2 home-grid">
        <Section title={t('home:needs.title')} note={t('home:needs.note', { count: home.needs.length })}>
          <NeedList needs={home.needs} />
        </Section>
        <May needs="opportunity.read">
          <Money home={home} />
        </May>
        <May needs="result.read">
          <Section title={t('home:targets.title')} note={t('home:targets.note')}>
            <Targets home={home} />
          </Section>
        </May>
        <Section title={t('home:running.title')}>
          <RunningList campaigns={home.running.campaigns} jobs={home.running.jobs} />
        </Section>
      </div>
      <Section
        title={t('home:calendar.title')}
        actions={<Link to="/act/calendar">{t('home:calendar.all')}</Link>}
      >
        <CalendarList entries={home.calendar} />
      </Section>
    </>
  );
}

const HomeSkeleton = () => (
  <div className="grid-2 home-grid">
    {['needs', 'money', 'targets', 'running'].map(part => (
      <CardBones key={part} lines={4} />
    ))}
  </div>
);

export function HomePage() {
  const { t } = useTranslation();
  const home = useHome();
  return (
    <Page
      title={t('home:title')}
      question={t('home:question')}
      actions={
        <May needs="import.change">
          <LinkButton to="/collect/imports/new">{t('home:import')}</LinkButton>
        </May>
      }
    >
      <QueryView query={home} skeleton={<HomeSkeleton />}>
        {data => <Columns home={data} />}
      </QueryView>
    </Page>
  );
}
