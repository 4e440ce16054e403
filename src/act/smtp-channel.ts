/**
 * The SMTP channel on nodemailer's pool. One recipient a message. A failure before the message's data was sent is
 * provably not delivered; a broken connection after it is an unknown outcome and is never repeated.
 */
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Channel, RejectionClass, SendAnswer } from './channel.ts';

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

interface SmtpFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** The class of an SMTP reply: RFC 5321 makes 4xx temporary and 5xx permanent; a few replies say more. */
export function classifyReply(responseCode: number, command: string): RejectionClass {
  if (responseCode === 535 || responseCode === 530) return 'auth';
  if (responseCode === 421) return 'provider-unavailable';
  if (responseCode === 450 || responseCode === 451) return 'unreachable-temporary';
  if (responseCode === 452) return 'rate-limited';
  if (responseCode >= 400 && responseCode < 500) return 'unreachable-temporary';
  if (responseCode === 550 || responseCode === 551 || responseCode === 553) {
    return command.startsWith('RCPT') ? 'invalid-recipient' : 'content-rejected';
  }
  if (responseCode === 552) return 'quota-exhausted';
  if (responseCode === 554) return 'content-rejected';
  return 'permanent-other';
}

/**
 * The class of a failed send. nodemailer says `CONN` of every broken connection, before the data as after it, so what
 * decides is whether it began to read the message.
 */
export function classifyFailure(failure: SmtpFailure, dataBegun: boolean): RejectionClass {
  if (failure.responseCode !== undefined) return classifyReply(failure.responseCode, failure.command ?? '');
  if (dataBegun) return 'outcome-unknown';
  if (failure.code === 'EAUTH') return 'auth';
  if (failure.code === 'EENVELOPE') return 'invalid-recipient';
  return 'provider-unavailable';
}

/** A channel over one SMTP server; the pool keeps `maxConnections` connections open until `close`. */
export function openSmtpChannel(settings: SmtpSettings): Channel {
  const transport = createTransport({
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
        const failure = error as SmtpFailure;
        const reason = classifyFailure(failure, streams.get(messageId)?.readableDidRead ?? false);
        return { kind: 'rejected', reason, code: String(failure.responseCode ?? failure.code ?? 'unknown') };
      } finally {
        streams.delete(messageId);
      }
    },
    async close() {
      transport.close();
    },
  };
}
