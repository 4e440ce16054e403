/** Products of a check-up: what earns and what does not, where each stands in its life, and what to do about it. */
import { Button, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ProductSummary } from '../../../../src/records/product.ts';
import { useCancelJob, useJob } from '../../api/jobs.ts';
import { useComputeProducts, useProductSummary } from '../../api/products.ts';
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
import { ProductActions } from './product-actions.tsx';
import { ProductAnswer } from './product-answer.tsx';
import { ProductBasis } from './product-basis.tsx';
import { ProductBridgeSection } from './product-bridge.tsx';
import { ProductDrawer } from './product-drawer.tsx';
import { ProductListSection } from './product-list.tsx';
import { ProductMap } from './product-map.tsx';
import { ProductPairs } from './product-pairs.tsx';
import { ProductShares } from './product-shares.tsx';

function Tabbed({ summary, review }: { summary: ProductSummary; review: string }) {
  const { t } = useTranslation();
  const items = [
    { key: 'list', label: t('products:tab.list') },
    { key: 'map', label: t('products:tab.map') },
    { key: 'actions', label: t('products:tab.actions') },
    { key: 'change', label: t('products:tab.change') },
    { key: 'pairs', label: t('products:tab.pairs') },
  ];
  const current = useTab(items);
  return (
    <>
      <Tabs label={t('products:title')} items={items} current={current} />
      {current === 'list' && (
        <>
          <ProductShares summary={summary} />
          <ProductListSection summary={summary} review={review} />
        </>
      )}
      {current === 'map' && <ProductMap summary={summary} review={review} />}
      {current === 'actions' && <ProductActions />}
      {current === 'change' && <ProductBridgeSection summary={summary} review={review} />}
      {current === 'pairs' && <ProductPairs summary={summary} />}
    </>
  );
}

function Found({ summary, review }: { summary: ProductSummary; review: string }) {
  return (
    <>
      <ProductAnswer summary={summary} />
      <Tabbed summary={summary} review={review} />
      <ProductBasis summary={summary} />
      <ProductDrawer review={review} />
    </>
  );
}

/** Nothing to show yet: no check-up at all, or one made without its products. */
function Nothing({ review, onStarted }: { review: string; onStarted: (jobId: string) => void }) {
  const { t } = useTranslation();
  const list = useReviewList();
  const compute = useComputeProducts(started => onStarted(started.jobId));
  const hasReview = (list.data?.reviews.length ?? 0) > 0;
  return (
    <Section title={t('products:title')}>
      {compute.error && <Problem error={compute.error} />}
      {hasReview ? (
        <Empty
          title={t('products:empty.notComputed')}
          action={
            <May needs="review.change">
              <Button type="primary" loading={compute.isPending} onClick={() => compute.mutate({ review })}>
                {t('products:empty.compute')}
              </Button>
            </May>
          }
        >
          {t('products:empty.notComputedText')}
        </Empty>
      ) : (
        <Empty
          title={t('products:empty.title')}
          action={<LinkButton to="/understand/review">{t('products:empty.action')}</LinkButton>}
        >
          {t('products:empty.text')}
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
    <Section title={t('products:running')}>
      {job.data ? (
        <JobProgress job={job.data} title={t('jobs:kind.products')} onCancel={() => cancel.mutate(null)} />
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

const ProductsSkeleton = () => (
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
  const summary = useProductSummary(review);
  const finish = () => {
    setSearch({}, { replace: true });
    void queryClient.invalidateQueries({ queryKey: ['products'] });
  };
  return (
    <Page
      title={t('products:title')}
      question={t('products:question')}
      actions={
        <ChooseReview id={review} onChoose={next => setSearch(next === 'latest' ? {} : { review: next })} />
      }
    >
      {jobId && <Running jobId={jobId} onDone={finish} />}
      <QueryView query={summary} skeleton={<ProductsSkeleton />}>
        {data => {
          if (data && data.status !== 'empty') return <Found summary={data} review={review} />;
          if (jobId) return null;
          return <Nothing review={review} onStarted={id => setSearch({ job: id })} />;
        }}
      </QueryView>
    </Page>
  );
}
