/**
 * The SMTP channel on nodemailer's pool. One recipient a message. A failure before the message's data was sent is
 * provably not delivered; a broken connection after it is an unknown outcome and is never repeated.
 */
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Channel, ChannelCheck, SendAnswer } from './channel.ts';
import { classifyFailure, type SmtpFailure } from './smtp-classes.ts';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly maxConnections: number;
  /** Whether the server's certificate may be self-signed; only the sandbox inside this process sets it. */
  readonly allowPlain?: boolean;
}

const pooled = (settings: SmtpSettings) =>
  createTransport({
    pool: true,
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    maxConnections: settings.maxConnections,
    maxMessages: Number.POSITIVE_INFINITY,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Only our own queue repeats: it knows what must not be sent again.
    maxRequeues: 0,
    ...(settings.allowPlain ? { ignoreTLS: true } : {}),
    ...(settings.user ? { auth: { user: settings.user, pass: settings.password ?? '' } } : {}),
  });

/** A channel over one SMTP server; the pool keeps `maxConnections` connections open until `close`. */
export function openSmtpChannel(settings: SmtpSettings): Channel {
  const transport = pooled(settings);
  const streams = new Map<string, Readable>();
  transport.use('stream', (mail, done) => {
    const { message, data } = mail;
    const open = message.createReadStream.bind(message);
    message.createReadStream = options => {
      const stream = open(options);
      streams.set(String(data.messageId), stream);
      return stream;
    };
    done();
  });
  return {
    concurrency: settings.maxConnections * 4,
    async send(message): Promise<SendAnswer> {
      const messageId = `<${message.intentId}@${message.from.address.split('@')[1] ?? 'localhost'}>`;
      try {
        const info = await transport.sendMail({
          from: { name: message.from.name, address: message.from.address },
          to: message.to,
          subject: message.subject,
          html: message.html,
          text: message.text,
          headers: { ...message.headers },
          messageId,
        });
        return { kind: 'accepted', providerMessageId: info.messageId };
      } catch (error) {
        return classifyFailure(error as SmtpFailure, streams.get(messageId)?.readableDidRead ?? false);
      } finally {
        streams.delete(messageId);
      }
    },
    async check(): Promise<ChannelCheck> {
      try {
        await transport.verify();
        return { kind: 'ok' };
      } catch (error) {
        return classifyFailure(error as SmtpFailure, false);
      }
    },
    async close() {
      transport.close();
    },
  };
}
