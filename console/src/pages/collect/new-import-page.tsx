/**
 * A new import in four steps: file, columns, the questions the total depends on, and the import itself. The address
 * holds the upload, the kind, the step and the job, so the page may be left and found again.
 */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ImportKind } from '../../../../src/records/mapping.ts';
import { focusPage } from '../../ui/focus.ts';
import { Page } from '../../ui/page.tsx';
import { CheckStep } from './check-step.tsx';
import { FileStep } from './file-step.tsx';
import { importKinds } from './mapping-fields.ts';
import { MappingStep } from './mapping-step.tsx';
import { RunStep } from './run-step.tsx';

const steps = ['file', 'columns', 'check', 'run'] as const;
type Step = (typeof steps)[number];

function StepList({ current }: { current: Step }) {
  const { t } = useTranslation();
  const at = steps.indexOf(current);
  return (
    <ol className="steps">
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < at ? 'done' : undefined}
          {...(step === current ? { 'aria-current': 'step' as const } : {})}
        >
          {t(`collect:step.${step}`)}
        </li>
      ))}
    </ol>
  );
}

const stepOf = (search: URLSearchParams): Step => {
  const asked = steps.find(step => step === search.get('step')) ?? 'file';
  return search.get('upload') ? asked : 'file';
};

/** The button that leads to the next step goes away with its own. */
function useFocusOnStep(step: Step) {
  const last = useRef(step);
  useEffect(() => {
    if (last.current !== step) focusPage();
    last.current = step;
  }, [step]);
}

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const step = stepOf(search);
  useFocusOnStep(step);
  const uploadId = search.get('upload') ?? '';
  const kind: ImportKind = importKinds.find(each => each === search.get('kind')) ?? 'orders';
  const jobId = search.get('job');
  const go = (next: Record<string, string>) =>
    setSearch(previous => {
      const address = new URLSearchParams(previous);
      for (const [name, value] of Object.entries(next)) address.set(name, value);
      return address;
    });
  return (
    <Page
      title={t('collect:new.title')}
      question={t('collect:new.question')}
      back={{ to: '/collect/imports', label: t('collect:imports.title') }}
    >
      <StepList current={step} />
      {step === 'file' && (
        <FileStep
          kind={kind}
          onKind={next => go({ kind: next })}
          onUploaded={upload => go({ upload, step: 'columns', job: '' })}
        />
      )}
      {step === 'columns' && (
        <MappingStep
          uploadId={uploadId}
          kind={kind}
          onBack={() => go({ step: 'file' })}
          onNext={() => go({ step: 'check', job: '' })}
        />
      )}
      {step === 'check' && (
        <CheckStep
          uploadId={uploadId}
          kind={kind}
          jobId={jobId || null}
          onJob={job => go({ job })}
          onBack={() => go({ step: 'columns', job: '' })}
          onCommit={job => go({ step: 'run', job })}
        />
      )}
      {step === 'run' && jobId && <RunStep jobId={jobId} />}
    </Page>
  );
}
