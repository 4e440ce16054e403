/** Who did what, from where and when: filtered by person, action, object and time, and proved against tampering. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { AuditEntryView } from '../../../../src/records/audit.ts';
import { useAudit } from '../../api/privacy.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { type Column, Pager, Table } from '../../ui/table.tsx';
import { AuditDetail } from './audit-detail.tsx';
import { AuditFilter, filterNames } from './audit-filter.tsx';
import { AuditProof } from './audit-proof.tsx';
import { MaskedReads } from './masked-reads.tsx';

type Words = (key: string) => string;

/** The account or key by name; what acts without one is named by its kind. */
const actorOf = (t: Words, entry: AuditEntryView) =>
  entry.actor ?? t(`privacy:audit.actor.${entry.actorId === 'local' ? 'local' : entry.actorKind}`);

function useColumns(f: Format): Column<AuditEntryView>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'at',
      title: t('privacy:audit.at'),
      head: true,
      render: entry => <time className="nowrap">{f.time(entry.at)}</time>,
    },
    {
      key: 'actor',
      title: t('privacy:audit.who'),
      render: entry => <span className="nowrap">{actorOf(t, entry)}</span>,
    },
    { key: 'action', title: t('privacy:audit.what'), render: entry => entry.actionText },
    {
      key: 'target',
      title: t('privacy:audit.object'),
      render: entry => <span className="mono small">{entry.target}</span>,
    },
    {
      key: 'address',
      title: t('privacy:audit.from'),
      render: entry => <span className="mono small nowrap">{entry.address ?? '–'}</span>,
    },
    {
      key: 'seal',
      title: t('privacy:audit.seal'),
      align: 'right',
      render: entry =>
        entry.sealNo === null ? (
          <Tag tone="outline">{t('privacy:audit.waiting')}</Tag>
        ) : (
          f.count(entry.sealNo)
        ),
    },
    {
      key: 'more',
      title: <span className="sr-only">{t('privacy:audit.more')}</span>,
      render: entry => <AuditDetail entry={entry} actor={actorOf(t, entry)} />,
    },
  ];
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search, setSearch] = useSearchParams();
  const columns = useColumns(f);
  const filter = Object.fromEntries(filterNames.map(name => [name, search.get(name) ?? undefined]));
  const cursor = search.get('cursor') ?? undefined;
  const entries = useAudit({ ...filter, cursor });
  const go = (next: Record<string, string | undefined>) =>
    setSearch(
      Object.fromEntries(
        Object.entries({ ...filter, ...next }).filter((pair): pair is [string, string] => Boolean(pair[1])),
      ),
    );
  const filtered = Object.values(filter).some(Boolean);
  return (
    <Page title={t('privacy:audit.title')} question={t('privacy:audit.question')}>
      <AuditProof />
      <AuditFilter filter={filter} known={entries.data} onChange={go} />
      <Section title={t('privacy:audit.list')} note={t('privacy:audit.note')}>
        <QueryView
          query={entries}
          empty={data =>
            data.entries.length === 0 ? (
              <Empty title={t(filtered ? 'privacy:audit.noneTitle' : 'privacy:audit.emptyTitle')}>
                {t(filtered ? 'privacy:audit.none' : 'privacy:audit.empty')}
              </Empty>
            ) : null
          }
        >
          {data => (
            <>
              <Table
                caption={t('privacy:audit.list')}
                columns={columns}
                rows={data.entries}
                rowKey={entry => String(entry.auditId)}
                dense
              />
              <Pager
                shown={data.entries.length}
                hasPrevious={cursor !== undefined}
                hasNext={data.nextCursor !== null}
                onPrevious={() => go({})}
                onNext={() => go({ cursor: data.nextCursor ?? '' })}
              />
            </>
          )}
        </QueryView>
      </Section>
      <MaskedReads actor={filter['actor']} from={filter['from']} to={filter['to']} />
    </Page>
  );
}
