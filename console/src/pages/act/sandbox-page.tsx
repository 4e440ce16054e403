/** The sandbox mailbox: what campaigns on the sandbox channel really sent, letter by letter. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { loadMailbox, type SandboxMessage, useMailboxMessage, useSandboxCampaigns } from '../../api/act.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Empty, QueryView, Skeleton } from '../../ui/states.tsx';

/** The title of a campaign by its name. */
function useTitleOf() {
  const campaigns = useSandboxCampaigns();
  return (name: string) => campaigns.data?.find(campaign => campaign.name === name)?.title ?? name;
}

function Letter({ id }: { id: string }) {
  const { t } = useTranslation();
  const titleOf = useTitleOf();
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
                        value: <Link to={`/act/campaigns/${data.campaign}`}>{titleOf(data.campaign)}</Link>,
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

interface ColumnParts {
  readonly t: TFunction;
  readonly f: Format;
  readonly addressOf: (id: string) => string;
  readonly titleOf: (campaign: string) => string;
}

function columnsOf({ t, f, addressOf, titleOf }: ColumnParts): ListColumn<SandboxMessage>[] {
  return [
    {
      key: 'subject',
      title: t('act:sandbox.subject'),
      head: true,
      render: row => <Link to={addressOf(row.messageId)}>{row.subject}</Link>,
      plain: row => row.subject,
    },
    { key: 'to', title: t('act:sandbox.to'), render: row => row.to, plain: row => row.to },
    {
      key: 'campaign',
      title: t('act:campaigns.campaign'),
      hidden: true,
      sortable: true,
      render: row => (row.campaign ? titleOf(row.campaign) : '–'),
      plain: row => (row.campaign ? titleOf(row.campaign) : ''),
    },
    {
      key: 'at',
      title: t('common:inZone', { what: t('act:sandbox.at'), zone: f.zone }),
      sortable: true,
      sortFirst: 'down',
      render: row => <span className="nowrap">{f.minute(row.receivedAt)}</span>,
      plain: row => f.minute(row.receivedAt),
    },
  ];
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search] = useSearchParams();
  const open = search.get('message');
  const campaigns = useSandboxCampaigns();
  const titleOf = useTitleOf();
  const addressOf = (id: string) => {
    const next = new URLSearchParams(search);
    next.set('message', id);
    return `?${next.toString()}`;
  };
  return (
    <Page title={t('act:sandbox.title')} question={t('act:sandbox.question')}>
      <div className={open ? 'grid-2 reading' : undefined}>
        <Section title={t('act:sandbox.list')} note={t('act:sandbox.choose')}>
          <List
            list="mailbox"
            caption={t('act:sandbox.title')}
            queryKey={['mailbox']}
            load={async request => {
              const { messages, ...page } = await loadMailbox(queryOf(request));
              return { rows: messages, ...page };
            }}
            rowKey={row => row.messageId}
            columns={columnsOf({ t, f, addressOf, titleOf })}
            isCurrent={row => row.messageId === open}
            defaultSort={{ key: 'at', down: true }}
            dense
            filters={[
              {
                key: 'campaign',
                label: t('act:campaigns.campaign'),
                options: (campaigns.data ?? []).map(({ name, title }) => ({ value: name, label: title })),
              },
            ]}
            empty={
              <Empty
                title={t('act:sandbox.emptyTitle')}
                action={<LinkButton to="/act/campaigns">{t('act:sandbox.emptyAction')}</LinkButton>}
              >
                {t('act:sandbox.empty')}
              </Empty>
            }
          />
        </Section>
        {open && <Letter id={open} />}
      </div>
    </Page>
  );
}
