/** Campaigns over HTTP: define, check, approve, launch, pause, resume, cancel, and see where one stands. */
import { z } from 'zod';
import { textOf } from '../kernel/catalogue.ts';
import { badInput, conflict } from '../kernel/errors.ts';
import type { Locale } from '../kernel/settings.ts';
import {
  type CampaignDefinition,
  type CampaignState,
  campaignDefinition,
  campaignStatus,
  campaignView,
  decisionTrace,
  messagePreview,
  slug,
  waterfall,
} from '../records/campaign.ts';
import { campaignList, campaignListQuery } from '../records/campaign-list.ts';
import { type Caller, routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { loadCampaign, moveCampaign, saveDefinition, viewOf } from './campaign.store.ts';
import { missingForApproval } from './campaign-lint.ts';
import { findCampaignPage } from './campaign-list.store.ts';
import { cancelCampaign, loadCancelEffect } from './cancel.store.ts';
import { isConfigured, loadChannelState } from './channel-health.store.ts';
import { shownChannel } from './channel-words.ts';
import { launchCampaign } from './launch.store.ts';
import { loadPreview } from './preview.store.ts';
import { requireRenderable } from './renderable.ts';
import { assignRetrospectively } from './retrospective-assignment.store.ts';
import { loadStatus } from './status.store.ts';
import { computeWaterfall } from './waterfall.store.ts';
import { loadDecisionTrace } from './why.store.ts';

const route = routesFor<StoreContext>();
const params = z.object({ name: slug });

/**
 * Refuses an `smtp` campaign while no running server has a mail server: it would wait without end. Throws
 * `channel-not-configured-smtp`. The sandbox comes with every server.
 */
async function requireChannel(ctx: StoreContext, { message, audience }: CampaignDefinition): Promise<void> {
  if (message.channel !== 'smtp' || audience.retrospective) return;
  if (await isConfigured(ctx, 'smtp')) return;
  throw conflict('channel-not-configured-smtp', {
    path: 'message.channel',
    received: 'smtp',
    expected: 'REKINDLE_SMTP_URL',
  });
}

/**
 * Approves when nothing is missing, the message renders and its channel can be used. Throws `campaign-incomplete` with
 * the list in words, `campaign-template`, `campaign-public-url-missing` or `channel-not-configured-smtp`.
 */
export async function approveCampaign(ctx: StoreContext, name: string, caller: Pick<Caller, 'locale'>) {
  const { definition } = await loadCampaign(ctx.pg, name);
  const missing = missingForApproval(definition);
  if (missing.length > 0) {
    const words = missing.map(code => textOf(code, caller.locale).message).join('; ');
    throw badInput('campaign-incomplete', { params: { name, missing: words }, received: missing.join(', ') });
  }
  if (!definition.audience.retrospective) await requireRenderable(ctx, definition);
  await requireChannel(ctx, definition);
  return viewOf(
    await ctx.pg.transaction().execute(trx => moveCampaign(trx, ctx, { name, command: 'approve' })),
  );
}

/**
 * Launches: freezes the audience and starts, or assigns people whose outcome is already history. Throws
 * `channel-not-configured-smtp` and what the launch throws.
 */
export async function startCampaign(ctx: StoreContext, name: string) {
  const { definition } = await loadCampaign(ctx.pg, name);
  await requireChannel(ctx, definition);
  const start = definition.audience.retrospective ? assignRetrospectively : launchCampaign;
  return viewOf(await start(ctx, name));
}

const stillSends: ReadonlySet<CampaignState> = new Set(['approved', 'running', 'paused']);

/** The counts, and whether messages can leave at all: a campaign that stands still says why. */
async function loadShownStatus(ctx: StoreContext, name: string, locale: Locale) {
  const campaign = await loadCampaign(ctx.pg, name);
  const counts = await loadStatus(ctx.pg, campaign);
  const { audience, message } = campaign.definition;
  const isSending = stillSends.has(campaign.state) && !audience.retrospective;
  const channel = isSending ? shownChannel(await loadChannelState(ctx, message.channel), locale) : null;
  const { pauseReason } = campaign;
  if (!pauseReason) return { ...counts, channel, pause: null };
  const { remedy = null, ...text } = textOf(pauseReason.code, locale, pauseReason.params);
  return { ...counts, channel, pause: { ...pauseReason, ...text, remedy } };
}

const move = (command: 'pause' | 'resume', summary: string) =>
  route({
    method: 'POST',
    path: `/api/campaigns/:name/${command}`,
    scope: 'manage',
    permission: 'campaign.run',
    evenWhileDiskLow: true,
    summary,
    params,
    response: campaignView,
    async handle(ctx, { params: { name } }) {
      return viewOf(await ctx.pg.transaction().execute(trx => moveCampaign(trx, ctx, { name, command })));
    },
  });

export const campaignRoutes = [
  route({
    method: 'GET',
    path: '/api/campaigns',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'Campaigns, newest first',
    query: campaignListQuery,
    response: campaignList,
    async handle(ctx, { query }) {
      const { campaigns, ...page } = await findCampaignPage(ctx, query);
      return { campaigns: campaigns.map(viewOf), ...page };
    },
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'One campaign',
    params,
    response: campaignView,
    handle: async (ctx, { params: { name } }) => viewOf(await loadCampaign(ctx.pg, name)),
  }),
  route({
    method: 'PUT',
    path: '/api/campaigns/:name',
    scope: 'manage',
    permission: 'campaign.change',
    summary: 'Create or change a campaign that is not launched',
    params,
    body: campaignDefinition,
    response: campaignView,
    handle: async (ctx, { params: { name }, body }) => viewOf(await saveDefinition(ctx, { ...body, name })),
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/waterfall',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'Who would be approached, who is lost at which step and why',
    params,
    response: waterfall,
    handle: async (ctx, { params: { name } }) => computeWaterfall(ctx, await loadCampaign(ctx.pg, name)),
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/approve',
    scope: 'manage',
    permission: 'campaign.approve',
    summary: 'Approve a complete draft',
    params,
    response: campaignView,
    handle: (ctx, { params: { name }, caller }) => approveCampaign(ctx, name, caller),
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/launch',
    scope: 'manage',
    permission: 'campaign.run',
    summary: 'Freeze the audience, assign arms and start',
    params,
    response: campaignView,
    handle: (ctx, { params: { name } }) => startCampaign(ctx, name),
  }),
  move('pause', 'Stop sending; nobody is lost'),
  move('resume', 'Go on after a pause'),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/cancel',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'How many people a cancellation would stop',
    params,
    response: z.object({ people: z.number().int() }),
    handle: async (ctx, { params: { name } }) => ({ people: await loadCancelEffect(ctx, name) }),
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/cancel',
    scope: 'manage',
    permission: 'campaign.run',
    evenWhileDiskLow: true,
    summary: 'Cancel for good',
    params,
    response: campaignView,
    handle: async (ctx, { params: { name } }) => viewOf(await cancelCampaign(ctx, name)),
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/status',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'Counts of people, intents, deliveries and skips',
    params,
    response: campaignStatus,
    handle: (ctx, { params: { name }, caller }) => loadShownStatus(ctx, name, caller.locale),
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/preview',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'The message as a real customer would get it',
    params,
    query: z.object({ customer: z.uuid().optional() }),
    response: messagePreview,
    handle: (ctx, { params: { name }, query, caller }) =>
      loadPreview(ctx, { name, customerId: query.customer ?? null, locale: caller.locale }),
  }),
  route({
    method: 'GET',
    path: '/api/why/:customerId/:name',
    scope: 'read',
    permission: 'campaign.people.read',
    summary: 'Why this customer did or did not get this campaign',
    params: z.object({ customerId: z.uuid(), name: slug }),
    response: decisionTrace,
    handle: (ctx, { params: { customerId, name }, caller }) =>
      loadDecisionTrace(ctx, { customerId, campaign: name, locale: caller.locale }),
  }),
];
