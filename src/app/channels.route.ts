/** The channels over HTTP: how each stands, whether one can log in, and a campaign's message to oneself. */
import { z } from 'zod';
import { loadCampaign } from '../act/campaign.store.ts';
import type { Rejection, SendAnswer } from '../act/channel.ts';
import { isConfigured, loadChannelState, openChannelsAgain } from '../act/channel-health.store.ts';
import { shownChannel } from '../act/channel-words.ts';
import type { GuardedChannel } from '../act/guarded-channel.ts';
import { keepingHealth } from '../act/send-on-channel.ts';
import { sendTestMessage } from '../act/test-message.ts';
import { textOf } from '../kernel/catalogue.ts';
import { badInput, conflict } from '../kernel/errors.ts';
import { Pii } from '../kernel/pii.ts';
import type { Locale } from '../kernel/settings.ts';
import { type CampaignChannel, channelTest, channelView, slug } from '../records/campaign.ts';
import { maskEmail } from '../records/masking.ts';
import { type Caller, routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { findAccountEmail } from './accounts.store.ts';
import type { ChannelDesk } from './channel-desk.ts';

const route = routesFor<StoreContext>();
const live = ['sandbox', 'smtp'] as const;

export const channelRoutes = (desk: ChannelDesk) => [
  route({
    method: 'GET',
    path: '/api/channels',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'Whether messages can leave over each channel, and what keeps them',
    response: z.object({ channels: z.array(channelView) }),
    handle: async (ctx, { caller }) => ({
      channels: await Promise.all(
        live.map(async channel => shownChannel(await loadChannelState(ctx, channel), caller.locale)),
      ),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/channels/:channel/check',
    scope: 'manage',
    permission: 'campaign.change',
    summary: 'Connect and log in now, without sending anything',
    params: z.object({ channel: z.enum(live) }),
    response: channelTest,
    async handle(ctx, { params: { channel }, caller }) {
      const provider = await openChannel(ctx, desk, channel);
      const answer = await keepingHealth(ctx, { channel, provider }, () => provider.check());
      await keepTest(ctx, { action: 'channel.check', target: `channel:${channel}`, answer });
      // It works again: the next round need not wait for its turn to probe.
      if (answer.kind === 'ok') await openChannelsAgain(ctx.pg, [channel], ctx.machineNow());
      return shownTest(answer, caller.locale);
    },
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/test-message',
    scope: 'manage',
    permission: 'campaign.change',
    summary: 'Send the message to oneself or to another account; it counts as no send of the campaign',
    params: z.object({ name: slug }),
    body: z.object({ to: z.string().max(320).optional() }),
    response: channelTest.extend({ to: z.string() }),
    async handle(ctx, { params: { name }, body, caller }) {
      const { definition } = await loadCampaign(ctx.pg, name);
      const to = await teamAddress(ctx, caller, body.to);
      const { channel } = definition.message;
      const provider = await openChannel(ctx, desk, channel);
      const answer = await keepingHealth(ctx, { channel, provider }, () =>
        sendTestMessage(ctx, { definition, to: new Pii(to), provider }),
      );
      await keepTest(ctx, { action: 'campaign.test', target: `campaign:${name}`, answer });
      return { ...shownTest(answer, caller.locale), to: maskEmail(to) };
    },
  }),
];

/** The open channel. Throws the code that says why there is none. */
async function openChannel(
  ctx: StoreContext,
  desk: ChannelDesk,
  channel: CampaignChannel,
): Promise<GuardedChannel> {
  if (channel === 'file') throw badInput('test-message-file', { path: 'message.channel' });
  const provider = desk.find(channel);
  if (provider) return provider;
  const code = (await isConfigured(ctx, channel)) ? 'channel-elsewhere' : `channel-not-configured-${channel}`;
  throw conflict(code, { path: 'channel', received: channel });
}

/** The caller's own address, or another account's: test messages leave to nobody outside. Throws `test-recipient`. */
async function teamAddress(ctx: StoreContext, caller: Caller, asked: string | undefined): Promise<string> {
  const email = await findAccountEmail(
    ctx,
    asked === undefined ? { userId: caller.actorKind === 'user' ? caller.actorId : null } : { email: asked },
  );
  if (email === null) throw badInput('test-recipient', { path: 'to' });
  return email;
}

type Answer = SendAnswer | { readonly kind: 'ok' };

const keepTest = (
  ctx: StoreContext,
  { action, target, answer }: { action: 'channel.check' | 'campaign.test'; target: string; answer: Answer },
): Promise<void> =>
  ctx.pg
    .transaction()
    .execute(trx => saveAudit(trx, ctx, { action, target, after: { answer: codeOf(answer) } }));

const worked = (answer: Answer) => answer.kind === 'ok' || answer.kind === 'accepted';

/** What went wrong as a catalogue code: the channel's trouble, else the class of the refusal. */
function codeOf(answer: Answer): string | null {
  if (answer.kind === 'held') return 'test-message-held';
  if (answer.kind !== 'rejected') return null;
  return answer.trouble ?? codeOfRefusal(answer);
}

const codeOfRefusal = ({ scope, reason }: Rejection): string =>
  scope === 'campaign' ? 'test-message-sender' : `test-message-${reason}`;

function shownTest(answer: Answer, locale: Locale) {
  const code = codeOf(answer);
  const replyCode = answer.kind === 'rejected' ? answer.code : null;
  const text = code === null ? null : textOf(code, locale, { reply: replyCode ?? '' });
  return {
    ok: worked(answer),
    code,
    replyCode,
    message: text?.message ?? null,
    remedy: text?.remedy ?? null,
  };
}
