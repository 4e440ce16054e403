/**
 * A campaign's message to somebody of the team, over the channel it will use, before anybody else gets it. It is no
 * send of the campaign: no intent, no reservation, no cost, no touch.
 */
import { badInput } from '../kernel/errors.ts';
import type { Pii } from '../kernel/pii.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import type { SendAnswer } from './channel.ts';
import type { GuardedChannel } from './guarded-channel.ts';
import { compileMessage } from './message-template.ts';
import { couponVariables } from './offer-variables.ts';
import { requireRenderable } from './renderable.ts';
import { unsubscribeHeaders, unsubscribeUrl } from './unsubscribe-link.ts';

const marks = { 'zh-CN': '[测试] ', en: '[Test] ' } as const;
const inventedNames = { 'zh-CN': '王小明', en: 'Alex Wang' } as const;

/**
 * Sends the message with an invented customer's name. Throws `test-message-file` for the file channel, which sends
 * nothing itself, and what `requireRenderable` throws. Takes one conversation with the mail server.
 */
export async function sendTestMessage(
  ctx: StoreContext,
  { definition, to, provider }: { definition: CampaignDefinition; to: Pii<string>; provider: GuardedChannel },
): Promise<SendAnswer> {
  const { message } = definition;
  if (message.channel === 'file') throw badInput('test-message-file', { path: 'message.channel' });
  await requireRenderable(ctx, definition);
  const { locale, organisation, publicUrl } = ctx.settings;
  const url = unsubscribeUrl(publicUrl ?? '', 'preview');
  const template = await compileMessage(message);
  const rendered = template.render({
    customer: { name: inventedNames[locale] },
    organisation: { name: organisation },
    coupon: couponVariables(message.offer, ctx.settings),
    unsubscribe_url: url,
  });
  return provider.trying(() =>
    provider.send({
      intentId: ctx.newId(),
      to: to.reveal(),
      from: { name: message.senderName, address: message.senderAddress },
      ...rendered,
      subject: marks[locale] + rendered.subject,
      headers: publicUrl === null ? {} : unsubscribeHeaders(url),
    }),
  );
}
