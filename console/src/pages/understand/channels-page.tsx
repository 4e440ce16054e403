/** Channels of a check-up: whom they reach, what they sell and cost, and where they stand against each other. */
import { Button, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ChannelSummary } from '../../../../src/records/channel-summary.ts';
import { useChannelSummary, useComputeChannels } from '../../api/channel-review.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/query-client.ts';
import { useReviewList } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { CardBones, FigureBones } from '../../ui/bones.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Empty, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { Tabs, useTab } from '../../ui/tabs.tsx';
import { ChannelAnswer } from './channel-answer.tsx';
import { ChannelBasis } from './channel-basis.tsx';
import { ChannelConflicts } from './channel-conflicts.tsx';
import { ChannelCostSections } from './channel-costs.tsx';
import { ChannelDesk } from './channel-desk.tsx';
import { ChannelFrontier } from './channel-frontier.tsx';
import { ChannelMoves } from './channel-moves.tsx';
import { ChannelReach } from './channel-reach.tsx';
import { ChannelSales } from './channel-sales.tsx';

const tabs = ['sales', 'reach', 'costs', 'moves', 'conflicts', 'frontier', 'desk'] as const;

function Tabbed({ summary }: { summary: ChannelSummary }) {
  const { t } = useTranslation();
  const items = tabs.map(key => ({ key, label: t(`channels:tab.${key}`) }));
  const current = useTab(items);
  return (
    <>
      <Tabs label={t('channels:title')} items={items} current={current} />
      {current === 'sales' && <ChannelSales summary={summary} />}
      {current === 'reach' && <ChannelReach summary={summary} />}
      {current === 'costs' && <ChannelCostSections summary={summary} />}
      {current === 'moves' && <ChannelMoves summary={summary} />}
      {current === 'conflicts' && <ChannelConflicts summary={summary} />}
      {current === 'frontier' && <ChannelFrontier summary={summary} />}
      {current === 'desk' && <ChannelDesk />}
    </>
  );
}

function Compute({ review, onStarted }: { review: string; onStarted: (jobId: string) => void }) {
  const { t } = useTranslation();
  const compute = useComputeChannels(started => onStarted(started.jobId));
  return (
    <May needs="review.change">
      {compute.error && <Problem error={compute.error} />}
      <Button loading={compute.isPending} onClick={() => compute.mutate({ review })}>
        {t('channels:compute')}
      </Button>
    </May>
  );
}

/** Nothing to show yet: no check-up at all, or one made without its channels. */
function Nothing({ review, onStarted }: { review: string; onStarted: (jobId: string) => void }) {
  const { t } = useTranslation();
  const hasReview = (useReviewList().data?.reviews.length ?? 0) > 0;
  return (
    <Section title={t('channels:title')}>
      {hasReview ? (
        <Empty
          title={t('channels:empty.notComputed')}
          action={<Compute review={review} onStarted={onStarted} />}
        >
          {t('channels:empty.notComputedText')}
        </Empty>
      ) : (
        <Empty
          title={t('channels:empty.title')}
          action={<LinkButton to="/understand/review">{t('channels:empty.action')}</LinkButton>}
        >
          {t('channels:empty.text')}
        </Empty>
      )}
    </Section>
  );
}

function Running({ jobId, onDone }: { jobId: string; onDone: () => void }) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const done = job.data?.state === 'done';
  useEffect(() => {
    if (done) onDone();
  }, [done]);
  return (
    <Section title={t('channels:running')}>
      {job.data ? (
        <JobProgress job={job.data} title={t('jobs:kind.channels')} onCancel={() => cancel.mutate(null)} />
      ) : (
        <Skeleton lines={2} />
      )}
    </Section>
  );
}

function ChooseReview({ id, onChoose }: { id: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const reviews = useReviewList().data?.reviews ?? [];
  if (reviews.length < 2) return null;
  return (
    <Select
      aria-label={t('understand:review.choose')}
      value={id}
      style={{ minWidth: 220 }}
      options={[
        { value: 'latest', label: t('understand:review.latest') },
        ...reviews.map(entry => ({
          value: entry.reviewId,
          label: t('understand:review.asOf', { day: f.day(entry.asOf) }),
        })),
      ]}
      onChange={onChoose}
    />
  );
}

const ChannelsSkeleton = () => (
  <>
    <Skeleton lines={2} title={false} />
    <FigureBones count={5} />
    <CardBones lines={8} />
  </>
);

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const review = search.get('review') ?? 'latest';
  const jobId = search.get('job');
  const summary = useChannelSummary(review);
  const withParam = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    return next;
  };
  const finish = () => {
    setSearch(withParam('job', null), { replace: true });
    void queryClient.invalidateQueries({ queryKey: ['channel-review'] });
  };
  const start = (id: string) => setSearch(withParam('job', id));
  const found = summary.data && summary.data.status !== 'empty';
  return (
    <Page
      title={t('channels:title')}
      question={t('channels:question')}
      actions={
        <>
          <ChooseReview
            id={review}
            onChoose={next => setSearch(withParam('review', next === 'latest' ? null : next))}
          />
          {found && !jobId && <Compute review={review} onStarted={start} />}
        </>
      }
    >
      {jobId && <Running jobId={jobId} onDone={finish} />}
      <QueryView query={summary} skeleton={<ChannelsSkeleton />}>
        {data => {
          if (!data || data.status === 'empty')
            return jobId ? null : <Nothing review={review} onStarted={start} />;
          return (
            <>
              <ChannelAnswer summary={data} />
              <Tabbed summary={data} />
              <ChannelBasis summary={data} />
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}
