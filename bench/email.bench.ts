/**
 * E-mails a second: the sender with its states, personal rendering and outcomes, against nodemailer's own pool sending
 * one fixed message of the same length to the same server, which only receives; the sandbox mailbox is not part of it.
 */

import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { approveCampaign } from '../src/act/campaign.route.ts';
import { saveDefinition } from '../src/act/campaign.store.ts';
import { campaignTick } from '../src/act/campaign-tick.job.ts';
import { launchCampaign } from '../src/act/launch.store.ts';
import { compileMessage, type RenderedMessage } from '../src/act/message-template.ts';
import { sendReady } from '../src/act/sender.ts';
import { openSmtpChannel } from '../src/act/smtp-channel.ts';
import type { CampaignDefinition } from '../src/records/campaign.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { caller, savePeople, saveSnapshot, testCampaign } from '../src/testing/campaign-people.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 3_000;
const connections = 10;

function openSink(): Promise<{ port: number; received: () => number; close: () => void }> {
  let received = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      stream.on('data', () => {});
      stream.on('end', () => {
        received += 1;
        done();
      });
    },
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.server.address() as AddressInfo;
      resolve({ port, received: () => received, close: () => server.close() });
    });
  });
}

async function floorSeconds(port: number, size: number, fixed: RenderedMessage): Promise<number> {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const mail = { from: 'a@x.example', to: 'b@x.example', ...fixed };
  const seconds = await secondsOf(() =>
    Promise.all(Array.from({ length: size }, () => transport.sendMail(mail))),
  );
  transport.close();
  return seconds;
}

/** The campaign's message as one person would get it. */
async function fixedMessage({ message }: CampaignDefinition): Promise<RenderedMessage> {
  const template = await compileMessage(message);
  return template.render({
    customer: { name: '客户' },
    organisation: { name: 'Bench' },
    coupon: { code: '', amount: '' },
    unsubscribe_url: `https://x.example/u/${'x'.repeat(200)}`,
  });
}

/** Prints one line: the campaign's sends against the pool's. */
export async function* run(size: number) {
  const stores = await benchStores();
  const sink = await openSink();
  const { ctx } = stores;
  const people = Array.from({ length: size }, (_, n) => ({
    externalId: `p${n}`,
    name: `客户${n}`,
    email: `p${n}@x.example`,
  }));
  await saveSnapshot(ctx, 'all', await savePeople(ctx, people));
  const change = {
    control: { share: 0, absenceReason: 'benchmark' },
    budget: { capMinor: 1_000_000_000, contactCostMinor: 1 },
    // Benchmarks run at any hour.
    policy: { caps: [], sendFromHour: 0, sendToHour: 24 },
  };
  const definition = testCampaign({ name: 'bench', segment: 'all', startsAt: ctx.now(), change });
  await saveDefinition(ctx, definition);
  await approveCampaign(ctx, 'bench', caller);
  await launchCampaign(ctx, 'bench');
  stores.advance({ hours: 24 });
  await campaignTick(ctx);
  const floor = await floorSeconds(sink.port, size, await fixedMessage(definition));
  const provider = openSmtpChannel({
    host: '127.0.0.1',
    port: sink.port,
    secure: false,
    maxConnections: connections,
    allowPlain: true,
  });
  const before = sink.received();
  const seconds = await secondsOf(() =>
    sendReady(ctx, {
      channel: 'sandbox',
      provider,
      owner: 'bench',
      publicUrl: 'https://x.example',
      limit: size,
    }),
  );
  if (sink.received() - before !== size) process.exitCode = 1;
  await provider.close();
  sink.close();
  yield benchLine('email', size, { seconds, floorSeconds: floor });
  await stores.close();
}
