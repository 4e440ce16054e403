/**
 * What the state database's failures mean to a caller: a full disk and a lost connection are expected and coded;
 * anything else passes as it is. The database's own text is not carried on, since it may quote values.
 */
import { CodedError, unavailable } from '../../kernel/errors.ts';

const lost = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

/** A coded error where one fits, else the same error. */
export function stateFailure(cause: unknown): unknown {
  if (cause instanceof CodedError) return cause;
  const { code = '', message = '' } = (cause ?? {}) as { code?: unknown; message?: unknown };
  if (code === '53100') return unavailable('disk-full', { params: { path: 'PostgreSQL' }, cause });
  if (typeof code !== 'string') return cause;
  const isLost =
    lost.has(code) || code.startsWith('08') || String(message).startsWith('Connection terminated');
  if (!isLost) return cause;
  return unavailable('state-unreachable', { params: { reason: code || 'connection closed' }, cause });
}
