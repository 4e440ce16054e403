/**
 * The message channels of this process: the sandbox (a real SMTP server inside it), and the organisation's own SMTP
 * server when `REKINDLE_SMTP_URL` names one. Each channel becomes a tick that sends what is ready.
 */
import {
  openChannelsAgain,
  removeSenders,
  saveSenders,
  seenEverySeconds,
} from '../act/channel-health.store.ts';
import { type GuardedChannel, guardChannel } from '../act/guarded-channel.ts';
import { saveSandboxMessages } from '../act/sandbox-mailbox.store.ts';
import { sendOnChannel } from '../act/send-on-channel.ts';
import { settleOrphans } from '../act/sender.store.ts';
import { badInput } from '../kernel/errors.ts';
import type { CampaignChannel } from '../records/campaign.ts';
import type { TickDef } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';

const sandboxConnections = 20;
const smtpConnections = 5;
const perTick = 2_000;

export interface Senders {
  /** The open channels, for tests of them. */
  readonly providers: Providers;
  readonly ticks: readonly TickDef<StoreContext>[];
  /** Sends everything that is ready now on every channel; returns how many messages were claimed. */
  sendAll(): Promise<number>;
  /** Begins no further chunk; what is being sent is finished by the ticks under way. */
  stop(): void;
  close(): Promise<void>;
}

export interface SendersOptions {
  readonly ctx: StoreContext;
  /** Address of this server, for links in messages while no public one is set. */
  readonly ownUrl: string;
  readonly smtpUrl?: string | undefined;
  /** No other process sends from this state: what is `calling` now has nobody to finish it. */
  readonly alone: boolean;
}

type Providers = ReadonlyMap<CampaignChannel, GuardedChannel>;

/** The SMTP libraries are loaded here, so that other commands start without them. */
async function openProviders(ctx: StoreContext, smtpUrl: string | undefined) {
  const { openSandboxServer } = await import('../act/sandbox-smtp.ts');
  const { openSmtpChannel } = await import('../act/smtp-channel.ts');
  const settings = smtpUrl ? smtpSettings(smtpUrl) : null;
  const sandbox = await openSandboxServer(messages => saveSandboxMessages(ctx, messages));
  const { machineNow } = ctx;
  const providers = new Map<CampaignChannel, GuardedChannel>();
  const inside = { host: '127.0.0.1', port: sandbox.port, secure: false, allowPlain: true };
  const add = (name: CampaignChannel, opened: Parameters<typeof openSmtpChannel>[0]) => {
    const guard = { connections: opened.maxConnections, machineNow, random: Math.random };
    providers.set(name, guardChannel(openSmtpChannel(opened), guard));
  };
  add('sandbox', { ...inside, maxConnections: sandboxConnections });
  if (settings) add('smtp', settings);
  return { sandbox, providers };
}

/** Opens the channels and tells the other processes which ones this one can send over. */
export async function openSenders({ ctx, ownUrl, smtpUrl, alone }: SendersOptions): Promise<Senders> {
  const { sandbox, providers } = await openProviders(ctx, smtpUrl);
  const owner = ctx.newId();
  const channels = [...providers.keys()];
  if (alone) {
    await settleOrphans(ctx.pg, []);
    await removeSenders(ctx.pg, 'everybody');
  }
  const announce = () => saveSenders(ctx.pg, channels, { owner, at: ctx.machineNow() });
  await announce();
  await openChannelsAgain(ctx.pg, channels, ctx.machineNow());
  const ending = new AbortController();
  const send = async (channel: CampaignChannel, provider: GuardedChannel) => {
    if (ending.signal.aborted) return 0;
    const publicUrl = ctx.settings.publicUrl ?? ownUrl;
    const options = { channel, provider, owner, publicUrl, limit: perTick, stopping: ending.signal };
    return (await sendOnChannel(ctx, options)).claimed;
  };
  return {
    providers,
    ticks: ticksOf(providers, { send, announce }),
    async sendAll() {
      let claimed = 0;
      for (const [channel, provider] of providers) {
        for (let batch = await send(channel, provider); batch > 0; batch = await send(channel, provider))
          claimed += batch;
      }
      return claimed;
    },
    stop: () => ending.abort(),
    async close() {
      try {
        await removeSenders(ctx.pg, owner);
      } finally {
        for (const provider of providers.values()) await provider.close();
        await sandbox.close();
      }
    },
  };
}

function ticksOf(
  providers: Providers,
  run: {
    send(channel: CampaignChannel, provider: GuardedChannel): Promise<number>;
    announce(): Promise<void>;
  },
): TickDef<StoreContext>[] {
  const sending = [...providers].map(([channel, provider]) => ({
    name: `send-${channel}`,
    everySeconds: 1,
    run: () => run.send(channel, provider),
  }));
  const announcing = {
    name: 'channels',
    everySeconds: seenEverySeconds,
    run: () => run.announce().then(() => 0),
  };
  return [...sending, announcing];
}

/** `smtp://user:password@host:587` or `smtps://…:465`. Throws `smtp-url-invalid` without repeating the value. */
export function smtpSettings(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^smtps?:$/.test(parsed.protocol) || !parsed.hostname) {
    throw badInput('smtp-url-invalid', {
      path: 'REKINDLE_SMTP_URL',
      expected: 'smtps://user:password@host:465',
    });
  }
  const secure = parsed.protocol === 'smtps:';
  return {
    host: parsed.hostname,
    port: Number(parsed.port || (secure ? 465 : 587)),
    secure,
    ...(parsed.username
      ? { user: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) }
      : {}),
    maxConnections: smtpConnections,
  };
}
