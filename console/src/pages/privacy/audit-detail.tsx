/** One entry in full at the side: before and after, why, both clocks, and its place in the chain. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntryView } from '../../../../src/records/audit.ts';
import { useFormat } from '../../format/use-format.ts';
import { SideDrawer } from '../../ui/sql-drawer.tsx';

const Pair = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

export function AuditDetail({ entry, actor }: { entry: AuditEntryView; actor: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <SideDrawer
      type="link"
      label={t('privacy:audit.more')}
      title={`${entry.actionText} · ${entry.target ?? ''}`}
    >
      <dl className="kv">
        <Pair name={t('privacy:audit.who')}>{actor}</Pair>
        <Pair name={t('privacy:audit.from')}>{entry.address ?? t('privacy:audit.inside')}</Pair>
        <Pair name={t('privacy:audit.at')}>{f.time(entry.at)}</Pair>
        <Pair name={t('privacy:audit.recordedAt')}>{f.time(entry.recordedAt)}</Pair>
        <Pair name={t('privacy:audit.why')}>{entry.reason ?? '–'}</Pair>
        <Pair name={t('privacy:audit.seal')}>
          {entry.sealNo === null ? t('privacy:audit.waiting') : f.count(entry.sealNo)}
        </Pair>
        <Pair name="SHA-256">
          <span className="mono small" style={{ overflowWrap: 'anywhere' }}>
            {entry.hash ?? '–'}
          </span>
        </Pair>
      </dl>
      {(['before', 'after'] as const).map(side => (
        <section key={side} className="stack-tight">
          <h3>{t(`privacy:audit.${side}`)}</h3>
          <pre className="sql" tabIndex={0}>
            {entry[side] === null ? t('privacy:audit.nothing') : JSON.stringify(entry[side], null, 2)}
          </pre>
        </section>
      ))}
      <p className="muted small">{t('privacy:audit.hashed')}</p>
    </SideDrawer>
  );
}
