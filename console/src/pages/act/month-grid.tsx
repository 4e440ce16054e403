/** One month as a table of weeks. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CalendarEntry } from '../../api/act.ts';
import { addDays } from '../../format/time.ts';
import { useFormat } from '../../format/use-format.ts';
import './month-grid.css';

/** 0 is Monday. */
const weekday = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

function weeksOf(from: string, to: string): string[][] {
  const first = addDays(from, -weekday(from));
  const weeks: string[][] = [];
  for (let start = first; start <= to; start = addDays(start, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(start, index)));
  }
  return weeks;
}

interface MonthGridProps {
  readonly from: string;
  readonly to: string;
  readonly today: string;
  readonly entries: readonly CalendarEntry[];
}

function DayEntries({ date, entries }: { date: string; entries: readonly CalendarEntry[] }) {
  const shown = entries.filter(entry => entry.from <= date && entry.to >= date);
  return (
    <ul className="plain-list">
      {shown.map(entry => {
        const starts = entry.from === date || weekday(date) === 0;
        return (
          <li key={`${entry.code}-${entry.campaign}-${entry.from}`} className={`entry ${entry.kind}`}>
            {entry.campaign ? (
              <Link to={`/act/campaigns/${entry.campaign}`}>
                {starts ? entry.title : <span className="sr-only">{entry.title}</span>}
              </Link>
            ) : (
              entry.title
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function MonthGrid({ from, to, today, entries }: MonthGridProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const names = Array.from({ length: 7 }, (_, index) =>
    new Intl.DateTimeFormat(f.locale, { weekday: 'short', timeZone: 'UTC' }).format(
      new Date(Date.UTC(2024, 0, index + 1)),
    ),
  );
  return (
    <div className="table-wrap">
      <table className="month">
        <caption className="sr-only">{t('act:calendar.gridCaption', { month: from.slice(0, 7) })}</caption>
        <thead>
          <tr>
            {names.map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(from, to).map(week => (
            <tr key={week[0]}>
              {week.map(date => (
                <td
                  key={date}
                  className={date < from || date > to ? 'outside' : date === today ? 'today' : undefined}
                >
                  <time dateTime={date}>{Number(date.slice(8))}</time>
                  {date >= from && date <= to && <DayEntries date={date} entries={entries} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
