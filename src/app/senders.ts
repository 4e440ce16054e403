/**
 * The message channels of this process: the sandbox (a real SMTP server inside it), and the organisation's own SMTP
 * server when `REKINDLE_SMTP_URL` names one. Each channel becomes a tick that sends what is ready.
 */
import type { Channel } from '../act/channel.ts';
import { saveSandboxMessages } from '../act/sandbox-mailbox.store.ts';
import { settleOrphans } from '../act/sender.store.ts';
import { sendReady } from '../act/sender.ts';
import { badInput } from '../kernel/errors.ts';
import type { CampaignChannel } from '../records/campaign.ts';
import type { TickDef } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';

const connections = 20;
const perTick = 2_000;

export interface Senders {
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

/** Opens the channels. The SMTP libraries are loaded here, so that other commands start without them. */
export async function openSenders({ ctx, ownUrl, smtpUrl, alone }: SendersOptions): Promise<Senders> {
  const { openSandboxServer } = await import('../act/sandbox-smtp.ts');
  const { openSmtpChannel } = await import('../act/smtp-channel.ts');
  if (alone) await settleOrphans(ctx.pg, []);
  const sandbox = await openSandboxServer(messages => saveSandboxMessages(ctx, messages));
  const providers: [CampaignChannel, Channel][] = [
    [
      'sandbox',
      openSmtpChannel({
        host: '127.0.0.1',
        port: sandbox.port,
        secure: false,
        maxConnections: connections,
        allowPlain: true,
      }),
    ],
  ];
  if (smtpUrl) providers.push(['smtp', openSmtpChannel(smtpSettings(smtpUrl))]);
  const owner = ctx.newId();
  const ending = new AbortController();
  const send = async (channel: CampaignChannel, provider: Channel) => {
    if (ending.signal.aborted) return 0;
    const publicUrl = ctx.settings.publicUrl ?? ownUrl;
    const options = { channel, provider, owner, publicUrl, limit: perTick, stopping: ending.signal };
    return (await sendReady(ctx, options)).claimed;
  };
  return {
    ticks: providers.map(([channel, provider]) => ({
      name: `send-${channel}`,
      everySeconds: 1,
      run: () => send(channel, provider),
    })),
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
      for (const [, provider] of providers) await provider.close();
      await sandbox.close();
    },
  };
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
    maxConnections: 5,
  };
}
