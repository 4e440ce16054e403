import { createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, OutgoingMessage } from './channel.ts';
import { openSmtpChannel } from './smtp-channel.ts';

const message = (to: string, n = 1): OutgoingMessage => ({
  intentId: `00000000-0000-8000-8000-00000000000${n}`,
  to,
  from: { name: '青禾生活', address: 'hello@shop.example' },
  subject: '好久不见',
  html: '<p>您好</p>',
  text: '您好',
  headers: { 'List-Unsubscribe': '<https://shop.example/u/x>' },
});

let release: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of release.reverse()) await close();
  release = [];
});

function channelTo(port: number): Channel {
  const channel = openSmtpChannel({
    host: '127.0.0.1',
    port,
    secure: false,
    maxConnections: 1,
    allowPlain: true,
  });
  release.push(() => channel.close());
  return channel;
}

const refusal = (responseCode: number) => Object.assign(new RangeError('scripted'), { responseCode });

/** A server that answers as its script says; `taken` counts the messages whose data it read to the end. */
async function scripted(script: SMTPServerOptions): Promise<{ channel: Channel; taken: () => number }> {
  let taken = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      stream.resume();
      stream.on('end', () => {
        taken += 1;
        if (script.onData) script.onData(stream, session, done);
        else done();
      });
    },
    ...(script.onRcptTo ? { onRcptTo: script.onRcptTo } : {}),
    ...(script.onMailFrom ? { onMailFrom: script.onMailFrom } : {}),
  });
  server.on('error', () => {});
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  release.push(() => new Promise(closed => server.close(() => closed())));
  const { port } = server.server.address() as { port: number };
  return { channel: channelTo(port), taken: () => taken };
}

/** A bare server that speaks just enough SMTP and then does `end` when the message's last line has come. */
async function dropping(
  end: (socket: Socket) => void,
  at: 'connect' | 'rcpt' | 'data' | 'end-of-data' = 'end-of-data',
): Promise<{ channel: Channel; ends: () => number }> {
  let ends = 0;
  const drop = (socket: Socket) => {
    ends += 1;
    end(socket);
  };
  const server: Server = createServer(socket => {
    let inData = false;
    socket.on('error', () => {});
    if (at === 'connect') return drop(socket);
    socket.write('220 scripted\r\n');
    socket.on('data', bytes => {
      const text = bytes.toString();
      if (inData) {
        if (at === 'data') drop(socket);
        else if (text.endsWith('\r\n.\r\n')) drop(socket);
        return;
      }
      for (const line of text.split('\r\n').filter(Boolean)) {
        if (/^RCPT/i.test(line) && at === 'rcpt') return drop(socket);
        inData = /^DATA/i.test(line);
        socket.write(inData ? '354 go on\r\n' : '250 fine\r\n');
      }
    });
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  release.push(() => new Promise(closed => server.close(() => closed())));
  const { port } = server.address() as { port: number };
  return { channel: channelTo(port), ends: () => ends };
}

describe('SMTP channel against a server that misbehaves', () => {
  it('says accepted for what the server took, with our own message id', async () => {
    const { channel, taken } = await scripted({});
    expect(await channel.send(message('a@x.example'))).toEqual({
      kind: 'accepted',
      providerMessageId: '<00000000-0000-8000-8000-000000000001@shop.example>',
    });
    expect(taken()).toBe(1);
  });

  it.each([
    [550, 'invalid-recipient'],
    [553, 'invalid-recipient'],
    [452, 'rate-limited'],
    [450, 'unreachable-temporary'],
    [421, 'provider-unavailable'],
  ])('classes %i at the recipient as %s', async (code, reason) => {
    const { channel } = await scripted({ onRcptTo: (_address, _session, done) => done(refusal(code)) });
    expect(await channel.send(message('a@x.example'))).toMatchObject({ kind: 'rejected', reason });
  });

  it('does not blame the recipient for a sender the server refuses', async () => {
    const { channel } = await scripted({ onMailFrom: (_address, _session, done) => done(refusal(550)) });
    expect(await channel.send(message('a@x.example'))).toMatchObject({ reason: 'config', scope: 'campaign' });
  });

  it.each([
    [554, 'content-rejected'],
    [451, 'unreachable-temporary'],
    [552, 'permanent-other'],
    [421, 'provider-unavailable'],
  ])('classes %i after the message as %s: the server said that it did not take it', async (code, reason) => {
    const { channel, taken } = await scripted({ onData: (_stream, _session, done) => done(refusal(code)) });
    expect(await channel.send(message('a@x.example'))).toMatchObject({ kind: 'rejected', reason });
    expect(taken()).toBe(1);
  });

  it.each([
    ['closed', (socket: Socket) => void socket.end()],
    ['reset', (socket: Socket) => void socket.resetAndDestroy()],
  ])(
    'does not know the outcome when the connection is %s after the data, and sends it once',
    async (_how, end) => {
      const { channel, ends } = await dropping(end);
      expect(await channel.send(message('a@x.example'))).toMatchObject({
        kind: 'rejected',
        reason: 'outcome-unknown',
      });
      expect(ends()).toBe(1);
    },
  );

  it.each(['connect', 'rcpt'] as const)(
    'knows that nothing was sent when the connection ends at %s',
    async at => {
      const { channel } = await dropping(socket => socket.end(), at);
      expect(await channel.send(message('a@x.example'))).toMatchObject({ reason: 'provider-unavailable' });
    },
  );

  it('does not know the outcome when the connection ends in the middle of the data', async () => {
    const { channel } = await dropping(socket => socket.end(), 'data');
    expect(await channel.send(message('a@x.example'))).toMatchObject({ reason: 'outcome-unknown' });
  });

  it('knows of messages that waited for a connection when the channel closes that they were not sent', async () => {
    const { channel, taken } = await scripted({
      onData: (_stream, _session, done) => void setTimeout(() => done(), 200),
    });
    const answers = [1, 2, 3].map(n => channel.send(message(`a${n}@x.example`, n)));
    await new Promise(wait => setTimeout(wait, 100));
    await channel.close();
    const reasons = (await Promise.all(answers)).map(a => (a.kind === 'rejected' ? a.reason : a.kind));
    expect(reasons.filter(reason => reason === 'provider-unavailable').length).toBe(3 - taken());
    expect(reasons).not.toContain('outcome-unknown');
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const server = createServer();
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as { port: number };
    await new Promise(closed => server.close(closed));
    expect(await channelTo(port).send(message('a@x.example'))).toMatchObject({
      reason: 'provider-unavailable',
    });
  });
});
