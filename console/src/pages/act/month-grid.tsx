/** One month as a table of weeks. */
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CalendarEntry } from '../../api/act.ts';
import { addDays } from '../../format/time.ts';
import { useFormat } from '../../format/use-format.ts';
import { TableWrap } from '../../ui/table-wrap.tsx';
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

interface DayEntryProps {
  readonly date: string;
  readonly entry: CalendarEntry;
  /** The last day of this week that the month holds. */
  readonly weekEnd: string;
}

/** Named on its first day and at the start of every week; the name may use all days up to the week's end. */
function DayEntry({ date, entry, weekEnd }: DayEntryProps) {
  const starts = entry.from === date || weekday(date) === 0 || date.endsWith('-01');
  const last = entry.to < weekEnd ? entry.to : weekEnd;
  const days = weekday(last) - weekday(date) + 1;
  const shape = `${entry.from < date ? ' goes-on' : ''}${entry.to > date ? ' lasts' : ''}`;
  const title = starts ? (
    <span className="entry-title" style={{ '--days': days } as CSSProperties}>
      {entry.title}
    </span>
  ) : (
    <span className="sr-only">{entry.title}</span>
  );
  return (
    <li className={`entry ${entry.kind}${shape}`} title={entry.title}>
      {entry.campaign ? <Link to={`/act/campaigns/${entry.campaign}`}>{title}</Link> : title}
    </li>
  );
}

interface DayEntriesProps extends Pick<DayEntryProps, 'date' | 'weekEnd'> {
  readonly lanes: readonly CalendarEntry[][];
}

function DayEntries({ date, weekEnd, lanes }: DayEntriesProps) {
  const onDay = lanes.map(lane => lane.find(entry => entry.from <= date && entry.to >= date));
  const shown = onDay.slice(0, onDay.findLastIndex(entry => entry !== undefined) + 1);
  return (
    <ul className="plain-list">
      {shown.map((entry, lane) =>
        entry ? (
          <DayEntry key={lane} date={date} entry={entry} weekEnd={weekEnd} />
        ) : (
          <li key={lane} className="entry" aria-hidden />
        ),
      )}
    </ul>
  );
}

function Week({ week, from, to, today, entries }: MonthGridProps & { readonly week: readonly string[] }) {
  const inMonth = week.filter(date => date >= from && date <= to);
  const lanes = lanesOf(inMonth, entries);
  return (
    <tr>
      {week.map(date => {
        const isOutside = date < from || date > to;
        return (
          <td key={date} className={isOutside ? 'outside' : date === today ? 'today' : undefined}>
            <time dateTime={date}>{Number(date.slice(8))}</time>
            {!isOutside && <DayEntries date={date} weekEnd={inMonth.at(-1) ?? date} lanes={lanes} />}
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
    <TableWrap label={t('act:calendar.gridCaption', { month: from.slice(0, 7) })}>
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
    </TableWrap>
  );
}
