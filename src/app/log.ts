/**
 * The process log: JSON lines on stderr (stdout belongs to results). Personal data is kept out in three ways:
 * `Pii` prints itself as `[redacted]`, fields with a telling name are redacted at any depth, and error texts lose
 * whatever looks like an address or a phone number, because drivers quote the offending row.
 */
import { pino } from 'pino';
import type { Logger } from '../kernel/log.ts';
import { Pii } from '../kernel/pii.ts';

const redacted = '[redacted]';
const tellingName =
  /^(e-?mail|phone|mobile|telephone|tel|to|recipient|address|full_?name|customer_?name|password|passphrase|secret|token|cookie|set-cookie|authorization|api_?key|key|value|raw|payload|row|wechat_?id|id_?card)$/i;
const addressLike = /[^\s@<>"'()=]+@[^\s@<>"'(),;]+\.[a-z]{2,}/gi;
const phoneLike = /(?<![\d-])(?:\+?\d{1,3}[- ]?)?1[3-9]\d{9}(?!\d)/g;

/** Removes e-mail addresses and Chinese mobile numbers from free text. */
export const scrubText = (text: string): string =>
  text.replace(addressLike, redacted).replace(phoneLike, redacted);

const maxDepth = 6;

/** A copy of a log field that is safe to write: telling names redacted, texts scrubbed, errors cut to the useful. */
export function scrub(value: unknown, depth = 0): unknown {
  if (value instanceof Pii) return redacted;
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return scrubError(value, depth);
  if (depth >= maxDepth) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 100).map(item => scrub(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      tellingName.test(name) && item !== null && item !== undefined ? redacted : scrub(item, depth + 1),
    ]),
  );
}

/** Code, message and stack; a database error's `detail`, `where` and parameters quote rows and are left out. */
function scrubError(error: Error & { code?: unknown }, depth: number): unknown {
  return {
    type: error.name,
    ...(typeof error.code === 'string' ? { code: error.code } : {}),
    message: scrubText(error.message),
    stack: scrubText(error.stack ?? ''),
    ...(error.cause !== undefined && depth < maxDepth ? { cause: scrub(error.cause, depth + 1) } : {}),
  };
}

export interface LogOptions {
  readonly level?: string;
  /** Where lines go; stderr unless a test wants to read them. */
  readonly destination?: { write(line: string): void };
}

/** A log at `level` (info); writes synchronously, so that nothing is lost at exit. */
export function createLog(options: LogOptions = {}): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: label => ({ level: label }),
        log: fields => scrub(fields) as Record<string, unknown>,
      },
      serializers: { err: value => value },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
