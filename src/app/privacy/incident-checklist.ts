/** The checklist of an incident from its log of steps: what was done when and by whom, and whether it was in time. */

import type { IncidentStep } from '../../records/incident.ts';
import { type IncidentStepName, incidentSteps } from '../../records/incident-names.ts';

/**
 * Hours since the finding within which the law wants a step done: GDPR 33(1) gives 72 for the authority. PIPL 57 says
 * at once, and neither names hours for the people, so nothing else has a target.
 */
const targetHours: Partial<Record<IncidentStepName, number>> = { 'authority-told': 72 };

export interface StepEntry {
  readonly step: IncidentStepName;
  readonly at: Date;
  readonly by: string;
}

/** One line a step, the first entry of each; `late` also while an open step's time has passed. */
export function checklistOf(
  entries: readonly StepEntry[],
  { foundAt, now }: { readonly foundAt: Date; readonly now: Date },
): IncidentStep[] {
  return incidentSteps.map(step => {
    const first = entries.find(entry => entry.step === step);
    const hours = targetHours[step];
    const due = hours === undefined ? null : new Date(foundAt.getTime() + hours * 3_600_000);
    return {
      step,
      at: first?.at.toISOString() ?? null,
      by: first?.by ?? null,
      elapsedSeconds: first ? Math.round((first.at.getTime() - foundAt.getTime()) / 1000) : null,
      dueAt: due?.toISOString() ?? null,
      late: due !== null && (first?.at ?? now) > due,
    };
  });
}
