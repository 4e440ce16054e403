/**
 * One round of sending over one channel: nothing while it is known to be broken, a probe when its turn has come, all
 * that is ready otherwise. A probe connects and logs in first and then sends one message, so an outage costs nobody
 * anything.
 */
import type { CampaignChannel } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { type Breaker, closedBreaker } from './channel-breaker.ts';
import { claimProbe, loadBreaker, saveBreaker } from './channel-health.store.ts';
import type { GuardedChannel } from './guarded-channel.ts';
import { type SenderOptions, type SendReport, sendReady } from './sender.ts';

export type RoundOptions = Omit<SenderOptions, 'provider'> & { readonly provider: GuardedChannel };

const nothing: SendReport = { claimed: 0, accepted: 0, failed: 0, unknown: 0, requeued: 0 };

/** The first contact of this process with the channel: a wrong password shows before anybody's message meets it. */
async function checkFirst(ctx: StoreContext, { channel, provider }: RoundOptions): Promise<void> {
  await provider.check();
  await keep(ctx, { channel, provider, before: closedBreaker });
}

async function keep(
  ctx: StoreContext,
  { channel, provider, before }: { channel: CampaignChannel; provider: GuardedChannel; before: Breaker },
): Promise<void> {
  const breaker = provider.breaker();
  if (breaker.trouble === before.trouble && breaker.probeAt?.getTime() === before.probeAt?.getTime()) return;
  await saveBreaker(ctx.pg, channel, { breaker, at: ctx.machineNow() });
  const { trouble, replyCode, probes, probeAt } = breaker;
  if (trouble) ctx.log.warn({ channel, trouble, replyCode, probes, nextTryAt: probeAt }, 'channel-stopped');
  else ctx.log.info({ channel }, 'channel-works-again');
}

async function probe(ctx: StoreContext, options: RoundOptions, before: Breaker): Promise<SendReport> {
  const { channel, provider } = options;
  if (!(await claimProbe(ctx.pg, channel, ctx.machineNow()))) return nothing;
  provider.follow(before);
  const check = await provider.check();
  const report =
    check.kind === 'ok' ? await provider.trying(() => sendReady(ctx, { ...options, limit: 1 })) : nothing;
  // Logged in and nobody's message said otherwise.
  if (provider.breaker() === before) provider.follow(closedBreaker);
  await keep(ctx, { channel, provider, before });
  return report;
}

/**
 * Does something with a channel outside the rounds, such as a test a person asked for, and keeps what it showed: a
 * failure stops the rounds, a message that got through lets them go on.
 */
export async function keepingHealth<T>(
  ctx: StoreContext,
  on: { channel: CampaignChannel; provider: GuardedChannel },
  work: () => Promise<T>,
): Promise<T> {
  const before = await loadBreaker(ctx.pg, on.channel);
  if (before.trouble) on.provider.follow(before);
  try {
    return await work();
  } finally {
    await keep(ctx, { ...on, before });
  }
}

const checked = new WeakSet<GuardedChannel>();

/** Sends at most `limit` ready messages, or as few as the channel's state allows. Safe to run in several processes. */
export async function sendOnChannel(ctx: StoreContext, options: RoundOptions): Promise<SendReport> {
  const { channel, provider } = options;
  const known = await loadBreaker(ctx.pg, channel);
  if (known.trouble && known.probeAt) {
    checked.add(provider);
    if (known.probeAt > ctx.machineNow()) return nothing;
    return probe(ctx, options, known);
  }
  // Another process found it working again.
  if (provider.breaker().trouble) provider.follow(closedBreaker);
  if (!checked.has(provider)) {
    checked.add(provider);
    await checkFirst(ctx, options);
    if (provider.holding()) return nothing;
  }
  const before = provider.breaker();
  try {
    return await sendReady(ctx, options);
  } finally {
    await keep(ctx, { channel, provider, before });
  }
}
