/**
 * The one way to the server: JSON over `/api`, the error shape turned into one class, and an `Idempotency-Key` on
 * every change so that a repeated request is answered, not repeated.
 */
import type { ErrorBody } from '../../../src/records/job.ts';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A page of a list as its address asks for it: search, order, filters, place and size. */
export type PageQuery = Query & { readonly limit: number };

/** A refusal or failure in the server's words: what, where, expected, received, remedy. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
  }
}

let language = 'zh-CN';
/** Errors come in the language of the page; called when the page's language changes. */
export const speak = (locale: string) => {
  language = locale;
};

/** A fresh key for one intended change; it works on plain HTTP too, where `randomUUID` does not exist. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

export function withQuery(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function failure(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: ErrorBody } | null;
  return new ApiError(
    response.status,
    body?.error ?? { code: `http-${response.status}`, message: `HTTP ${response.status}` },
  );
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

async function send(path: string, call: Call): Promise<Response> {
  const isForm = call.body instanceof FormData;
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language };
  if (call.body !== undefined && !isForm) headers['content-type'] = 'application/json';
  if (call.method && call.method !== 'GET') headers['idempotency-key'] = call.key ?? newKey();
  try {
    return await fetch(withQuery(path, call.query), {
      method: call.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(call.body === undefined
        ? {}
        : { body: isForm ? (call.body as FormData) : JSON.stringify(call.body) }),
      ...(call.signal ? { signal: call.signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, { code: 'server-unreachable', message: '' });
  }
}

/** Sends one request; the type is the caller's promise about the server's schema of that route. */
export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const response = await send(path, call);
  if (!response.ok) throw await failure(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** A file made by the server, handed to the browser under the server's own name for it. */
export async function download(path: string, call: Call = {}): Promise<void> {
  const response = await send(path, call);
  if (!response.ok) throw await failure(response);
  const name = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveBlob(await response.blob(), name ?? path.split('/').pop() ?? 'download');
}

/** Offers a blob to the browser as a file. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
