/** One segment: its rule in words, its count with the time it was made, its members, its statement. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Segment } from '../../../../src/records/segment.ts';
import { useCountSegment, useSegment, useSegmentSql } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Answer, Page, Section } from '../../ui/page.tsx';
import { SideDrawer, SqlBlock } from '../../ui/sql-drawer.tsx';
import { Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { MemberList } from './member-list.tsx';
import { RuleText } from './rule-text.tsx';

function SqlContent({ name }: { name: string }) {
  const sql = useSegmentSql(name);
  return (
    <QueryView query={sql}>
      {data => <SqlBlock title={data.name} sql={data.sql} params={data.params} />}
    </QueryView>
  );
}

function Count({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const f = useFormat();
  const count = useCountSegment(segment.name);
  const age = segment.lastCountedAt ? f.ago(segment.lastCountedAt) : 0;
  const isOld = age > 0;
  const again = (
    <May needs="segment.count">
      <Button loading={count.isPending} onClick={() => count.mutate(null)}>
        {t(segment.lastCount === null ? 'decide:segment.countNow' : 'decide:segment.countAgain')}
      </Button>
    </May>
  );
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
      {count.error && <Problem error={count.error} />}
      {isOld ? (
        <Notice tone="warn" action={again}>
          {t('decide:segment.old', { count: age })}
        </Notice>
      ) : (
        <div className="row no-print">{again}</div>
      )}
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
          <MemberList name={segment.name} />
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
