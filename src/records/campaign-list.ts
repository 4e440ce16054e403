/** Pages of campaigns and of the sandbox mailbox. */
import { z } from 'zod';
import { campaignChannel, campaignState, campaignView, sandboxMessage, slug } from './campaign.ts';
import { listPage, listQuery } from './list.ts';

export const campaignListQuery = listQuery([
  'title',
  'state',
  'channel',
  'control',
  'start',
  'read',
  'created',
]).extend({ state: campaignState.optional(), channel: campaignChannel.optional() });
export const campaignList = listPage.extend({ campaigns: z.array(campaignView) });

export const mailboxQuery = listQuery(['at', 'campaign']).extend({ campaign: slug.optional() });
export const mailboxList = listPage.extend({
  messages: z.array(sandboxMessage),
  /** Campaigns on the sandbox channel, newest first. */
  campaigns: z.array(z.object({ name: slug, title: z.string() })),
});
