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

/** Entries of one week in lanes, so that what lasts several days is one bar at one height. */
function lanesOf(week: readonly string[], entries: readonly CalendarEntry[]): CalendarEntry[][] {
  const [first = '', last = ''] = [week[0], week.at(-1)];
  const lanes: CalendarEntry[][] = [];
  for (const entry of entries.filter(each => each.from <= last && each.to >= first)) {
    const lane = lanes.find(taken => (taken.at(-1)?.to ?? '') < entry.from);
    if (lane) lane.push(entry);
    else lanes.push([entry]);
  }
  return lanes;
}

function DayEntry({ date, entry }: { date: string; entry: CalendarEntry }) {
  const starts = entry.from === date || weekday(date) === 0;
  const shape = `${entry.from < date ? ' goes-on' : ''}${entry.to > date ? ' lasts' : ''}`;
  const title = starts ? entry.title : <span className="sr-only">{entry.title}</span>;
  return (
    <li className={`entry ${entry.kind}${shape}`} title={entry.title}>
      {entry.campaign ? <Link to={`/act/campaigns/${entry.campaign}`}>{title}</Link> : title}
    </li>
  );
}

function DayEntries({ date, lanes }: { date: string; lanes: readonly CalendarEntry[][] }) {
  const onDay = lanes.map(lane => lane.find(entry => entry.from <= date && entry.to >= date));
  const shown = onDay.slice(0, onDay.findLastIndex(entry => entry !== undefined) + 1);
  return (
    <ul className="plain-list">
      {shown.map((entry, lane) =>
        entry ? (
          <DayEntry key={lane} date={date} entry={entry} />
        ) : (
          <li key={lane} className="entry" aria-hidden />
        ),
      )}
    </ul>
  );
}

function Week({ week, from, to, today, entries }: MonthGridProps & { readonly week: readonly string[] }) {
  const lanes = lanesOf(
    week.filter(date => date >= from && date <= to),
    entries,
  );
  return (
    <tr>
      {week.map(date => {
        const isOutside = date < from || date > to;
        return (
          <td key={date} className={isOutside ? 'outside' : date === today ? 'today' : undefined}>
            <time dateTime={date}>{Number(date.slice(8))}</time>
            {!isOutside && <DayEntries date={date} lanes={lanes} />}
          </td>
        );
      })}
    </tr>
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
            <Week key={week[0]} week={week} from={from} to={to} today={today} entries={entries} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
