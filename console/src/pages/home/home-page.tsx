/** The home page: what needs me today, what is running, where the next money lies, what the month brings. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../../../src/records/home.ts';
import { useHome } from '../../api/home.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { CalendarList } from './calendar-list.tsx';
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
    <ul className="plain-list stack-tight">
      {home.targets.map(target => (
        <li key={target.campaign} className="row spread">
          <Link to={`/act/campaigns/${target.campaign}`}>{target.title}</Link>
          <span className="muted">
            {t(`home:targets.metric.${target.metric}`)} ·{' '}
            {target.due ? `${t('home:targets.due', { day: f.day(target.due) })} · ` : ''}
            {target.verdict ? t(`measure:word.${target.verdict}`) : t('home:targets.open')}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Columns({ home }: { home: Home }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <>
      <Section title={t('home:needs.title')} note={t('home:needs.note', { count: home.needs.length })}>
        <NeedList needs={home.needs} />
      </Section>
      <div className="grid-2">
        <Section title={t('home:running.title')}>
          <RunningList campaigns={home.running.campaigns} jobs={home.running.jobs} />
        </Section>
        <Section
          title={t('home:money.title')}
          note={
            home.lastReview
              ? t('home:money.note', {
                  day: f.day(home.lastReview.asOf),
                  n: f.count(home.lastReview.customers),
                  count: home.lastReview.customers,
                })
              : undefined
          }
        >
          <NextMoney home={home} />
        </Section>
        <Section title={t('home:targets.title')} note={t('home:targets.note')}>
          <Targets home={home} />
        </Section>
        <Section
          title={t('home:calendar.title')}
          actions={<Link to="/act/calendar">{t('home:calendar.all')}</Link>}
        >
          <CalendarList entries={home.calendar} />
        </Section>
      </div>
    </>
  );
}

export function HomePage() {
  const { t } = useTranslation();
  const home = useHome();
  return (
    <Page
      title={t('home:title')}
      question={t('home:question')}
      actions={<LinkButton to="/collect/imports/new">{t('home:import')}</LinkButton>}
    >
      <QueryView query={home} skeleton={<Skeleton lines={10} />}>
        {data => <Columns home={data} />}
      </QueryView>
    </Page>
  );
}
