/** A campaign's result: during the run counts without a verdict; at the final read one word, then what it rests on. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { ResultView } from '../../../../src/records/result.ts';
import { useCampaign } from '../../api/act.ts';
import { useComputeResult, useResult } from '../../api/measure.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Answer, Page } from '../../ui/page.tsx';
import { Empty, Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { ArmTable, ContactsNote } from './arm-table.tsx';
import { DailyChart } from './daily-chart.tsx';
import { EffectSection } from './effect-section.tsx';
import { MethodDrawer } from './method-drawer.tsx';
import { RestatementSection } from './restatement.tsx';
import { VerdictBanner } from './verdict.tsx';
import { WhatItTakes } from './what-it-takes.tsx';

function Running({ view }: { view: ResultView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { document: result } = view;
  return (
    <Answer basis={t('measure:running.basis')}>
      {result.finalReadAt
        ? t('measure:running.answer', { day: f.day(result.finalReadAt) })
        : t('measure:running.noDate')}
    </Answer>
  );
}

function Content({ view }: { view: ResultView }) {
  const f = useFormat();
  const texts = useCodeTexts();
  const { t } = useTranslation();
  const { document: result } = view;
  const age = f.ago(result.computedAt);
  return (
    <>
      {result.notes.map(code => (
        <Notice key={code} tone="info">
          {texts(code).message}
        </Notice>
      ))}
      {age > 0 && result.read === 'running' && (
        <Notice tone="warn">{t('measure:stale', { count: age })}</Notice>
      )}
      {result.verdict ? <VerdictBanner result={result} /> : <Running view={view} />}
      {result.restatement && (
        <RestatementSection
          restatement={result.restatement}
          currency={result.currency}
          value={result.value}
        />
      )}
      {result.verdict && <EffectSection result={result} />}
      {result.whatItWouldTake && <WhatItTakes result={result} needed={result.whatItWouldTake} />}
      <ArmTable result={result} />
      <DailyChart result={result} />
      <ContactsNote result={result} />
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const { name = '' } = useParams();
  const campaign = useCampaign(name);
  const result = useResult(name);
  const compute = useComputeResult(name);
  const definition = campaign.data?.definition;
  const read = (
    <May needs="result.change">
      <Button loading={compute.isPending} onClick={() => compute.mutate(null)}>
        {t(result.data ? 'measure:compute.again' : 'measure:compute.first')}
      </Button>
    </May>
  );
  const finished = result.data && result.data.document.read !== 'running';
  return (
    <Page
      title={t('measure:result.title', { title: definition?.title ?? name })}
      question={definition?.goal.statement}
      back={{ to: '/measure/results', label: t('measure:results.title') }}
      actions={
        <>
          {result.data && <MethodDrawer view={result.data} />}
          <Button onClick={() => window.print()}>{t('understand:review.print')}</Button>
          {read}
          {finished && (
            <LinkButton to={`/learn/retrospectives/${name}`} type="primary">
              {t('measure:toRetrospective')}
            </LinkButton>
          )}
        </>
      }
    >
      {compute.error && <Problem error={compute.error} onRetry={() => compute.mutate(null)} />}
      <QueryView
        query={result}
        skeleton={<Skeleton lines={12} />}
        empty={data =>
          data === null ? (
            <Empty title={t('measure:result.emptyTitle')} action={read}>
              {campaign.data?.finalReadAt
                ? t('measure:result.empty', { day: f.day(campaign.data.finalReadAt) })
                : t('measure:result.notLaunched')}
            </Empty>
          ) : null
        }
      >
        {data => data && <Content view={data} />}
      </QueryView>
    </Page>
  );
}
