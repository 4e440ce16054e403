/** The way from an empty house to the first campaign, step by step, with what is done marked; gone once it is walked. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../../../src/records/home.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Section } from '../../ui/page.tsx';

type Steps = Home['firstSteps'];

const steps: readonly { readonly step: keyof Steps; readonly to: string }[] = [
  { step: 'data', to: '/collect/imports/new' },
  { step: 'definition', to: '/collect/sales-definition' },
  { step: 'review', to: '/understand/review' },
  { step: 'segment', to: '/decide/opportunities' },
  { step: 'campaign', to: '/decide/segments' },
];

export function FirstSteps({ done }: { done: Steps }) {
  const { t } = useTranslation();
  const next = steps.find(({ step }) => !done[step])?.step;
  if (done.campaign) return null;
  return (
    <Section title={t('home:steps.title')} note={t('home:steps.note')}>
      <ol className="first-steps">
        {steps.map(({ step, to }) => (
          <li
            key={step}
            className={done[step] ? 'done' : undefined}
            {...(step === next ? { 'aria-current': 'step' as const } : {})}
          >
            <h3>
              {done[step] ? (
                <Link to={to}>{t(`home:steps.${step}.title`)}</Link>
              ) : (
                t(`home:steps.${step}.title`)
              )}
            </h3>
            <p className="muted small">{t(done[step] ? 'home:steps.done' : `home:steps.${step}.text`)}</p>
            {step === next && (
              <LinkButton to={to} type="primary" size="small">
                {t(`home:steps.${step}.action`)}
              </LinkButton>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
