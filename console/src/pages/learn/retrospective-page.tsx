/** A campaign's retrospective: the figures filled in, the lessons written down, then closed and kept. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { RetrospectiveView } from '../../../../src/records/retrospective.ts';
import { useFreeze, useRetrospective } from '../../api/measure.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { VerdictTag } from '../measure/verdict-tag.tsx';
import { LessonsForm } from './lessons-form.tsx';
import { ForecastSection, FunnelSection, GoalSection, SendsSection } from './retrospective-figures.tsx';

function View({ view }: { view: RetrospectiveView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { document: retro } = view;
  const freeze = useFreeze(retro.campaign);
  return (
    <Page
      title={t('learn:retro.title', { title: retro.title })}
      question={retro.verdict && <VerdictTag word={retro.verdict.word} />}
      back={{ to: '/learn/retrospectives', label: t('learn:retrospectives.title') }}
      actions={
        <>
          <LinkButton to={`/measure/results/${retro.campaign}`}>{t('learn:retro.toResult')}</LinkButton>
          <Button onClick={() => window.print()}>{t('understand:review.print')}</Button>
          {view.frozenAt === null && (
            <May needs="lesson.change">
              <Confirm
                label={t('learn:retro.freeze')}
                title={t('learn:retro.freezeTitle')}
                confirmLabel={t('learn:retro.freeze')}
                button={{ type: 'primary' }}
                run={() => freeze.mutateAsync(null)}
              >
                {t('learn:retro.freezeText')}
              </Confirm>
            </May>
          )}
        </>
      }
    >
      {view.frozenAt && <Notice>{t('learn:retro.frozen', { day: f.time(view.frozenAt) })}</Notice>}
      {view.stale && <Notice tone="warn">{t('learn:retro.stale')}</Notice>}
      <GoalSection retro={retro} />
      <SendsSection retro={retro} />
      <FunnelSection retro={retro} />
      <ForecastSection retro={retro} />
      <LessonsForm key={view.updatedAt} view={view} />
    </Page>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { campaign = '' } = useParams();
  const retrospective = useRetrospective(campaign);
  if (retrospective.data) return <View view={retrospective.data} />;
  return (
    <Page
      title={t('learn:retrospectives.title')}
      back={{ to: '/learn/retrospectives', label: t('learn:retrospectives.title') }}
    >
      <QueryView query={retrospective} skeleton={<Skeleton lines={10} />}>
        {() => (
          <Empty
            title={t('learn:retro.emptyTitle')}
            action={<LinkButton to={`/measure/results/${campaign}`}>{t('learn:retro.toResult')}</LinkButton>}
          >
            {t('learn:retro.empty')}
          </Empty>
        )}
      </QueryView>
    </Page>
  );
}
