/**
 * What the engine's failures mean to a caller. The engine quotes data in its messages, so they are never passed
 * on: an expected failure becomes a coded error, anything else a bug whose message has its quotations cut out.
 */
import { badInput, CodedError, unavailable } from '../../kernel/errors.ts';
import { InvariantError } from '../../kernel/invariant.ts';

const rowNumber = /\(at row (\d+)\)/;

/** The engine's numeric code: from the binding's errors, the HTTP client's, or the message itself. */
export function engineCode(error: unknown): number | null {
  const chain = error as { clickhouseCode?: number; code?: unknown; message?: string; cause?: unknown };
  if (typeof chain?.clickhouseCode === 'number') return chain.clickhouseCode;
  const inMessage = /Code: (\d+)\. DB::/.exec(chain?.message ?? '');
  if (inMessage) return Number(inMessage[1]);
  if (typeof chain?.code === 'string' && /^\d+$/.test(chain.code)) return Number(chain.code);
  return chain?.cause ? engineCode(chain.cause) : null;
}

const parseCodes = new Set([6, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 131, 321, 376, 407, 441]);

/** The 1-based row of a refused insert as far as the engine tells, else null. */
export const failedRow = (error: unknown): number | null => {
  const match = rowNumber.exec((error as Error)?.message ?? '');
  return match ? Number(match[1]) : null;
};

/** The first line without anything from its first quote to its last: quoted values may hold quotes themselves. */
const masked = (message: string) => (message.split('\n')[0] ?? '').replace(/['"].*['"]/, "'…'");

const mutationFailed = 341;

/** A mutation fails with a code of its own that quotes what made it fail; the cause's code is the second it names. */
function causeCode(error: unknown): number | null {
  const code = engineCode(error);
  if (code !== mutationFailed) return code;
  const named = [...((error as Error)?.message ?? '').matchAll(/Code: (\d+)\b/g)].map(match =>
    Number(match[1]),
  );
  return named.find(each => each !== mutationFailed) ?? code;
}

/** A statement's failure as a coded error, or the bug it shows. Never carries the engine's own text of values. */
export function engineFailure(error: unknown, tag: string): CodedError | InvariantError {
  if (error instanceof CodedError) return error;
  const code = causeCode(error);
  switch (code) {
    case 394:
      return unavailable('facts-canceled', { params: { tag } });
    case 159:
    case 160:
      return unavailable('facts-timeout', { params: { tag } });
    case 241:
    // What did not fit spilled to disk, and that has its limit too.
    case 396:
      return unavailable('facts-memory-exceeded', { params: { tag } });
    case 243:
      return unavailable('facts-disk-full', { params: { tag } });
    default:
      return new InvariantError(
        `facts statement ${tag} failed: ${masked((error as Error)?.message ?? '')} (cause: ${code ?? 'none named'})`,
      );
  }
}

/** A refused insert: unreadable rows are the input's fault, the rest as any statement. */
export function insertFailure(error: unknown, tag: string): CodedError | InvariantError {
  const code = engineCode(error);
  if (code === null || !parseCodes.has(code)) return engineFailure(error, tag);
  const row = failedRow(error);
  return badInput('facts-bad-rows', { ...(row ? { path: `rows[${row - 1}]` } : {}), params: { tag } });
}
