/** Where somebody is logged in, with a button that ends one of these log-ins; never the one this page speaks in. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { SessionRow } from '../../../../src/records/account.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';
import { Problem } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

/** `Firefox · Linux` is what people recognise; the whole text stands in the title. */
function browserName(agent: string): string {
  const name = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1] ?? agent.split(/[ /]/)[0] ?? '';
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(agent)?.[1];
  return [name.replace('Edg', 'Edge').replace('OPR', 'Opera'), system].filter(Boolean).join(' · ');
}

interface End {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly mutate: (sessionId: string) => void;
}

interface SessionTableProps {
  readonly caption: string;
  readonly rows: readonly SessionRow[];
  readonly end: End;
}

export function SessionTable({ caption, rows, end }: SessionTableProps) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <>
      {end.error && <Problem error={end.error} />}
      <Table
        caption={caption}
        rows={rows}
        rowKey={row => row.sessionId}
        columns={[
          {
            key: 'agent',
            title: t('access:sessions.browser'),
            head: true,
            render: row => (
              <span className="row" title={row.agent ?? ''}>
                {browserName(row.agent ?? '') || '–'}
                {row.own && <Tag tone="more">{t('access:sessions.own')}</Tag>}
              </span>
            ),
          },
          { key: 'address', title: t('access:sessions.address'), render: row => row.address ?? '–' },
          { key: 'opened', title: t('access:sessions.opened'), render: row => f.time(row.openedAt) },
          { key: 'seen', title: t('access:sessions.seen'), render: row => f.time(row.lastSeenAt) },
          {
            key: 'end',
            title: '',
            align: 'right',
            render: row =>
              !row.own && (
                <Button size="small" loading={end.isPending} onClick={() => end.mutate(row.sessionId)}>
                  {t('access:sessions.end')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
