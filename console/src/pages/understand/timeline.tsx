/** What happened between a customer and the organisation, newest first. */
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '../../../../src/records/customer.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';

function Order({ entry }: { entry: Extract<TimelineEntry, { kind: 'order' }> }) {
  const { t } = useTranslation();
  const f = useFormat(entry.currency);
  return (
    <details>
      <summary>
        {t('understand:timeline.order', {
          id: entry.orderId,
          amount: f.amountExact(entry.amount),
          count: entry.lines.length,
        })}{' '}
        {!entry.counts && (
          <Tag tone="outline">{t('understand:timeline.notCounted', { status: entry.status })}</Tag>
        )}
      </summary>
      <ul className="small muted">
        {entry.lines.map((line, index) => (
          <li key={index}>
            {line.productName || line.sku} × {Number(line.quantity)} · {f.amountExact(line.amount)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What a program told: its name, where it came from, and what it said on demand. */
function Tracked({ entry }: { entry: Extract<TimelineEntry, { kind: 'event' }> }) {
  const { t } = useTranslation();
  const name = t(`understand:timeline.${entry.type}`, { name: entry.event || '–' });
  const source = <span className="small muted">{entry.source}</span>;
  if (entry.properties === '{}')
    return (
      <span>
        {name} {source}
      </span>
    );
  return (
    <details>
      <summary>
        {name} {source}
      </summary>
      <code className="small muted wrap">{entry.properties}</code>
    </details>
  );
}

/** A case of service: when it ended, how long it took and what the customer thought of it on demand. */
function ServiceCase({ entry }: { entry: Extract<TimelineEntry, { kind: 'case' }> }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { channel, category, caseId, closedAt, minutes, satisfaction } = entry;
  return (
    <details>
      <summary>
        {t('understand:timeline.case', { category: category || caseId })}{' '}
        <span className="small muted">
          {channel && t(`understand:channel.${channel}`, { defaultValue: channel })}
        </span>
      </summary>
      <ul className="small muted">
        <li>
          {closedAt === null
            ? t('understand:timeline.caseOpen')
            : t('understand:timeline.caseClosed', { at: f.time(closedAt) })}
        </li>
        {minutes !== null && <li>{t('understand:timeline.caseMinutes', { minutes: Number(minutes) })}</li>}
        {satisfaction !== null && (
          <li>{t('understand:timeline.caseSatisfaction', { score: Number(satisfaction) })}</li>
        )}
      </ul>
    </details>
  );
}

function Answer({ entry }: { entry: Extract<TimelineEntry, { kind: 'answer' }> }) {
  const { t } = useTranslation();
  const { survey, question, metric, answer, score } = entry;
  const said = [
    score === null ? '' : t('understand:timeline.score', { score: Number(score) }),
    metric === 'other' ? '' : metric.toUpperCase(),
    question,
    answer,
  ];
  return (
    <span>
      {t('understand:timeline.answer', { survey })}{' '}
      <span className="small muted wrap">{said.filter(Boolean).join(' · ')}</span>
    </span>
  );
}

function Feedback({ entry }: { entry: Extract<TimelineEntry, { kind: 'feedback' }> }) {
  const { t } = useTranslation();
  const { channel, topic, rating, text } = entry;
  const about = [
    topic,
    rating === null ? '' : t('understand:timeline.score', { score: Number(rating) }),
    channel && t(`understand:channel.${channel}`, { defaultValue: channel }),
  ];
  return (
    <details>
      <summary>
        {t('understand:timeline.feedback', { text: text.length > 60 ? `${text.slice(0, 60)}…` : text })}{' '}
        <span className="small muted">{about.filter(Boolean).join(' · ')}</span>
      </summary>
      <p className="small muted wrap">{text}</p>
    </details>
  );
}

function What({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const f = useFormat(entry.kind === 'refund' ? entry.currency : undefined);
  if (entry.kind === 'order') return <Order entry={entry} />;
  if (entry.kind === 'refund') {
    return (
      <span>
        {t(entry.matched ? 'understand:timeline.refund' : 'understand:timeline.refundUnmatched', {
          amount: f.amountExact(entry.amount),
          id: entry.orderId,
        })}
      </span>
    );
  }
  if (entry.kind === 'event') return <Tracked entry={entry} />;
  if (entry.kind === 'touch') {
    return (
      <span>
        {t('understand:timeline.touch', {
          event: t(`understand:touch.${entry.event}`, { defaultValue: entry.event }),
          channel: t(`understand:channel.${entry.channel}`, { defaultValue: entry.channel }),
        })}
        {entry.campaign && <span className="small muted"> {entry.campaign}</span>}
      </span>
    );
  }
  if (entry.kind === 'case') return <ServiceCase entry={entry} />;
  if (entry.kind === 'answer') return <Answer entry={entry} />;
  if (entry.kind === 'feedback') return <Feedback entry={entry} />;
  return (
    <span>
      {t('understand:timeline.consent', {
        action: t(`understand:consent.${entry.action}`),
        channel: t(`understand:channel.${entry.channel}`, { defaultValue: entry.channel }),
      })}
    </span>
  );
}

const classes: Record<TimelineEntry['kind'], string | undefined> = {
  order: 'strong',
  refund: 'less',
  touch: undefined,
  consent: undefined,
  event: undefined,
  case: undefined,
  answer: undefined,
  feedback: undefined,
};

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (entries.length === 0) return <p className="muted">{t('understand:timeline.none')}</p>;
  return (
    <ol className="timeline">
      {entries.map((entry, index) => (
        <li key={index} className={classes[entry.kind]}>
          <time dateTime={entry.at}>{f.time(entry.at)}</time>
          <What entry={entry} />
        </li>
      ))}
    </ol>
  );
}
