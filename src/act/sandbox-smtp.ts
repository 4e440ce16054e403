/**
 * The sandbox channel's other half: a real SMTP server inside this process. It answers 250 only after the message is
 * durable in the mailbox, so what a campaign counts as accepted can be read in the console.
 */
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { Pii } from '../kernel/pii.ts';

export interface ReceivedMessage {
  readonly to: Pii<string>;
  readonly subject: string;
  readonly raw: Pii<Buffer>;
  readonly intentId: string | null;
}

export interface SandboxServer {
  readonly port: number;
  close(): Promise<void>;
}

const largestMessageBytes = 2_000_000;

async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** The header block alone: parsing whole messages took half of the sandbox's time. */
function headOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  return end === -1 ? raw : raw.subarray(0, end + 4);
}

const intentIn = (messageId: string | undefined): string | null =>
  /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(messageId ?? '')?.[1] ?? null;

/**
 * Gathers what arrives while a save is under way into the next one, so that many connections share one commit. Each
 * caller waits for the save that holds its own message.
 */
function batchOf(save: (messages: readonly ReceivedMessage[]) => Promise<void>) {
  let waiting: ReceivedMessage[] = [];
  let next: Promise<void> | null = null;
  let last: Promise<void> = Promise.resolve();
  const flush = () => {
    const messages = waiting;
    waiting = [];
    next = null;
    last = save(messages);
    return last;
  };
  return {
    add(message: ReceivedMessage): Promise<void> {
      waiting.push(message);
      next ??= last.then(flush, flush);
      return next;
    },
  };
}

/**
 * Listens on a free loopback port (or the given one). `save` must resolve only when the message is stored; when it
 * rejects, the client is told 451 and may try again.
 */
export function openSandboxServer(
  save: (messages: readonly ReceivedMessage[]) => Promise<void>,
  port = 0,
): Promise<SandboxServer> {
  const batch = batchOf(save);
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: largestMessageBytes,
    disableReverseLookup: true,
    onData(stream, session, done) {
      const store = async () => {
        const raw = await bytesOf(stream);
        if (stream.sizeExceeded)
          return Object.assign(new RangeError('552 message too large'), { responseCode: 552 });
        const parsed = await simpleParser(headOf(raw));
        await batch.add({
          to: new Pii(session.envelope.rcptTo[0]?.address ?? ''),
          subject: parsed.subject ?? '',
          raw: new Pii(raw),
          intentId: intentIn(parsed.messageId),
        });
        return null;
      };
      store().then(
        refusal => done(refusal),
        () => done(Object.assign(new RangeError('mailbox not available'), { responseCode: 451 })),
      );
    },
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      server.on('error', () => {});
      const address = server.server.address() as AddressInfo;
      resolve({
        port: address.port,
        close: () => new Promise(closed => server.close(() => closed())),
      });
    });
  });
}
