/**
 * What each stage brings to the house, one line a piece: its routes, its long work and what it wants called again
 * and again. The only list of all stages; everything that serves or runs reads it.
 */
import { calendarRoutes } from '../act/calendar.route.ts';
import { campaignRoutes } from '../act/campaign.route.ts';
import { campaignFileRoutes } from '../act/campaign-file.route.ts';
import { campaignTick } from '../act/campaign-tick.job.ts';
import { mailboxRoutes } from '../act/mailbox.route.ts';
import { unsubscribeRoutes } from '../act/unsubscribe.route.ts';
import { hookRoutes } from '../collect/hooks/hook.route.ts';
import { householdTick } from '../collect/households/household.job.ts';
import { householdRoutes } from '../collect/households/household.route.ts';
import { identityTick } from '../collect/identity/identity.job.ts';
import { identityRoutes } from '../collect/identity/identity.route.ts';
import { previewJob, rebuildJob } from '../collect/identity/settings.job.ts';
import { identitySettingsRoutes } from '../collect/identity/settings.route.ts';
import { importJob, importTick, importUndoJob } from '../collect/import/import.job.ts';
import { importRoutes } from '../collect/import/import.route.ts';
import { savedMappingRoutes } from '../collect/mappings/saved-mapping.route.ts';
import { carryRegionsTick } from '../collect/people/carry-regions.store.ts';
import { customerRoutes } from '../collect/profile/customers.route.ts';
import { pullJob, reconcileJob } from '../collect/pull/pull.job.ts';
import { pullRoutes } from '../collect/pull/pull.route.ts';
import { pullSourceRoutes } from '../collect/pull/pull-source.route.ts';
import { qualityJob } from '../collect/quality/quality.job.ts';
import { qualityRoutes } from '../collect/quality/quality.route.ts';
import { exclusionRoutes } from '../collect/totals/exclusions.route.ts';
import { salesDefinitionRoutes } from '../collect/totals/sales-definition.route.ts';
import { eventRoutes } from '../collect/track/events.route.ts';
import { refusedEventRoutes } from '../collect/track/refused-events.route.ts';
import { eventReplayJob } from '../collect/track/replay.job.ts';
import { trackingPlanRoutes } from '../collect/track/tracking-plan.route.ts';
import { watchRoutes } from '../collect/watch/watch.route.ts';
import { opportunitiesJob } from '../decide/opportunities.job.ts';
import { opportunityRoutes } from '../decide/opportunity.route.ts';
import { segmentRoutes } from '../decide/segment.route.ts';
import { learnRoutes } from '../learn/retrospective.route.ts';
import { resultJob, resultTick } from '../measure/result.job.ts';
import { resultRoutes } from '../measure/result.route.ts';
import type { AnyJob, TickDef } from '../records/job-definition.ts';
import type { AnyRoute } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { cityTierRoutes } from '../understand/behaviour/city-tiers.route.ts';
import { channelCostRoutes } from '../understand/channels/channel-costs.route.ts';
import { channelsJob } from '../understand/channels/channels.job.ts';
import { reviewChannelRoutes } from '../understand/channels/channels.route.ts';
import { cutChoiceRoutes } from '../understand/cut-choice/cut-choice.route.ts';
import { featuresJob } from '../understand/features.job.ts';
import { productActionRoutes } from '../understand/products/product-actions.route.ts';
import { productsJob } from '../understand/products/products.job.ts';
import { productRoutes } from '../understand/products/products.route.ts';
import { reviewDocumentJob } from '../understand/review.job.ts';
import { reviewRoutes } from '../understand/review.route.ts';
import { accountLinkRoutes } from './access/account-links.route.ts';
import { approvalRoutes } from './access/approvals.route.ts';
import { dataScopeRoutes } from './access/data-scope.route.ts';
import { listExportRoutes } from './access/list-export.route.ts';
import { ownAccountRoutes } from './access/own-account.route.ts';
import { accountRoutes } from './accounts.route.ts';
import { apiKeyRoutes } from './api-keys.route.ts';
import { backupJob } from './backup.job.ts';
import { backupRoutes } from './backup.route.ts';
import { backupScheduleRoutes } from './backups/backup-schedule.route.ts';
import { scheduledBackupJob, scheduledBackupTick } from './backups/scheduled-backup.job.ts';
import type { ChannelDesk } from './channel-desk.ts';
import { channelRoutes } from './channels.route.ts';
import type { AppContext } from './context.ts';
import { healthRoutes } from './health/health.route.ts';
import { homeRoutes } from './home.route.ts';
import { jobRoutes } from './jobs.route.ts';
import type { JobDesk } from './jobs.ts';
import { retireKeysTick, rotateKeysJob } from './keys/keys.job.ts';
import { keyRingRoutes } from './keys/keys.route.ts';
import { forgettingTick, outboxTick } from './outbox-tick.ts';
import { auditRoutes, auditVerifyJob } from './privacy/audit.route.ts';
import { checkpointTick, sealTick } from './privacy/audit-checkpoint.ts';
import { incidentRoutes } from './privacy/incidents.route.ts';
import { eraseJob, privacyRoutes, purgeTick } from './privacy/privacy.route.ts';
import { pullTick } from './pull-schedule.ts';
import { qualityTick } from './quality/quality-schedule.ts';
import { reviewJob } from './review.job.ts';
import { scheduledReviewTick } from './reviews/review-schedule.job.ts';
import { reviewScheduleRoutes } from './reviews/review-schedule.route.ts';
import { savedViewRoutes } from './saved-views.route.ts';
import { scheduleRoutes } from './schedules.route.ts';
import { settingsRoutes } from './settings.route.ts';
import { textRoutes } from './texts.route.ts';
import { userSessionRoutes } from './user-sessions.route.ts';
import { watchTick } from './watch/watch-tick.ts';

export const stageRoutes: readonly AnyRoute<StoreContext>[] = [
  ...customerRoutes,
  ...householdRoutes,
  ...identityRoutes,
  ...identitySettingsRoutes,
  ...exclusionRoutes,
  ...salesDefinitionRoutes,
  ...importRoutes,
  ...savedMappingRoutes,
  ...pullSourceRoutes,
  ...pullRoutes,
  ...watchRoutes,
  ...qualityRoutes,
  ...eventRoutes,
  ...refusedEventRoutes,
  ...trackingPlanRoutes,
  ...hookRoutes,
  ...campaignRoutes,
  ...campaignFileRoutes,
  ...calendarRoutes,
  ...mailboxRoutes,
  ...unsubscribeRoutes,
  ...reviewRoutes,
  ...cityTierRoutes,
  ...cutChoiceRoutes,
  ...productRoutes,
  ...productActionRoutes,
  ...reviewChannelRoutes,
  ...channelCostRoutes,
  ...opportunityRoutes,
  ...segmentRoutes,
  ...resultRoutes,
  ...learnRoutes,
];

/** Every route of the house: the stages' and those of the server itself. */
export const allRoutes = (
  app: Pick<AppContext, 'useSettings' | 'disk'>,
  desk: JobDesk,
  channels: ChannelDesk,
): readonly AnyRoute<StoreContext>[] => [
  ...stageRoutes,
  ...accountRoutes,
  ...userSessionRoutes,
  ...dataScopeRoutes,
  ...listExportRoutes,
  ...savedViewRoutes,
  ...accountLinkRoutes,
  ...ownAccountRoutes,
  ...approvalRoutes,
  ...apiKeyRoutes,
  ...backupRoutes,
  ...backupScheduleRoutes,
  ...reviewScheduleRoutes,
  ...keyRingRoutes,
  ...healthRoutes(app.disk),
  ...textRoutes,
  ...auditRoutes,
  ...channelRoutes(channels),
  ...privacyRoutes,
  ...incidentRoutes,
  ...homeRoutes(desk),
  ...settingsRoutes(app.useSettings),
  ...jobRoutes(desk),
  ...scheduleRoutes,
];

export const stageJobs: readonly AnyJob<StoreContext>[] = [
  importJob,
  importUndoJob,
  pullJob,
  reconcileJob,
  eventReplayJob,
  qualityJob,
  reviewJob,
  reviewDocumentJob,
  productsJob,
  channelsJob,
  featuresJob,
  opportunitiesJob,
  resultJob,
  auditVerifyJob,
  eraseJob,
  backupJob,
  rotateKeysJob,
  previewJob,
  rebuildJob,
];

/** Every kind of long work of a server: the stages' and what needs to know its disk. */
export const allJobs = (app: Pick<AppContext, 'disk'>): readonly AnyJob<StoreContext>[] => [
  ...stageJobs,
  scheduledBackupJob(app.disk),
];

const campaigns: TickDef<StoreContext> = {
  name: 'campaigns',
  everySeconds: 2,
  async run(ctx) {
    const { decided, closed } = await campaignTick(ctx);
    return decided + closed;
  },
};

export const stageTicks: readonly TickDef<StoreContext>[] = [
  campaigns,
  importTick,
  carryRegionsTick,
  resultTick,
  outboxTick,
  identityTick,
  householdTick,
  forgettingTick,
  sealTick,
  checkpointTick,
  purgeTick,
  retireKeysTick,
];

/** Every tick of a server: the stages' and those that start long work. */
export const allTicks = (desk: JobDesk): readonly TickDef<StoreContext>[] => [
  ...stageTicks,
  scheduledBackupTick(desk),
  scheduledReviewTick(desk),
  qualityTick(desk),
  pullTick(desk),
  watchTick(desk),
];
