/** HTTP as bytes: requests no client library would send, and replies read from the socket to their end. */
import { connect, type Socket } from 'node:net';

export interface RawRequest {
  readonly method: string;
  /** The request target as it stands in the first line. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
  /** `length` states the size, `chunked` sends pieces, `none` says nothing about the body it sends. */
  readonly framing: 'length' | 'chunked' | 'none';
}

export interface RawReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const crlf = '\r\n';

function chunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += 700) {
    const piece = body.subarray(at, at + 700);
    parts.push(Buffer.from(`${piece.length.toString(16)}${crlf}`), piece, Buffer.from(crlf));
  }
  return Buffer.concat([...parts, Buffer.from(`0${crlf}${crlf}`)]);
}

/** The bytes of a request. */
export function bytesOf({ method, target, headers, body, framing }: RawRequest): Buffer {
  const sized: (readonly [string, string])[] =
    body === null || framing === 'none'
      ? []
      : framing === 'chunked'
        ? [['transfer-encoding', 'chunked']]
        : [['content-length', String(body.length)]];
  const lines = [...headers, ...sized].map(([name, value]) => `${name}: ${value}${crlf}`).join('');
  const head = Buffer.from(`${method} ${target} HTTP/1.1${crlf}${lines}${crlf}`, 'latin1');
  if (body === null) return head;
  return Buffer.concat([head, framing === 'chunked' ? chunks(body) : body]);
}

function unchunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(crlf, at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 4 + size;
  }
  return Buffer.concat(parts);
}

function parseReply(bytes: Buffer): RawReply | null {
  if (bytes.length === 0) return null;
  const end = bytes.indexOf(crlf + crlf);
  if (bytes.toString('latin1', 9, 12) === '100') return parseReply(bytes.subarray(end + 4));
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split(crlf);
  const headers = new Map(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const length = Number(headers.get('content-length') ?? Number.POSITIVE_INFINITY);
  // What follows answers the bytes after the request as if they were another one.
  const rest = bytes.subarray(end + 4, end + 4 + length);
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : rest;
  return { status: Number(first.split(' ')[1]), headers, body: body.toString('utf8') };
}

/** A stream of events goes on as long as its job: its head is the whole reply here. */
const isEventStream = (bytes: Buffer) =>
  /\r\ncontent-type: text\/event-stream/i.test(bytes.toString('latin1', 0, 2000));

export interface ExchangeOptions {
  readonly limitMs: number;
  /** Loopback address the connection comes from. */
  readonly from?: string;
  /** Whether the bytes are a request with the whole body they promise. */
  readonly isWhole: boolean;
}

/**
 * Sends a request over a connection of its own and reads the reply to its end; null when the server closed without
 * one (the answer HTTP allows to bytes that are none). Rejects with `hung` when nothing ended within `limitMs`.
 */
export function exchange(
  port: number,
  bytes: Buffer,
  { limitMs, from, isWhole }: ExchangeOptions,
): Promise<RawReply | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket: Socket = connect({ host: '127.0.0.1', port, ...(from ? { localAddress: from } : {}) });
    const timer = setTimeout(() => {
      reject(new RangeError('hung'));
      socket.destroy();
    }, limitMs);
    const done = () => {
      clearTimeout(timer);
      clearTimeout(ending);
      resolve(parseReply(Buffer.concat(parts)));
      socket.destroy();
    };
    socket.on('data', part => {
      parts.push(part);
      if (parts.length === 1 && isEventStream(part)) done();
    });
    socket.on('close', done);
    // Refused while the rest was still on its way: what was answered counts.
    socket.on('error', () => {});
    socket.write(bytes);
    // Node gives up a request whose caller ends the connection, so only one that promised more than it sends ends it.
    const ending = isWhole ? undefined : setTimeout(() => socket.end(), 400);
  });
}
