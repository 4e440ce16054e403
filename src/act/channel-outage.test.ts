import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { loadCampaign, saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import { closedBreaker } from './channel-breaker.ts';
import { loadChannelState, openChannelsAgain, saveBreaker, saveSenders } from './channel-health.store.ts';
import { type GuardedChannel, guardChannel } from './guarded-channel.ts';
import { launchCampaign } from './launch.store.ts';
import { sendOnChannel } from './send-on-channel.ts';
import { openSmtpChannel, type SmtpSettings } from './smtp-channel.ts';
import { loadStatus } from './status.store.ts';

const perGroup = 40;
const groups = 9;
const connections = 3;
let stores: TestStores;
let segments: string[][];
let release: (() => Promise<void>)[] = [];

const refusal = (line: string) =>
  Object.assign(new RangeError(line.slice(4)), { responseCode: Number(line.slice(0, 3)) });

/** What the server says at each stage; null is yes. */
interface Script {
  login?: () => string | null;
  recipient?: (address: string) => string | null;
  /** `drop` breaks the connection off inside the message. */
  data?: (address: string) => string | null;
}

interface Provider {
  readonly port: number;
  readonly taken: string[];
  readonly logins: () => number;
  stop(): Promise<void>;
}

/** The real smtp-server package, saying what the script says; `taken` are the recipients of accepted messages. */
async function provider(
  script: Script,
  options: SMTPServerOptions & { port?: number } = {},
): Promise<Provider> {
  const taken: string[] = [];
  const sockets = new Map<number, Socket>();
  let logins = 0;
  const { port = 0, ...rest } = options;
  const server = new SMTPServer({
    authOptional: !script.login,
    disabledCommands: script.login ? ['STARTTLS'] : ['AUTH', 'STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    // A pool keeps its connections open; the server need not wait for them.
    closeTimeout: 50,
    onAuth(_auth, _session, done) {
      logins += 1;
      const line = script.login?.();
      if (line) done(refusal(line));
      else done(null, { user: 'shop' });
    },
    onRcptTo({ address }, _session, done) {
      const line = script.recipient?.(address);
      done(line ? refusal(line) : null);
    },
    onData(stream, session, done) {
      const address = session.envelope.rcptTo[0]?.address ?? '';
      const line = script.data?.(address);
      if (line === 'drop') stream.once('data', () => sockets.get(session.remotePort)?.destroy());
      stream.resume();
      stream.on('end', () => {
        if (!line) taken.push(address);
        done(line ? refusal(line) : null);
      });
    },
    ...rest,
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort ?? 0, socket));
  await new Promise<void>((ready, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', ready);
  });
  let open = true;
  const stop = async () => {
    if (!open) return;
    open = false;
    await new Promise<void>(closed => server.close(() => closed()));
  };
  release.push(stop);
  return { port: (server.server.address() as AddressInfo).port, taken, logins: () => logins, stop };
}

function channelTo(settings: Partial<SmtpSettings> & { port: number }): GuardedChannel {
  const channel = openSmtpChannel({
    host: '127.0.0.1',
    secure: false,
    maxConnections: connections,
    allowPlain: true,
    ...settings,
  });
  release.push(() => channel.close());
  return guardChannel(channel, { connections, machineNow: stores.ctx.machineNow, random: () => 0.5 });
}

const send = (guard: GuardedChannel) =>
  sendOnChannel(stores.ctx, {
    channel: 'smtp',
    provider: guard,
    owner: 'test',
    publicUrl: 'https://shop.example',
    limit: 100,
  });

/** A campaign on one group, launched and decided: its messages wait. */
async function decided(group: number): Promise<string> {
  const { ctx, clock } = stores;
  const name = `outage-${group}`;
  await saveSnapshot(ctx, name, segments[group] ?? []);
  const change = {
    control: { share: 0, absenceReason: 'a test of sending' },
    schedule: { spreadHours: 0 },
    message: { channel: 'smtp' as const },
    policy: { caps: [], sendFromHour: 0, sendToHour: 24 },
  };
  await saveDefinition(ctx, testCampaign({ name, segment: name, startsAt: ctx.now(), change }));
  await approveCampaign(ctx, name, caller);
  await launchCampaign(ctx, name);
  clock.advance({ minutes: 1 });
  await campaignTick(ctx);
  return name;
}

const status = async (name: string) => loadStatus(stores.ctx.pg, await loadCampaign(stores.ctx.pg, name));
const health = () => loadChannelState(stores.ctx, 'smtp');
const addresses = (group: number) =>
  Array.from({ length: perGroup }, (_, n) => `o${group}-${n}@kanari.example`);

/** Both clocks move on; the process says that it still lives. */
async function pass(by: { minutes?: number; seconds?: number }): Promise<void> {
  const { ctx, clock } = stores;
  clock.advance(by);
  clock.advanceMachine(by);
  await saveSenders(ctx.pg, ['smtp'], { owner: 'test', at: ctx.machineNow() });
}

/** Lets time pass and sends again until the campaign has ended; fails when it does not. */
async function finish(name: string, guard: GuardedChannel): Promise<void> {
  const { ctx } = stores;
  for (let round = 0; round < 30; round += 1) {
    await send(guard);
    await campaignTick(ctx);
    if ((await status(name)).state === 'awaiting-read') return;
    await pass({ minutes: 20 });
  }
  expect.fail(`${name} did not end: ${JSON.stringify(await status(name))}`);
}

beforeAll(async () => {
  stores = await testStores({ settings: { publicUrl: 'https://shop.example' } });
  await saveSenders(stores.ctx.pg, ['smtp'], { owner: 'test', at: stores.ctx.machineNow() });
  segments = [];
  for (let group = 0; group < groups; group += 1) {
    const people = addresses(group).map((email, n) => ({
      externalId: `o${group}-${n}`,
      name: `客户${n}`,
      email,
    }));
    segments.push(await savePeople(stores.ctx, people));
  }
});
afterEach(async () => {
  // A failed test leaves its outage behind; the next one starts with a channel that works.
  await saveBreaker(stores.ctx.pg, 'smtp', { breaker: closedBreaker, at: stores.ctx.machineNow() });
  for (const close of release.reverse()) await close();
  release = [];
});
afterAll(() => stores?.close());

describe('a channel that breaks while a campaign runs', () => {
  it('tries a wrong password once, says so, and goes on by itself when it is right', async () => {
    const name = await decided(0);
    let isRight = false;
    const server = await provider({ login: () => (isRight ? null : '535 5.7.8 bad credentials') });
    const guard = channelTo({ port: server.port, user: 'shop', password: 'wrong' });
    for (let n = 0; n < 5; n += 1) expect((await send(guard)).claimed).toBe(0);
    expect(server.logins()).toBe(1);
    expect(await health()).toMatchObject({ state: 'stopped', code: 'channel-auth', replyCode: '535' });
    expect(await status(name)).toMatchObject({ queued: perGroup, failed: 0, unknown: 0, state: 'running' });
    isRight = true;
    await finish(name, guard);
    expect(server.taken.toSorted()).toEqual(addresses(0).toSorted());
    expect(await health()).toMatchObject({ state: 'working', code: null });
    expect(await status(name)).toMatchObject({ delivered: perGroup, failed: 0, unknown: 0 });
  });

  it('stops logging in when the password is revoked in the middle, and holds it against nobody', async () => {
    const name = await decided(1);
    let isRevoked = false;
    let refused = 0;
    const server: Provider = await provider({
      login: () => {
        if (!isRevoked) return null;
        refused += 1;
        return '535 5.7.8 revoked';
      },
      recipient: () => {
        if (server.taken.length >= 15) isRevoked = true;
        return isRevoked ? '421 4.3.0 session ended' : null;
      },
    });
    const guard = channelTo({ port: server.port, user: 'shop', password: 'right' });
    await send(guard);
    await pass({ seconds: 20 });
    for (let n = 0; n < 5; n += 1) expect((await send(guard)).claimed).toBe(0);
    expect(refused).toBeLessThanOrEqual(connections + 1);
    expect(await health()).toMatchObject({ state: 'stopped', code: 'channel-auth' });
    const sent = server.taken.length;
    expect(await status(name)).toMatchObject({
      delivered: sent,
      queued: perGroup - sent,
      failed: 0,
      unknown: 0,
    });
    await server.stop();
    const mended = await provider({ login: () => null }, { port: server.port });
    await finish(name, guard);
    expect([...server.taken, ...mended.taken].toSorted()).toEqual(addresses(1).toSorted());
  });

  it('waits through a refused connection that begins in the middle, with growing pauses', async () => {
    const name = await decided(2);
    let first: Provider | null = null;
    const server = await provider({
      recipient: () => {
        if ((first?.taken.length ?? 0) >= 15) return '421 4.3.2 shutting down';
        return null;
      },
    });
    first = server;
    const guard = channelTo({ port: server.port });
    await send(guard);
    expect(guard.holding()).toBe(true);
    const sent = server.taken.length;
    expect(sent).toBeGreaterThanOrEqual(15);
    await server.stop();
    const pauses: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const at = new Date((await health()).nextTryAt ?? 0).getTime();
      pauses.push((at - stores.ctx.machineNow().getTime()) / 1000);
      await pass({ seconds: pauses.at(-1) ?? 0 });
      expect((await send(guard)).claimed).toBe(0);
    }
    expect(pauses).toEqual([15, 30, 60, 120]);
    expect(await health()).toMatchObject({ code: 'channel-refused', replyCode: 'ECONNREFUSED' });
    expect(await status(name)).toMatchObject({
      delivered: sent,
      queued: perGroup - sent,
      failed: 0,
      unknown: 0,
    });
    const again = await provider({}, { port: server.port });
    await finish(name, guard);
    expect([...server.taken, ...again.taken].toSorted()).toEqual(addresses(2).toSorted());
  });

  it.each([
    ['421 4.7.0 too many messages, try again in 10 minutes', 3],
    ['452 4.3.1 insufficient system storage, wait 600 seconds', 4],
  ])('keeps the pause that "%s" asks for, and loses nobody', async (line, group) => {
    const name = await decided(group);
    let calls = 0;
    let isBusy = true;
    const server = await provider({
      recipient: () => {
        calls += 1;
        return isBusy ? line : null;
      },
    });
    const guard = channelTo({ port: server.port });
    await send(guard);
    expect(calls).toBeLessThanOrEqual(connections);
    const { nextTryAt } = await health();
    expect(new Date(nextTryAt ?? 0).getTime() - stores.ctx.machineNow().getTime()).toBe(600_000);
    await pass({ minutes: 9 });
    expect((await send(guard)).claimed).toBe(0);
    expect(await status(name)).toMatchObject({ queued: perGroup, failed: 0, unknown: 0 });
    isBusy = false;
    await finish(name, guard);
    expect(server.taken.toSorted()).toEqual(addresses(group).toSorted());
  });

  it('names wrong TLS and an unknown host, and a start with right settings goes on at once', async () => {
    const { ctx } = stores;
    const name = await decided(5);
    const plain = await provider({});
    const secure = await provider({}, { secure: true });
    const tries: [Partial<SmtpSettings> & { port: number }, string][] = [
      [{ port: secure.port, secure: true, host: 'localhost' }, 'channel-tls'],
      [{ port: plain.port, secure: true }, 'channel-tls'],
      [{ port: plain.port, host: 'mail.nowhere.invalid' }, 'channel-host-unknown'],
    ];
    for (const [settings, code] of tries) {
      const guard = channelTo(settings);
      // Two more failures than one open the breaker where a single one may be chance.
      for (let n = 0; n < 3; n += 1) await send(guard);
      expect(await health()).toMatchObject({ state: 'stopped', code });
      expect(await status(name)).toMatchObject({ queued: perGroup, failed: 0, unknown: 0 });
      await openChannelsAgain(ctx.pg, ['smtp'], ctx.machineNow());
    }
    await finish(name, channelTo({ port: plain.port }));
    expect(plain.taken.toSorted()).toEqual(addresses(5).toSorted());
    expect(secure.taken).toEqual([]);
  });

  it('loses a few to a server that breaks off inside messages, counts them, and sends none of them again', async () => {
    const name = await decided(6);
    let isDropping = true;
    const begun: string[] = [];
    const server = await provider({
      data: address => {
        begun.push(address);
        return isDropping ? 'drop' : null;
      },
    });
    const guard = channelTo({ port: server.port });
    await send(guard);
    const { unknown } = await status(name);
    expect(unknown).toBeGreaterThanOrEqual(3);
    expect(unknown).toBeLessThanOrEqual(3 + connections);
    expect(await health()).toMatchObject({ state: 'stopped', code: 'channel-dropping' });
    isDropping = false;
    await finish(name, guard);
    expect(new Set(begun).size).toBe(begun.length);
    expect(await status(name)).toMatchObject({ unknown, delivered: perGroup - unknown, failed: 0 });
    expect(server.taken.length).toBe(perGroup - unknown);
  });

  it('keeps sending past addresses that do not exist, and marks those alone', async () => {
    const name = await decided(7);
    const gone = new Set(addresses(7).slice(0, 2));
    const server = await provider({ recipient: address => (gone.has(address) ? '550 5.1.1 unknown' : null) });
    const guard = channelTo({ port: server.port });
    await finish(name, guard);
    expect(await status(name)).toMatchObject({ delivered: perGroup - 2, failed: 2 });
    expect(server.taken.toSorted()).toEqual(
      addresses(7)
        .filter(a => !gone.has(a))
        .toSorted(),
    );
    expect(await health()).toMatchObject({ state: 'working' });
  });

  it('is not stopped for ever by one person whose message the server always answers as busy', async () => {
    const name = await decided(8);
    const poison = addresses(8)[0];
    const server = await provider({ recipient: address => (address === poison ? '452 4.3.1 busy' : null) });
    await finish(name, channelTo({ port: server.port }));
    expect(await status(name)).toMatchObject({ delivered: perGroup - 1, failed: 1, unknown: 0 });
    expect(server.taken.toSorted()).toEqual(addresses(8).slice(1).toSorted());
  });
});
