/**
 * The one error shape of ARCHITECTURE: a stable code, a class that decides the HTTP and exit status, and the
 * value, place, expectation and remedy a person needs. Texts live in the catalogue, in Chinese and English.
 */
export type ErrorClass = 'bad-input' | 'not-found' | 'not-allowed' | 'conflict' | 'unavailable';

export interface ErrorDetail {
  /** Where: a field path, a column and row, an option. */
  readonly path?: string;
  readonly expected?: string;
  /** What came, already masked when its column holds personal data. */
  readonly received?: string;
  /** Values for the placeholders of the catalogue's texts. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** An expected failure of a command or request. Bugs are `invariant` failures instead. */
export class CodedError extends Error {
  readonly code: string;
  readonly errorClass: ErrorClass;
  readonly detail: ErrorDetail;
  constructor(errorClass: ErrorClass, code: string, detail: ErrorDetail = {}) {
    super(code, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'CodedError';
    this.errorClass = errorClass;
    this.code = code;
    this.detail = detail;
  }
  /** Whether the same call may succeed later without a change. */
  get retryable(): boolean {
    return this.errorClass === 'unavailable';
  }
}

export const badInput = (code: string, detail?: ErrorDetail) => new CodedError('bad-input', code, detail);
export const notFound = (code: string, detail?: ErrorDetail) => new CodedError('not-found', code, detail);
export const notAllowed = (code: string, detail?: ErrorDetail) => new CodedError('not-allowed', code, detail);
export const conflict = (code: string, detail?: ErrorDetail) => new CodedError('conflict', code, detail);
export const unavailable = (code: string, detail?: ErrorDetail) =>
  new CodedError('unavailable', code, detail);
