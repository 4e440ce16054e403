/** The next days: campaigns, final reads, festivals and promotion days in order. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../../../src/records/home.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';

type Entry = Home['calendar'][number];

function EntryTitle({ entry }: { entry: Entry }) {
  if (!entry.target) return <span>{entry.title}</span>;
  const place = entry.kind === 'final-read' ? 'measure/results' : 'act/campaigns';
  return <Link to={`/${place}/${entry.target}`}>{entry.title}</Link>;
}

export function CalendarList({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (entries.length === 0) return <p className="muted">{t('home:calendar.none')}</p>;
  return (
    <ul className="plain-list calendar-list">
      {entries.map(entry => (
        <li key={`${entry.kind}-${entry.title}-${entry.from}`}>
          <span className="num nowrap muted">
            {entry.from === entry.to ? entry.from : f.between(entry.from, entry.to)}
          </span>
          <Tag tone={entry.kind === 'campaign' ? 'more' : 'outline'}>
            {t(`home:calendar.kind.${entry.kind}`)}
          </Tag>
          <EntryTitle entry={entry} />
        </li>
      ))}
    </ul>
  );
}
