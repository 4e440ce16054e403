/** The audience before launch: every loss with its reason and names, what the control costs and what can be seen. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type {
  CampaignView,
  RevealCheck,
  Waterfall as WaterfallRecord,
} from '../../../../src/records/campaign.ts';
import { useWaterfall } from '../../api/act.ts';
import { type CodeTexts, useCodeTexts } from '../../api/texts.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Answer, Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Waterfall, type WaterfallRow } from '../../ui/waterfall.tsx';

function rowsOf(data: WaterfallRecord, texts: CodeTexts, f: Format): WaterfallRow[] {
  const last = data.steps.length - 1;
  return data.steps.map((step, index) => ({
    key: step.step,
    label: texts(step.step).message,
    lost: step.lost,
    left: step.left,
    lostText: step.lost > 0 ? `−${f.count(step.lost)}` : '–',
    leftText: f.count(step.left),
    total: index === 0 || index === last,
    reasons: step.reasons.map(reason => ({
      key: reason.reason,
      label: texts(reason.reason).message,
      count: f.count(reason.count),
      people: reason.examples.map(person => (
        <Link
          key={person.customerId}
          to={`/understand/customers/${person.customerId}`}
          style={{ marginRight: 12 }}
        >
          {person.name || person.address || person.customerId.slice(-6)}
        </Link>
      )),
    })),
  }));
}

/** What the same campaign over several rounds could tell; nothing where one run can, or nobody can say. */
function Programme({ programme }: { programme: RevealCheck['programme'] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!programme) return null;
  const { rounds, roundsHalfSame } = programme;
  if (rounds === null) return <p>{t('act:reveal.programmeNever')}</p>;
  return (
    <p>
      {t('act:reveal.programme', { n: f.count(rounds) })}{' '}
      {roundsHalfSame === null
        ? t('act:reveal.programmeHalfNever')
        : t('act:reveal.programmeHalf', { n: f.count(roundsHalfSame) })}
    </p>
  );
}

function Reveal({ reveal }: { reveal: RevealCheck }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const per100 = (value: number | null) =>
    value === null ? '–' : t('decide:fact.perHundred', { n: f.perHundred(value) });
  return (
    <Section title={t('act:reveal.title')} note={t('act:reveal.note')}>
      <div className="stack">
        <Notice tone={reveal.provable ? 'info' : 'warn'}>
          <strong>
            {
              texts(reveal.verdictCode, {
                points: reveal.mde === null ? '–' : f.perHundred(reveal.mde),
                breakEven: reveal.breakEvenLift === null ? '–' : f.perHundred(reveal.breakEvenLift),
              }).message
            }
          </strong>{' '}
          {reveal.proposedShare !== null &&
            reveal.proposedShare !== reveal.controlShare &&
            t('act:reveal.proposed', { share: f.percent(reveal.proposedShare, 0) })}
          <Programme programme={reveal.programme} />
        </Notice>
        <Facts
          facts={[
            {
              label: t('act:reveal.control'),
              value: t('act:reveal.controlOf', {
                share: f.percent(reveal.controlShare, 0),
                n: f.count(reveal.controlPeople),
              }),
            },
            {
              label: t('act:reveal.buyers'),
              value: reveal.expectedControlBuyers === null ? '–' : f.count(reveal.expectedControlBuyers),
            },
            { label: t('act:reveal.mde'), value: per100(reveal.mde) },
            { label: t('decide:fact.breakEven'), value: per100(reveal.breakEvenLift) },
            {
              label: t('act:reveal.price'),
              value:
                reveal.controlPriceMinor === null
                  ? '–'
                  : t('act:reveal.priceOf', { price: f.money(reveal.controlPriceMinor) }),
            },
          ]}
        />
      </div>
    </Section>
  );
}

function Funnel({ data }: { data: WaterfallRecord }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const deferred = data.steps.reduce((sum, step) => sum + step.deferred, 0);
  return (
    <>
      <Answer basis={t('act:waterfall.basis', { at: f.time(data.computedAt) })}>
        {t('act:waterfall.answer', {
          segment: f.count(data.segmentCount),
          sends: f.count(data.expectedSends),
          control: f.count(data.control),
          cost: f.money(data.expectedCostMinor),
        })}
      </Answer>
      <Section title={t('act:waterfall.title')} note={t('act:waterfall.note')}>
        <Waterfall caption={t('act:waterfall.title')} rows={rowsOf(data, texts, f)} />
        {deferred > 0 && (
          <p className="muted small">{t('act:waterfall.deferred', { n: f.count(deferred) })}</p>
        )}
        {data.finalReadAt && (
          <p className="muted small">{t('act:waterfall.finalRead', { day: f.day(data.finalReadAt) })}</p>
        )}
      </Section>
      <Reveal reveal={data.reveal} />
      {data.overlaps.length > 0 && (
        <Notice tone="warn">
          {t('act:waterfall.overlaps')}
          <ul>
            {data.overlaps.map(overlap => (
              <li key={overlap.campaign}>
                <Link to={`/act/campaigns/${overlap.campaign}`}>{overlap.title}</Link>{' '}
                {t('act:waterfall.overlap', { n: f.count(overlap.people), day: f.day(overlap.startsAt) })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

export function WaterfallSection({ view }: { view: CampaignView }) {
  const waterfall = useWaterfall(view.definition.name, view.version, true);
  return (
    <QueryView query={waterfall} skeleton={<Skeleton lines={10} />}>
      {data => <Funnel data={data} />}
    </QueryView>
  );
}
