/**
 * Turns anything thrown into the one error shape, in the caller's language, with its HTTP and exit status.
 * Unexpected errors keep their text in the log and show only a request id, because their text may quote data.
 */
import { z } from 'zod';
import { textOf } from '../kernel/catalogue.ts';
import { CodedError, type ErrorClass } from '../kernel/errors.ts';
import type { Locale } from '../kernel/settings.ts';
import type { ErrorBody } from '../records/job.ts';
import { expectedText, nearestIssue } from './expected-text.ts';

const statusOfClass: Readonly<Record<ErrorClass, number>> = {
  'bad-input': 400,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  unavailable: 503,
};

/** Codes whose HTTP status is more exact than their class. */
const statusOfCode: Readonly<Record<string, number>> = {
  'not-logged-in': 401,
  'login-failed': 401,
  'session-ended': 401,
  'second-factor-needed': 401,
  'second-factor-wrong': 401,
  'api-key-unknown': 401,
  'hook-signature-wrong': 401,
  'body-too-large': 413,
  'media-type-unknown': 415,
  'too-many-requests': 429,
  'track-busy': 429,
  'login-throttled': 429,
  'reveal-limit': 429,
};

/** Connection trouble of PostgreSQL, sockets and disks that a caller may try again after. */
const unavailableCodes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOSPC|EDQUOT|08\w{3}|53\w{3}|57P0\d|CONNECTION_ENDED)$/;

/** Any thrown value as a coded error; null for what nobody expected. */
export function codedErrorOf(error: unknown): CodedError | null {
  if (error instanceof CodedError) return error;
  if (error instanceof z.ZodError) return zodFailure(error);
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  // The driver's own words, without a code, for a connection that broke under a statement or before it.
  if (
    /^(?:Connection terminated|Client (?:was closed|has encountered a connection error)|timeout exceeded)/.test(
      String(message),
    )
  )
    return new CodedError('unavailable', 'store-unreachable', { cause: error });
  if (typeof code !== 'string') return null;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') {
    return new CodedError('unavailable', 'disk-full', { cause: error });
  }
  if (unavailableCodes.test(code))
    return new CodedError('unavailable', 'store-unreachable', { cause: error });
  return null;
}

/** The first problem of a failed schema, with its path; values are never echoed since any field may be personal. */
export function zodFailure(error: z.ZodError, at = ''): CodedError {
  const issue = error.issues[0] && nearestIssue(error.issues[0]);
  const path = [at, ...(issue?.path ?? [])].filter(part => part !== '').join('.');
  return new CodedError('bad-input', 'field-invalid', {
    path: path || '(root)',
    ...(issue ? { expected: expectedText(issue) } : {}),
    params: { path: path || '(root)' },
  });
}

export interface ErrorReply {
  readonly status: number;
  readonly body: { readonly error: ErrorBody };
}

/** The wire form of an error. Unexpected errors become `internal-error` (500) with the request id. */
export function errorReply(error: unknown, locale: Locale, requestId = ''): ErrorReply {
  const coded = codedErrorOf(error);
  if (!coded) {
    const text = textOf('internal-error', locale, { requestId });
    return { status: 500, body: { error: { code: 'internal-error', ...text } } };
  }
  return {
    status: statusOfCode[coded.code] ?? statusOfClass[coded.errorClass],
    body: { error: errorBody(coded, locale) },
  };
}

/** Code, text and detail of a coded error in one language. */
export function errorBody(error: CodedError, locale: Locale): ErrorBody {
  const { path, expected, received, params } = error.detail;
  const { message, remedy } = textOf(error.code, locale, {
    ...(path ? { path } : {}),
    ...(expected ? { expected } : {}),
    ...(received ? { received } : {}),
    ...params,
  });
  return {
    code: error.code,
    message,
    ...(path === undefined ? {} : { path }),
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** Exit status of the command line: 3 a store or service is unavailable, 2 the request was wrong, 1 the work failed. */
export function exitStatusOf(error: unknown): 1 | 2 | 3 {
  const coded = codedErrorOf(error);
  if (!coded) return 1;
  if (coded.errorClass === 'unavailable') return 3;
  return coded.code === 'work-canceled' ? 1 : 2;
}
