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

const intentIn = (messageId: string | undefined): string | null =>
  /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(messageId ?? '')?.[1] ?? null;

/**
 * Listens on a free loopback port (or the given one). `save` must resolve only when the message is stored; when it
 * rejects, the client is told 451 and may try again.
 */
export function openSandboxServer(
  save: (message: ReceivedMessage) => Promise<void>,
  port = 0,
): Promise<SandboxServer> {
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
        const parsed = await simpleParser(raw, {
          skipImageLinks: true,
          skipHtmlToText: true,
          skipTextToHtml: true,
          skipTextLinks: true,
        });
        await save({
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
