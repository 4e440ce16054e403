/** A real sandbox (an SMTP server inside the test that stores what it takes) with its guarded channel on a desk. */

import { guardChannel } from '../act/guarded-channel.ts';
import { saveSandboxMessages } from '../act/sandbox-mailbox.store.ts';
import { openSandboxServer } from '../act/sandbox-smtp.ts';
import { openSmtpChannel } from '../act/smtp-channel.ts';
import { createChannelDesk, type OpenChannelDesk } from '../app/channel-desk.ts';
import type { StoreContext } from '../store/context.ts';

export interface SandboxChannel {
  readonly desk: OpenChannelDesk;
  close(): Promise<void>;
}

/** Opens the sandbox and puts it on a desk as channel `sandbox`. */
export async function sandboxChannel(ctx: StoreContext): Promise<SandboxChannel> {
  const server = await openSandboxServer(messages => saveSandboxMessages(ctx, messages));
  const settings = { host: '127.0.0.1', port: server.port, secure: false, allowPlain: true };
  const channel = openSmtpChannel({ ...settings, maxConnections: 2 });
  const guard = { connections: 2, machineNow: ctx.machineNow, random: () => 0.5 };
  const desk = createChannelDesk();
  desk.use(new Map([['sandbox', guardChannel(channel, guard)]]));
  return {
    desk,
    async close() {
      await channel.close();
      await server.close();
    },
  };
}
