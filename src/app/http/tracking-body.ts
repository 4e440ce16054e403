/**
 * Bodies of tracking requests: JSON whatever the content type says (beacons can only send `text/plain`), gzip with a
 * bound on what comes out, and the limits of the Segment specification.
 */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badInput } from '../../kernel/errors.ts';

const unzipped = promisify(gunzip);

/** What a body may hold, compressed or not; more is 413. */
export const trackBodyBytes = 2 * 1024 ** 2;
const batchBytes = 500 * 1024;
const eventBytes = 32 * 1024;

export interface TrackBody {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Of the text, decompressed. */
  readonly bytes: number;
}

async function plainBytes(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw badInput('media-type-unknown', { path: 'content-encoding', expected: 'gzip' });
  try {
    return await unzipped(body, { maxOutputLength: trackBodyBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw badInput('body-too-large');
    throw badInput('body-not-gzip', { path: 'content-encoding' });
  }
}

/** UTF-8 without its mark; throws on what is not. Checked and read by the machine's own instructions. */
function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new RangeError('not UTF-8');
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function jsonOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(textOf(bytes));
  } catch {
    throw badInput('body-not-json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badInput('body-not-json', { expected: 'object' });
  return value as Readonly<Record<string, unknown>>;
}

/** Throws `track-event-too-large` and `track-batch-too-large`. Only bodies that could break a limit are measured. */
function requireLimits({ fields, bytes }: TrackBody, isBatch: boolean): void {
  if (bytes <= eventBytes) return;
  if (isBatch && bytes > batchBytes)
    throw badInput('track-batch-too-large', { received: String(bytes), expected: String(batchBytes) });
  const events = isBatch && Array.isArray(fields['batch']) ? fields['batch'] : [fields];
  for (const [index, event] of events.entries()) {
    const size = isBatch ? sizeOf(event) : bytes;
    if (size <= eventBytes) continue;
    const path = isBatch ? `batch[${index}]` : '(root)';
    throw badInput('track-event-too-large', { path, received: String(size), expected: String(eventBytes) });
  }
}

/** Nesting that no text can be made of is far beyond what the body is allowed to hold. */
function sizeOf(event: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(event) ?? '');
  } catch (cause) {
    if (cause instanceof RangeError) throw badInput('body-too-deep', { expected: '60' });
    throw cause;
  }
}

/** Reads every body within this scope as JSON. */
export function mountTrackBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: unknown) => {
    const bytes = await plainBytes(body as Buffer, request.headers['content-encoding']?.toLowerCase().trim());
    const read = { fields: jsonOf(bytes), bytes: bytes.length };
    requireLimits(read, /\/(?:batch|b|import)$/.test(request.routeOptions.url ?? ''));
    return read;
  });
}
