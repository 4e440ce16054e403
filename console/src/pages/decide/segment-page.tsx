/** One segment: its rule in words, its count with the time it was made, its members, its statement. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Segment } from '../../../../src/records/segment.ts';
import { useCountSegment, useSegment, useSegmentMembers, useSegmentSql } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Answer, Page, Section } from '../../ui/page.tsx';
import { SideDrawer, SqlBlock } from '../../ui/sql-drawer.tsx';
import { Empty, Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { Pager, Table } from '../../ui/table.tsx';
import { RuleText } from './rule-text.tsx';

function SqlContent({ name }: { name: string }) {
  const sql = useSegmentSql(name);
  return (
    <QueryView query={sql}>
      {data => <SqlBlock title={data.name} sql={data.sql} params={data.params} />}
    </QueryView>
  );
}

function Members({ name }: { name: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [search, setSearch] = useSearchParams();
  const cursor = search.get('cursor') ?? undefined;
  const members = useSegmentMembers(name, cursor);
  return (
    <QueryView
      query={members}
      empty={data =>
        data.count === 0 ? (
          <Empty title={t('decide:members.noneTitle')}>{t('decide:members.none')}</Empty>
        ) : null
      }
    >
      {data => (
        <div className="stack">
          <Table
            caption={t('decide:members.title')}
            rows={data.members}
            rowKey={row => row.customerId}
            dense
            columns={[
              {
                key: 'id',
                title: t('understand:customers.customer'),
                head: true,
                render: row => (
                  <Link to={`/understand/customers/${row.customerId}`}>
                    <code>{row.customerId}</code>
                  </Link>
                ),
              },
              {
                key: 'tier',
                title: t('understand:tiers.tier'),
                render: row => t(`understand:tier.${row.tier}`, { defaultValue: row.tier }),
              },
              {
                key: 'stage',
                title: t('understand:stages.stage'),
                render: row => t(`understand:stage.${row.stage}`, { defaultValue: row.stage }),
              },
              {
                key: 'recency',
                title: t('decide:feature.recency_days'),
                align: 'right',
                render: row => (row.recencyDays === null ? '–' : f.count(row.recencyDays)),
              },
              {
                key: 'frequency',
                title: t('decide:feature.frequency'),
                align: 'right',
                render: row => f.count(row.frequency),
              },
              {
                key: 'money',
                title: t('decide:feature.monetary'),
                align: 'right',
                render: row => f.money(row.monetaryMinor),
              },
            ]}
          />
          <Pager
            shown={data.members.length}
            total={data.count}
            hasPrevious={cursor !== undefined}
            hasNext={data.nextCursor !== null}
            onPrevious={() => setSearch({})}
            onNext={() => setSearch({ cursor: data.nextCursor ?? '' })}
          />
        </div>
      )}
    </QueryView>
  );
}

function Count({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const f = useFormat();
  const count = useCountSegment(segment.name);
  const age = segment.lastCountedAt ? f.ago(segment.lastCountedAt) : null;
  return (
    <>
      {segment.lastCount === null ? (
        <Notice>{t('decide:segment.notCounted')}</Notice>
      ) : (
        <Answer
          basis={t('decide:segment.basis', {
            at: f.time(segment.lastCountedAt ?? segment.updatedAt),
            seconds: f.duration(segment.lastCountSeconds ?? 0),
          })}
        >
          {t('decide:segment.count', { count: segment.lastCount, n: f.count(segment.lastCount) })}
        </Answer>
      )}
      {age !== null && age > 0 && <Notice tone="warn">{t('decide:segment.old', { count: age })}</Notice>}
      {count.error && <Problem error={count.error} />}
      <div className="row no-print">
        <May needs="segment.change">
          <Button loading={count.isPending} onClick={() => count.mutate(null)}>
            {t(segment.lastCount === null ? 'decide:segment.countNow' : 'decide:segment.countAgain')}
          </Button>
        </May>
      </div>
    </>
  );
}

function SegmentView({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  return (
    <Page
      title={segment.title}
      question={<code>{segment.name}</code>}
      back={{ to: '/decide/segments', label: t('decide:segments.title') }}
      actions={
        <>
          <SideDrawer label={t('decide:segment.sql')} title={t('decide:segment.sql')}>
            <SqlContent name={segment.name} />
          </SideDrawer>
          <May needs="segment.change">
            <LinkButton to={`/decide/segments/${segment.name}/edit`}>{t('decide:segment.edit')}</LinkButton>
          </May>
          <May needs="campaign.change">
            <LinkButton to={`/act/campaigns/new?segment=${segment.name}`} type="primary">
              {t('decide:segment.toCampaign')}
            </LinkButton>
          </May>
        </>
      }
    >
      <Count segment={segment} />
      <Section title={t('decide:segment.rule')}>
        <RuleText rule={segment.rule} />
      </Section>
      {segment.lastCount !== null && (
        <Section title={t('decide:members.title')} note={t('decide:members.note')}>
          <Members name={segment.name} />
        </Section>
      )}
    </Page>
  );
}

export function Component() {
  const { name = '' } = useParams();
  const segment = useSegment(name);
  if (segment.data) return <SegmentView segment={segment.data} />;
  return (
    <div className="page">
      <QueryView query={segment} skeleton={<Skeleton lines={8} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
