/** What waits for a person: each line says what, since when, and goes where it can be done. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../../../src/records/home.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag, type TagTone } from '../../ui/stat.tsx';

type Need = Home['needs'][number];

const places: Record<Need['kind'], (target: string) => string> = {
  'no-data': () => '/collect/imports/new',
  'no-review': () => '/understand/review',
  'campaign-to-approve': name => `/act/campaigns/${name}`,
  'campaign-to-launch': name => `/act/campaigns/${name}`,
  'final-read-due': name => `/measure/results/${name}`,
  'retrospective-open': name => `/learn/retrospectives/${name}`,
  'job-stuck': () => '/jobs',
  'job-failed': () => '/jobs?state=failed',
  'rows-quarantined': id => (id ? `/collect/imports/${id}?tab=quarantine` : '/collect/imports'),
  'identity-doubts': () => '/collect/identity',
  'gate-failed': () => '/collect/quality',
  'data-late': () => '/collect/quality',
  'sends-unknown': name => `/act/campaigns/${name}`,
  'channel-stopped': name => `/act/campaigns/${name}`,
  'campaign-stopped': name => `/act/campaigns/${name}`,
};

const tones: Partial<Record<Need['kind'], TagTone>> = {
  'job-stuck': 'less',
  'job-failed': 'less',
  'rows-quarantined': 'warn',
  'gate-failed': 'less',
  'data-late': 'less',
  'sends-unknown': 'less',
  'channel-stopped': 'less',
  'campaign-stopped': 'warn',
};

export function NeedList({ needs }: { needs: readonly Need[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (needs.length === 0) return <p className="muted">{t('home:needs.none')}</p>;
  return (
    <ul className="plain-list need-list">
      {needs.map(need => (
        <li key={`${need.kind}-${need.target}`}>
          <span>
            <Tag tone={tones[need.kind] ?? 'more'}>{t(`home:need.${need.kind}.tag`)}</Tag>
          </span>
          <Link to={places[need.kind](need.target ?? '')}>
            {t(`home:need.${need.kind}.text`, {
              count: need.count,
              n: f.count(need.count),
              title: need.title ?? need.target ?? '',
              reason: need.reason ?? '',
            })}
          </Link>
          <span className="muted small nowrap">{need.at ? f.day(need.at) : ''}</span>
        </li>
      ))}
    </ul>
  );
}
