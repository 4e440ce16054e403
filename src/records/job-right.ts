/** Who may stop or repeat long work: whoever may begin it. A canceled erasure or rotation is nobody else's to go on with. */
import type { Permission } from './permission.ts';

/** By kind, the right of the route or the schedule that begins the work. */
export const jobRights: Readonly<Record<string, Permission>> = {
  'audit-verify': 'audit.read',
  backup: 'backup.change',
  'backup-scheduled': 'backup.change',
  'campaign-result': 'result.change',
  channels: 'review.change',
  erase: 'customer.erase',
  'event-replay': 'event.refused.change',
  features: 'review.change',
  'identity-preview': 'identity.settings.change',
  'identity-rebuild': 'identity.settings.change',
  import: 'import.change',
  'import-undo': 'import.change',
  'keys-rotate': 'key-ring.change',
  opportunities: 'review.change',
  products: 'review.change',
  pull: 'pull.run',
  'pull-reconcile': 'pull.run',
  quality: 'quality.run',
  review: 'review.change',
  'review-document': 'review.change',
};

/** The right a kind of work asks for, besides `job.change`; a kind nobody named asks for nothing more. */
export const jobRight = (kind: string): Permission => jobRights[kind] ?? 'job.change';
