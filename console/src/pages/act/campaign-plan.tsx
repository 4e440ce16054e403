/** The plan as it was fixed: goal, audience, control, budget, schedule, outcome window, assumptions. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useWaterfall } from '../../api/act.ts';
import { useSegment } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { goalFigure } from './goal-figure.ts';

function Goal({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { goal, planning } = view.definition;
  return (
    <Section title={t('act:plan.goal')}>
      <Facts
        facts={[
          { label: t('act:plan.statement'), value: goal.statement },
          { label: t('act:plan.metric'), value: t(`act:metric.${goal.metric}`) },
          { label: t('act:plan.baseline'), value: goalFigure(f, goal.metric, goal.baseline) },
          { label: t('act:plan.target'), value: goalFigure(f, goal.metric, goal.target) },
          { label: t('act:plan.due'), value: goal.dueDate },
          ...(planning
            ? [
                { label: t('act:plan.baseRate'), value: f.percent(planning.baseRate) },
                {
                  label: t('act:plan.valuePerBuyer', { money: t(`understand:valueIs.${planning.valueIs}`) }),
                  value: f.money(planning.valuePerBuyerMinor),
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

/** The dated final read; before launch the date it will have when launched as planned. */
function useFinalRead(view: CampaignView): string {
  const { t } = useTranslation();
  const f = useFormat();
  const mayStart = view.state === 'draft' || view.state === 'approved';
  const planned = useWaterfall(view.definition.name, view.version, mayStart);
  if (view.finalReadAt) return f.time(view.finalReadAt);
  const at = planned.data?.finalReadAt;
  return at ? t('act:plan.finalReadPlanned', { day: f.day(at) }) : t('act:plan.finalReadLater');
}

function Rest({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const finalRead = useFinalRead(view);
  const { audience, control, budget, schedule, outcome, policy } = view.definition;
  const segment = useSegment(audience.segment);
  return (
    <Section title={t('act:plan.conditions')}>
      <Facts
        facts={[
          {
            label: t('act:plan.audience'),
            value: (
              <Link to={`/decide/segments/${audience.segment}`}>
                {segment.data?.title ?? audience.segment}
              </Link>
            ),
          },
          {
            label: t('act:plan.control'),
            value:
              control.share === 0
                ? t('act:plan.noControl', { reason: control.absenceReason })
                : f.percent(control.share, 0),
          },
          { label: t('act:plan.budget'), value: f.moneyExact(budget.capMinor) },
          {
            label: t('act:plan.costs'),
            value: t('act:plan.costsOf', {
              contact: f.moneyExact(budget.contactCostMinor),
              fixed: f.moneyExact(budget.fixedCostMinor),
            }),
          },
          {
            label: t('act:plan.schedule'),
            value: t('act:plan.scheduleOf', {
              start: f.time(schedule.startsAt),
              hours: schedule.spreadHours,
            }),
          },
          {
            label: t('act:plan.hours'),
            value: t('act:plan.hoursOf', { from: policy.sendFromHour, to: policy.sendToHour }),
          },
          {
            label: t('act:plan.caps'),
            value: f.join(policy.caps.map(cap => t('act:plan.cap', { n: cap.count, days: cap.windowDays }))),
          },
          {
            label: t('act:plan.stopAt'),
            value: t('act:plan.stopAtOf', {
              rejected: f.percent(policy.stopAt.rejectedShare, 0),
              complained: f.percent(policy.stopAt.complainedShare, 1),
              temporary: f.percent(policy.stopAt.temporaryShare, 0),
            }),
          },
          {
            label: t('act:plan.window'),
            value: t('act:plan.windowOf', { days: outcome.windowDays, lag: outcome.refundLagDays }),
          },
          {
            label: t('act:campaigns.finalRead'),
            value: finalRead,
          },
        ]}
      />
    </Section>
  );
}

export function CampaignPlan({ view }: { view: CampaignView }) {
  return (
    <div className="grid-2">
      <Goal view={view} />
      <Rest view={view} />
    </div>
  );
}
