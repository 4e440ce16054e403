/** The base check-up 存量体检: one page that says how large the base is, what it is worth and where it slips. */
import { Button, Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Review } from '../../../../src/records/review.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { queryClient } from '../../api/query-client.ts';
import { useReview, useReviewList, useStartReview } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { CardBones, FigureBones } from '../../ui/bones.tsx';
import { Chapters } from '../../ui/contents.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { Empty, Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { ReviewAnswer } from './review-answer.tsx';
import { ReviewBasis } from './review-basis.tsx';
import { ReviewChangesSection } from './review-changes.tsx';
import { ReviewExport } from './review-export.tsx';
import { ReviewFestivalsSection } from './review-festivals.tsx';
import { ReviewFindingsSection } from './review-findings.tsx';
import { ReviewMonths } from './review-months.tsx';
import { ReviewOpportunities } from './review-opportunities.tsx';
import { ReviewPersonasSection } from './review-personas.tsx';
import { ReviewPlacesSection } from './review-places.tsx';
import { ReviewScheduleSection } from './review-schedule.tsx';
import { ReviewStages, ReviewTiers } from './review-shares.tsx';
import { ReviewValue } from './review-value.tsx';
import { RfmGrid } from './rfm-grid.tsx';
import { RunReview } from './run-review.tsx';
import { TopLists } from './top-lists.tsx';

/** In the order in which one reads: what a boss needs first, what it rests on last. */
const chaptersOf = (review: Review): [id: string, content: ReactNode][] => [
  ['findings', <ReviewFindingsSection key="findings" review={review} />],
  ['figures', <ReviewAnswer key="figures" review={review} />],
  ['opportunities', <ReviewOpportunities key="opportunities" review={review} />],
  ['changes', <ReviewChangesSection key="changes" reviewId={review.reviewId} />],
  ['festivals', <ReviewFestivalsSection key="festivals" reviewId={review.reviewId} />],
  ['months', <ReviewMonths key="months" review={review} />],
  [
    'stages',
    <div key="stages" className="grid-2">
      <ReviewStages review={review} />
      <ReviewTiers review={review} />
    </div>,
  ],
  ['personas', <ReviewPersonasSection key="personas" reviewId={review.reviewId} />],
  ['worth', <ReviewValue key="worth" reviewId={review.reviewId} />],
  ['rfm', <RfmGrid key="rfm" review={review} />],
  ['places', <ReviewPlacesSection key="places" reviewId={review.reviewId} />],
  ['top', <TopLists key="top" review={review} />],
  ['basis', <ReviewBasis key="basis" review={review} />],
  ['schedule', <ReviewScheduleSection key="schedule" />],
];

function Findings({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const age = f.ago(review.asOf);
  const chapters = chaptersOf(review).map(([id, content]) => ({
    id,
    content,
    label: t(`understand:contents.${id}`),
  }));
  return (
    <>
      {age > 7 && (
        <Notice tone="warn">{t('understand:review.old', { count: age, day: f.day(review.asOf) })}</Notice>
      )}
      <Chapters label={t('understand:contents.title')} chapters={chapters} />
    </>
  );
}

/** The page's own shape: the sentence, the figures, the chart, two tables side by side. */
const ReviewSkeleton = () => (
  <>
    <Skeleton lines={2} title={false} />
    <FigureBones count={5} />
    <CardBones lines={8} />
    <div className="grid-2">
      <CardBones lines={6} />
      <CardBones lines={6} />
    </div>
  </>
);

function Running({ jobId, onDone }: { jobId: string; onDone: () => void }) {
  const { t } = useTranslation();
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId);
  const done = job.data?.state === 'done';
  useEffect(() => {
    if (done) onDone();
  }, [done]);
  return (
    <Section title={t('understand:review.running')}>
      {job.data ? (
        <JobProgress job={job.data} title={t('jobs:kind.review')} onCancel={() => cancel.mutate(null)} />
      ) : (
        <Skeleton lines={2} />
      )}
    </Section>
  );
}

function ChooseReview({ id, onChoose }: { id: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const list = useReviewList();
  const reviews = list.data?.reviews ?? [];
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

/** Before the first check-up: what it needs, and the one thing to do. */
function FirstReview({ isBusy, onRun }: { isBusy: boolean; onRun: (input: { asOf?: string }) => void }) {
  const { t } = useTranslation();
  const list = useReviewList();
  if (list.data?.purchases) return <RunReview isBusy={isBusy} onRun={onRun} />;
  return (
    <Section title={t('understand:review.title')}>
      <Empty
        title={t('understand:review.emptyTitle')}
        action={
          <LinkButton to="/collect/imports/new" type="primary">
            {t('collect:imports.new')}
          </LinkButton>
        }
      >
        {t('understand:review.empty')}
      </Empty>
    </Section>
  );
}

interface ActionsProps {
  readonly id: string;
  readonly isAsking: boolean;
  readonly onRun: () => void;
}

function Actions({ id, isAsking, onRun }: ActionsProps) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  return (
    <>
      <ChooseReview id={id} onChoose={next => setSearch(next === 'latest' ? {} : { review: next })} />
      <ReviewExport id={id} />
      <Button onClick={() => window.print()}>{t('understand:review.print')}</Button>
      <May needs="review.change">
        <Button type="primary" aria-expanded={isAsking} onClick={onRun}>
          {t('understand:review.run')}
        </Button>
      </May>
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const id = search.get('review') ?? 'latest';
  const jobId = search.get('job');
  const [isAsking, setIsAsking] = useState(false);
  const may = useMay();
  const review = useReview(id);
  const isEmpty = review.data === null || review.data?.status === 'empty';
  const start = useStartReview(started => {
    setIsAsking(false);
    setSearch({ job: started.jobId });
  });
  const finish = () => {
    setSearch({}, { replace: true });
    for (const key of ['reviews', 'review', 'home', 'opportunities']) {
      void queryClient.invalidateQueries({ queryKey: [key] });
    }
  };
  return (
    <Page
      title={t('understand:review.title')}
      question={t('understand:review.question')}
      actions={
        review.data &&
        !isEmpty && <Actions id={id} isAsking={isAsking} onRun={() => setIsAsking(!isAsking)} />
      }
    >
      {start.error && <Problem error={start.error} />}
      {jobId && <Running jobId={jobId} onDone={finish} />}
      {isAsking && !jobId && !isEmpty && (
        <RunReview isBusy={start.isPending} onRun={input => start.mutate(input)} />
      )}
      <QueryView query={review} skeleton={<ReviewSkeleton />}>
        {data => {
          if (data && data.status !== 'empty') return <Findings review={data} />;
          if (jobId || !may('review.change')) return null;
          return <FirstReview isBusy={start.isPending} onRun={input => start.mutate(input)} />;
        }}
      </QueryView>
    </Page>
  );
}
