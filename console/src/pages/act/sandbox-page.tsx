/** The sandbox mailbox: what campaigns on the sandbox channel really sent, letter by letter. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMailbox, useMailboxMessage } from '../../api/act.ts';
import { useFormat } from '../../format/use-format.ts';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';
import { Pager, Table } from '../../ui/table.tsx';

function Letter({ id }: { id: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const message = useMailboxMessage(id);
  return (
    <QueryView query={message} skeleton={<Skeleton lines={8} />}>
      {data => (
        <Section title={data.subject} note={f.time(data.receivedAt)}>
          <div className="stack">
            <Facts
              facts={[
                { label: t('act:sandbox.to'), value: data.to },
                ...(data.campaign
                  ? [
                      {
                        label: t('act:campaigns.campaign'),
                        value: <Link to={`/act/campaigns/${data.campaign}`}>{data.campaign}</Link>,
                      },
                    ]
                  : []),
              ]}
            />
            {data.html ? (
              <MailFrame title={data.subject} html={data.html} />
            ) : (
              <pre className="sql">{data.text}</pre>
            )}
            <details>
              <summary>{t('act:sandbox.headers')}</summary>
              <pre className="sql">
                {Object.entries(data.headers)
                  .map(([name, value]) => `${name}: ${value}`)
                  .join('\n')}
              </pre>
            </details>
          </div>
        </Section>
      )}
    </QueryView>
  );
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search, setSearch] = useSearchParams();
  const cursor = search.get('cursor') ?? undefined;
  const campaign = search.get('campaign') ?? undefined;
  const open = search.get('message');
  const mailbox = useMailbox(campaign, cursor);
  const addressOf = (id: string) => {
    const next = new URLSearchParams(search);
    next.set('message', id);
    return `?${next.toString()}`;
  };
  return (
    <Page title={t('act:sandbox.title')} question={t('act:sandbox.question')}>
      <QueryView
        query={mailbox}
        empty={data =>
          data.messages.length === 0 ? (
            <Empty title={t('act:sandbox.emptyTitle')}>{t('act:sandbox.empty')}</Empty>
          ) : null
        }
      >
        {data => (
          <div className="grid-2 reading">
            <Section
              title={t('act:sandbox.list')}
              note={t('act:sandbox.total', { count: data.total, n: f.count(data.total) })}
            >
              <div className="stack">
                <Table
                  dense
                  caption={t('act:sandbox.title')}
                  rows={data.messages}
                  rowKey={row => row.messageId}
                  columns={[
                    {
                      key: 'subject',
                      title: t('act:sandbox.subject'),
                      head: true,
                      render: row => (
                        <Link
                          to={addressOf(row.messageId)}
                          {...(row.messageId === open ? { 'aria-current': 'true' as const } : {})}
                        >
                          {row.subject}
                        </Link>
                      ),
                    },
                    { key: 'to', title: t('act:sandbox.to'), render: row => row.to },
                    {
                      key: 'at',
                      title: t('act:sandbox.at'),
                      render: row => <span className="nowrap">{f.time(row.receivedAt)}</span>,
                    },
                  ]}
                />
                <Pager
                  shown={data.messages.length}
                  total={data.total}
                  hasPrevious={cursor !== undefined}
                  hasNext={data.nextCursor !== null}
                  onPrevious={() => setSearch({})}
                  onNext={() => setSearch({ cursor: data.nextCursor ?? '' })}
                />
              </div>
            </Section>
            {open ? <Letter id={open} /> : <p className="muted">{t('act:sandbox.choose')}</p>}
          </div>
        )}
      </QueryView>
    </Page>
  );
}
