/** The figures of a retrospective: goal against result and control, sends, the funnel, forecast against control. */
import { useTranslation } from 'react-i18next';
import type { RetrospectiveDocument } from '../../../../src/records/retrospective.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Facts, Stat, Stats, Tag } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { Waterfall } from '../../ui/waterfall.tsx';
import { goalFigure } from '../act/goal-figure.ts';

interface Props {
  readonly retro: RetrospectiveDocument;
}

const asMetric = (metric: string) => (metric === 'orders' || metric === 'value' ? metric : 'buyers');

export function GoalSection({ retro }: Props) {
  const { t } = useTranslation();
  const f = useFormat(retro.currency);
  const { goal } = retro;
  const metric = asMetric(goal.metric);
  const figure = (value: number | null) => goalFigure(f, metric, value);
  const { effect } = goal;
  const difference = (value: number) => (metric === 'buyers' ? f.points(value) : figure(value));
  return (
    <Section title={t('learn:goal.title')} note={t('learn:goal.note', { day: f.time(retro.asOf) })}>
      <div className="stack">
        <p>
          <Tag
            tone={goal.reached === 'reached' ? 'more' : goal.reached === 'not-reached' ? 'less' : 'outline'}
          >
            {t(`learn:goal.reached.${goal.reached}`)}
          </Tag>{' '}
          {goal.text}
        </p>
        {goal.control !== null && goal.target !== null && goal.control >= goal.target && (
          <p className="muted">{t('learn:goal.controlPassed', { control: figure(goal.control) })}</p>
        )}
        <Stats>
          <Stat
            label={`${t('learn:goal.wanted')} · ${t(`act:metric.${metric}`)}`}
            value={figure(goal.target)}
            range={goal.by ? `${t('act:plan.baseline')} ${figure(goal.baseline)} · ${goal.by}` : undefined}
          />
          <Stat label={t('learn:goal.treated')} value={figure(goal.treated)} />
          <Stat label={t('learn:goal.control')} value={figure(goal.control)} />
          <Stat
            label={t('learn:goal.effect')}
            value={effect?.estimate == null ? '–' : difference(effect.estimate)}
            range={
              effect?.lo != null && effect.hi != null
                ? f.between(difference(effect.lo), difference(effect.hi))
                : undefined
            }
          />
        </Stats>
      </div>
    </Section>
  );
}

const sendCounts = ['sent', 'delivered', 'failed', 'unknown', 'unsubscribed'] as const;

export function SendsSection({ retro }: Props) {
  const { t } = useTranslation();
  const f = useFormat(retro.currency);
  const texts = useCodeTexts();
  const { sends } = retro;
  // Where no channel reports deliveries a nought would read as if nothing had arrived.
  const shown = sendCounts.filter(name => name !== 'delivered' || sends.delivered > 0);
  return (
    <Section title={t('learn:sends.title')}>
      <div className="stack">
        <Stats>
          <Stat
            label={t('learn:sends.assigned')}
            value={f.count(sends.assigned.treatment + sends.assigned.control)}
            range={t('learn:sends.assignedOf', {
              treatment: f.count(sends.assigned.treatment),
              control: f.count(sends.assigned.control),
            })}
          />
          {shown.map(name => (
            <Stat key={name} label={t(`learn:sends.${name}`)} value={f.count(sends[name])} />
          ))}
          <Stat label={t('learn:sends.cost')} value={f.moneyExact(sends.costMinor)} />
        </Stats>
        {sends.notSent.length === 0 ? (
          <p className="muted">{t('learn:sends.none')}</p>
        ) : (
          <Table
            dense
            caption={t('learn:sends.reason')}
            rows={sends.notSent}
            rowKey={row => row.reason}
            columns={[
              {
                key: 'reason',
                title: t('learn:sends.reason'),
                head: true,
                render: row => texts(row.reason).message,
              },
              {
                key: 'treatment',
                title: t('measure:arm.treatment'),
                align: 'right',
                render: row => f.count(row.treatment),
              },
              {
                key: 'control',
                title: t('measure:arm.control'),
                align: 'right',
                render: row => f.count(row.control),
              },
            ]}
          />
        )}
      </div>
    </Section>
  );
}

export function FunnelSection({ retro }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  if (retro.waterfall.length === 0) return null;
  const last = retro.waterfall.length - 1;
  return (
    <Section title={t('learn:funnel.title')}>
      <Waterfall
        caption={t('learn:funnel.title')}
        rows={retro.waterfall.map((line, index) => ({
          key: `${line.step}-${line.reason}`,
          label: texts(line.reason ?? line.step).message,
          lost: line.lost,
          left: line.remaining,
          lostText: line.lost > 0 ? `−${f.count(line.lost)}` : '–',
          leftText: f.count(line.remaining),
          total: index === 0 || index === last,
          reasons: [],
        }))}
      />
    </Section>
  );
}

const shareText = (f: Format, share: number | null) => (share === null ? '–' : f.percent(share));

export function ForecastSection({ retro }: Props) {
  const { t } = useTranslation();
  const f = useFormat(retro.currency);
  const { forecast } = retro;
  return (
    <Section title={t('learn:forecast.title')} note={t('learn:forecast.note')}>
      <div className="stack-tight">
        <p>
          <strong>{t(`learn:forecast.verdict.${forecast.verdict}`)}</strong>
        </p>
        <Facts
          facts={[
            {
              label: t('learn:forecast.forecast'),
              value: forecast.forecast
                ? t('learn:forecast.range', {
                    estimate: f.money(forecast.forecast.estimateMinor),
                    level: f.percent(forecast.forecast.level, 0),
                    range: f.moneyRange(forecast.forecast.loMinor, forecast.forecast.hiMinor),
                    days: forecast.horizonDays,
                  })
                : '–',
            },
            {
              label: t('learn:forecast.actual'),
              value:
                forecast.actualMinor === null
                  ? '–'
                  : t('learn:forecast.actualOf', {
                      amount: f.money(forecast.actualMinor),
                      n: f.count(forecast.people),
                      days: forecast.windowDays,
                    }),
            },
            {
              label: t('learn:forecast.share', { days: forecast.windowDays }),
              value: t('learn:forecast.shareOf', {
                planned: shareText(f, forecast.baseRate.planned),
                actual: shareText(f, forecast.baseRate.actual),
              }),
            },
          ]}
        />
      </div>
    </Section>
  );
}
