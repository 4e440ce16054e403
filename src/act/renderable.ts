/** The last look at a message before approval: after launch nobody could correct it. */
import { badInput } from '../kernel/errors.ts';
import type { Settings } from '../kernel/settings.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import { compileMessage } from './message-template.ts';
import { couponVariables } from './offer-variables.ts';

/**
 * Compiles the message and renders it for an invented person. Throws `campaign-template`, and
 * `campaign-public-url-missing` where a link to this server's own address would leave the house.
 */
export async function requireRenderable(
  { settings }: { readonly settings: Settings },
  { message }: CampaignDefinition,
): Promise<void> {
  if (message.channel === 'smtp' && settings.publicUrl === null)
    throw badInput('campaign-public-url-missing');
  const template = await compileMessage(message);
  template.render({
    customer: { name: '王小明' },
    organisation: { name: settings.organisation },
    coupon: couponVariables(message.offer, settings),
    unsubscribe_url: 'https://shop.example/u/preview',
  });
}
