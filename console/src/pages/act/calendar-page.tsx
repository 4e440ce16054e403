/** The marketing calendar: campaigns, festivals and promotion days month by month, and who is approached twice. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type CalendarEntry, useCalendar } from '../../api/act.ts';
import { addDays } from '../../format/time.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { MonthGrid } from './month-grid.tsx';

const monthStart = (date: string) => `${date.slice(0, 7)}-01`;
const monthEnd = (date: string) => addDays(monthStart(addDays(monthStart(date), 32)), -1);

function Warnings({ entries }: { entries: readonly CalendarEntry[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const warned = entries.filter(entry => entry.warnings.length > 0);
  if (warned.length === 0) return null;
  return (
    <Notice tone="warn">
      {t('act:calendar.twice')}
      <ul>
        {warned.flatMap(entry =>
          entry.warnings.map(warning => (
            <li key={`${entry.campaign}-${warning.campaign}`}>
              {t(warning.planned ? 'act:calendar.overlapPlanned' : 'act:calendar.overlap', {
                n: f.count(warning.people),
                a: entry.title,
                b: warning.title,
              })}
            </li>
          )),
        )}
      </ul>
    </Notice>
  );
}

function EntryList({ entries }: { entries: readonly CalendarEntry[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (entries.length === 0) return <p className="muted">{t('act:calendar.none')}</p>;
  return (
    <ul className="plain-list calendar-list">
      {entries.map(entry => (
        <li key={`${entry.kind}-${entry.code}-${entry.from}-${entry.campaign}`}>
          <span className="num nowrap muted">
            {entry.from === entry.to ? entry.from : f.between(entry.from, entry.to)}
          </span>
          <Tag tone={entry.kind === 'campaign' ? 'more' : 'outline'}>
            {t(`home:calendar.kind.${entry.kind}`)}
          </Tag>
          <span>
            {entry.campaign ? (
              <Link to={`/act/campaigns/${entry.campaign}`}>{entry.title}</Link>
            ) : (
              entry.title
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('month');
  const from = monthStart(asked && /^\d{4}-\d{2}$/.test(asked) ? `${asked}-01` : f.day(f.now));
  const to = monthEnd(from);
  const calendar = useCalendar(from, to);
  const go = (date: string) => setSearch({ month: date.slice(0, 7) });
  return (
    <Page
      title={t('act:calendar.title')}
      question={t('act:calendar.question')}
      actions={
        <>
          <Button onClick={() => go(addDays(from, -1))}>{t('act:calendar.previous')}</Button>
          <Button onClick={() => setSearch({})}>{t('act:calendar.today')}</Button>
          <Button onClick={() => go(addDays(to, 1))}>{t('act:calendar.next')}</Button>
        </>
      }
    >
      <QueryView query={calendar} skeleton={<Skeleton lines={10} />}>
        {data => (
          <>
            <Warnings entries={data.entries} />
            <Section title={from.slice(0, 7)} note={f.zone}>
              <MonthGrid from={from} to={to} today={f.day(f.now)} entries={data.entries} />
            </Section>
            <Section title={t('act:calendar.list')}>
              <EntryList entries={data.entries} />
            </Section>
          </>
        )}
      </QueryView>
    </Page>
  );
}
