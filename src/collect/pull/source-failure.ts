/**
 * What went wrong at a source as a coded error: by the driver's or the database's own code alone. Their texts may quote
 * values, hosts and accounts, so neither they nor the cause are passed on.
 */
import { badInput, CodedError, conflict, unavailable } from '../../kernel/errors.ts';

const codes: readonly (readonly [pattern: RegExp, code: string])[] = [
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|PROTOCOL_CONNECTION_LOST)$/,
    'pull-source-unreachable',
  ],
  [/^(57P0[123]|53\w{3}|08\w{3}|ER_CON_COUNT_ERROR|ER_SERVER_SHUTDOWN|1040)$/, 'pull-source-unreachable'],
  [
    /^(28\w{3}|ER_ACCESS_DENIED_ERROR|ER_DBACCESS_DENIED_ERROR|ER_ACCESS_DENIED_NO_PASSWORD_ERROR)$/,
    'pull-login-refused',
  ],
  [/^(3D000|ER_BAD_DB_ERROR)$/, 'pull-database-unknown'],
  [/^(42P01|3F000|ER_NO_SUCH_TABLE|ER_UNKNOWN_TABLE)$/, 'pull-table-unknown'],
  [/^(42703|ER_BAD_FIELD_ERROR)$/, 'pull-column-wrong'],
  [
    /^(42501|ER_TABLEACCESS_DENIED_ERROR|ER_COLUMNACCESS_DENIED_ERROR|ER_SPECIFIC_ACCESS_DENIED_ERROR)$/,
    'pull-not-permitted',
  ],
  [
    /^(57014|ER_QUERY_TIMEOUT|ER_STATEMENT_TIMEOUT|ER_QUERY_INTERRUPTED|PROTOCOL_SEQUENCE_TIMEOUT)$/,
    'pull-statement-slow',
  ],
  [/^(25006|ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION)$/, 'pull-statement-writes'],
  [/^(42\w{3}|ER_PARSE_ERROR|ER_NON_UNIQ_ERROR|ER_DUP_FIELDNAME|ER_EMPTY_QUERY)$/, 'pull-statement-wrong'],
  [
    /^(ERR_TLS\w*|ERR_SSL\w*|DEPTH_ZERO\w*|SELF_SIGNED\w*|UNABLE_TO\w*|CERT_\w*|HANDSHAKE\w*|EPROTO)$/,
    'pull-tls-failed',
  ],
];
/** The drivers' own words where they give no code. */
const words: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/does not support (SSL|secure)/i, 'pull-tls-failed'],
  [/certificate|altnames|self[- ]signed/i, 'pull-tls-failed'],
  [/timeout|terminated|closed state|connection/i, 'pull-source-unreachable'],
  [/SASL|password|auth/i, 'pull-login-refused'],
];
const retryable: readonly string[] = ['pull-source-unreachable', 'pull-statement-slow'];

/** The coded error of anything thrown while a source was spoken to. */
export function sourceFailure(cause: unknown): CodedError {
  if (cause instanceof CodedError) return cause;
  const {
    code: given,
    errno,
    message = '',
  } = (cause ?? {}) as { code?: unknown; errno?: unknown; message?: string };
  const own = typeof given === 'string' ? given : typeof errno === 'number' ? String(errno) : '';
  const known =
    codes.find(([pattern]) => pattern.test(own))?.[1] ??
    (own === '' ? words.find(([pattern]) => pattern.test(message))?.[1] : undefined) ??
    'pull-source-failed';
  const detail = { params: { code: own || '?' } };
  return retryable.includes(known) ? unavailable(known, detail) : badInput(known, detail);
}

/**
 * What somebody asks of a source at once: one that is away is no outage of this server, so it is a conflict to them. A job
 * keeps the class, which says that it may be tried again.
 */
export async function askedNow<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof CodedError && cause.errorClass === 'unavailable' && cause.code.startsWith('pull-'))
      throw conflict(cause.code, cause.detail);
    throw cause;
  }
}
