/**
 * What must be there before a campaign may be approved. Everything returned is a catalogue code, so that the form,
 * the API and the command line say the same.
 */
import type { CampaignDefinition } from '../records/campaign.ts';

const hasUnsubscribe = (body: string) => /\{\{-?\s*unsubscribe_url\b/.test(body);

function missingInMessage(definition: CampaignDefinition): string[] {
  const { message } = definition;
  const missing: string[] = [];
  if (message.channel === 'file') {
    if (!message.text.trim()) missing.push('campaign-text-missing');
    else if (!/退订|拒收|unsubscribe|opt out/i.test(message.text)) missing.push('campaign-opt-out-missing');
    return missing;
  }
  if (!message.subject.trim()) missing.push('campaign-subject-missing');
  if (/[\r\n]/.test(message.subject + message.senderName + message.senderAddress)) {
    missing.push('campaign-header-line-break');
  }
  if (!message.mjml.trim()) missing.push('campaign-body-missing');
  else if (!hasUnsubscribe(message.mjml)) missing.push('campaign-unsubscribe-missing');
  if (!/^[^\s@]+@[^\s@]+$/.test(message.senderAddress)) missing.push('campaign-sender-missing');
  return missing;
}

/** Codes of everything that keeps the definition from approval; empty when it may be approved. */
export function missingForApproval(definition: CampaignDefinition): string[] {
  const missing = definition.audience.retrospective ? [] : missingInMessage(definition);
  if (definition.control.share === 0 && !definition.control.absenceReason.trim()) {
    missing.push('campaign-control-sign-off-missing');
  }
  if (definition.policy.sendToHour <= definition.policy.sendFromHour) missing.push('campaign-hours-reversed');
  if (definition.goal.dueDate < definition.schedule.startsAt.slice(0, 10))
    missing.push('campaign-goal-before-start');
  if (!definition.planning) missing.push('campaign-planning-missing');
  return missing;
}

/**
 * The dated final read: end of the last person's outcome window plus the refund lag. `lastSlotAt` is the latest
 * personal slot of the frozen audience.
 */
export function finalReadAt(definition: CampaignDefinition, lastSlotAt: Date): Date {
  const days = definition.outcome.windowDays + definition.outcome.refundLagDays;
  return new Date(lastSlotAt.getTime() + days * 86_400_000);
}
