/** The last look at a message before approval: after launch nobody could correct it. */
import type { Settings } from '../kernel/settings.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import { compileMessage } from './message-template.ts';
import { couponVariables } from './offer-variables.ts';

/** Compiles the message and renders it for an invented person. Throws `campaign-template`. */
export async function requireRenderable(
  { settings }: { readonly settings: Settings },
  { message }: CampaignDefinition,
): Promise<void> {
  const template = await compileMessage(message);
  template.render({
    customer: { name: '王小明' },
    organisation: { name: settings.organisation },
    coupon: couponVariables(message.offer, settings),
    unsubscribe_url: 'https://shop.example/u/preview',
  });
}
