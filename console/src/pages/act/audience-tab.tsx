/** The people of a launched campaign: arm, slot, decision and what became of the message. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useAudience, useCampaignStatus } from '../../api/act.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { QueryView } from '../../ui/states.tsx';
import { Pager, Table } from '../../ui/table.tsx';

export function AudienceTab({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const id = useId();
  const { name } = view.definition;
  const [search, setSearch] = useSearchParams();
  const cursor = search.get('cursor') ?? undefined;
  const reason = search.get('reason') ?? undefined;
  const audience = useAudience(name, cursor, reason);
  const status = useCampaignStatus(name, false);
  const go = (next: Record<string, string>) =>
    setSearch({ tab: 'audience', ...(reason ? { reason } : {}), ...next });
  return (
    <Section title={t('act:audience.title')} note={t('act:audience.note')}>
      <div className="stack">
        <div className="row">
          <label htmlFor={id}>{t('act:audience.reason')}</label>
          <Select
            id={id}
            allowClear
            style={{ minWidth: 260 }}
            value={reason ?? null}
            placeholder={t('act:audience.all')}
            options={Object.keys(status.data?.skipped ?? {}).map(code => ({
              value: code,
              label: texts(code).message,
            }))}
            onChange={(code: string | null) =>
              setSearch(code ? { tab: 'audience', reason: code } : { tab: 'audience' })
            }
          />
        </div>
        <QueryView query={audience}>
          {data => (
            <>
              <Table
                dense
                caption={t('act:audience.title')}
                rows={data.rows}
                rowKey={row => row.customerId}
                columns={[
                  {
                    key: 'who',
                    title: t('understand:customers.customer'),
                    head: true,
                    render: row => (
                      <Link to={`/understand/customers/${row.customerId}`}>
                        {row.name || row.customerId.slice(-8)}
                      </Link>
                    ),
                  },
                  { key: 'address', title: t('act:audience.address'), render: row => row.address || '–' },
                  {
                    key: 'arm',
                    title: t('act:audience.arm'),
                    render: row =>
                      row.arm ? (
                        <Tag tone={row.arm === 'control' ? 'outline' : 'more'}>
                          {t(`measure:arm.${row.arm}`)}
                        </Tag>
                      ) : (
                        '–'
                      ),
                  },
                  {
                    key: 'slot',
                    title: t('act:audience.slot'),
                    render: row => (row.slotAt ? f.time(row.slotAt) : '–'),
                  },
                  {
                    key: 'decision',
                    title: t('act:audience.decision'),
                    render: row =>
                      row.reason
                        ? texts(row.reason).message
                        : row.wouldSend === null
                          ? t('act:audience.undecided')
                          : t(row.wouldSend ? 'act:audience.send' : 'act:audience.notSend'),
                  },
                  {
                    key: 'message',
                    title: t('act:audience.message'),
                    render: row =>
                      row.intentState
                        ? t(`act:intent.${row.intentState}`, { defaultValue: row.intentState })
                        : '–',
                  },
                ]}
              />
              <Pager
                shown={data.rows.length}
                hasPrevious={cursor !== undefined}
                hasNext={data.nextCursor !== null}
                onPrevious={() => go({})}
                onNext={() => go({ cursor: data.nextCursor ?? '' })}
              />
            </>
          )}
        </QueryView>
      </div>
    </Section>
  );
}
