/**
 * How a command reaches the product: always over HTTP, so that a command can do what the API can. When a server owns
 * the data folder it is asked; otherwise the command opens the folder itself and serves only itself.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { badInput, unavailable } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Logger } from '../../kernel/log.ts';
import { type ErrorBody, errorBodySchema, type Job, jobSchema } from '../../records/job.ts';
import { type LoginRequest, type Session, sessionSchema } from '../../records/session.ts';
import { type Upload, uploadSchema } from '../../records/upload.ts';
import { readRunFile } from '../../store/folder.ts';
import { cookieName } from '../http/session-cookie.ts';
import { productVersion } from '../product-version.ts';
import type { Output } from './output.ts';

/** A request the server refused, in the words it used. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  constructor(status: number, body: ErrorBody) {
    super(body.code);
    this.status = status;
    this.body = body;
  }
}

export interface Client {
  /** A JSON reply; a job that was started is followed to its end and gives its result. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  upload(file: string): Promise<Upload>;
  /** Writes a reply to a file as it streams in. */
  download(path: string, file: string): Promise<void>;
  /** Opens a session; its token comes in no body, only in the cookie. */
  logIn(given: LoginRequest): Promise<{ readonly session: Session; readonly token: string }>;
  close(): Promise<void>;
}

/** The header by which a request says who sends it; none: nobody. */
export type Credentials =
  | { readonly authorization: string }
  | { readonly cookie: string }
  | Record<string, never>;

/** The credentials of a key, or of the folder's own command line. */
export const bearer = (token: string): Credentials => ({ authorization: `Bearer ${token}` });

/** The credentials of a session; a command speaks plain http, to its own machine. */
export const sessionCookie = (token: string): Credentials => ({ cookie: `${cookieName(false)}=${token}` });

export interface ClientOptions {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  readonly log: Logger;
  /** Left out: the folder's own command line, which may do anything. */
  readonly credentials?: Credentials | undefined;
}

/** Connects to the folder's server, or becomes one for this command. */
export async function connect(options: ClientOptions): Promise<Client> {
  const run = await readRunFile(options.dataFolder);
  const { credentials, out } = options;
  if (run?.url && run.token) return clientAt(run.url, credentials ?? bearer(run.token), out);
  const { openCommandService } = await import('../command-service.ts');
  const service = await openCommandService(options);
  return { ...clientAt(service.url, credentials ?? bearer(service.localToken), out), close: service.close };
}

/** What the list of a person's sessions shows instead of a browser. */
const agent = `rekindle/${productVersion} (command line)`;

/** A client of the server at this address. */
export function clientAt(url: string, credentials: Credentials, out: Output): Client {
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(credentials)) headers.set(name, value);
    headers.set('user-agent', agent);
    headers.set('x-rekindle-locale', out.locale);
    const response = await fetch(url + path, { ...init, method, headers }).catch((cause: unknown) => {
      throw unavailable('server-unreachable', { params: { url }, cause });
    });
    if (!response.ok) throw await refusalOf(response);
    return response;
  };
  const call: Client['call'] = async (method, path, body) => {
    const repeatable = method === 'GET' ? {} : { 'idempotency-key': randomUUID() };
    const response = await send(method, path, {
      headers: { ...repeatable, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const reply: unknown = await response.json();
    return response.status === 202 ? follow((reply as { jobId: string }).jobId, send, out) : reply;
  };
  return {
    call,
    async upload(file) {
      await assertReadableFile(file);
      return uploadSchema.parse(await (await sendFile(file, send)).json());
    },
    async download(path, file) {
      const { body } = await send('GET', path);
      await pipeline(body ? Readable.fromWeb(body as never) : Readable.from([]), createWriteStream(file));
    },
    async logIn(given) {
      const headers = { 'content-type': 'application/json' };
      const response = await send('POST', '/api/session', { headers, body: JSON.stringify(given) });
      const set = `${cookieName(false)}=`;
      const cookie = response.headers.getSetCookie().find(each => each.startsWith(set));
      const token = cookie?.slice(set.length).split(';')[0];
      invariant(token, 'a log-in answers with the cookie of its session');
      return { session: sessionSchema.parse(await response.json()), token };
    },
    close: async () => {},
  };
}

/** Throws `file-unreadable` and `file-is-folder`. */
export async function assertReadableFile(file: string): Promise<void> {
  const unreadable = (cause: unknown) => {
    throw badInput('file-unreadable', { path: 'FILE', received: file, cause });
  };
  await access(file, constants.R_OK).catch(unreadable);
  if ((await stat(file).catch(unreadable))?.isDirectory())
    throw badInput('file-is-folder', { path: 'FILE', received: file });
}

type Send = (method: string, path: string, init?: RequestInit) => Promise<Response>;

/**
 * One multipart request that reads the file as it goes. A file that cannot be read to its end fails as itself, not as a
 * server that hung up.
 */
async function sendFile(file: string, send: Send): Promise<Response> {
  const boundary = `rekindle-${randomUUID()}`;
  const name = encodeURIComponent(basename(file)).replaceAll("'", '%27');
  let failure: unknown;
  const content = async function* () {
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename*=UTF-8\'\'${name}\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    try {
      yield* createReadStream(file);
    } catch (cause) {
      failure = cause;
      throw cause;
    }
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  };
  const body = Readable.toWeb(Readable.from(content())) as unknown as ReadableStream<Uint8Array>;
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return send('POST', '/api/uploads', { headers, body, duplex: 'half' } as RequestInit).catch(
    (cause: unknown) => {
      throw failure ? badInput('file-unreadable', { path: 'FILE', received: file, cause: failure }) : cause;
    },
  );
}

async function refusalOf(response: Response): Promise<Error> {
  const reply = (await response.json().catch(() => null)) as { error?: unknown } | null;
  const parsed = errorBodySchema.safeParse(reply?.error);
  return parsed.success
    ? new Refusal(response.status, parsed.data)
    : unavailable('server-unreachable', { params: { url: response.url } });
}

const lookEveryMs = 150;

/** A busy or restarting store is refused to askers while the job itself goes on; a state database comes back in seconds. */
const patienceMs = 60_000;

/** What `ask` answers, asked again while the server says it is unavailable for now (503). Throws that refusal when it lasts. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof Refusal && cause.status === 503 && performance.now() < until)) throw cause;
      await sleep(lookEveryMs);
    }
  }
}

/** Shows a job's progress until it ends; its failure becomes the command's. */
async function follow(
  jobId: string,
  send: (method: string, path: string) => Promise<Response>,
  out: Output,
): Promise<unknown> {
  for (;;) {
    const reply = await patiently(() => send('GET', `/api/jobs/${jobId}`));
    const job: Job = jobSchema.parse(await reply.json());
    if (job.state === 'done') return job.result;
    if (job.error) throw new Refusal(job.errorStatus ?? 500, job.error);
    if (job.state === 'running') out.progress(job);
    await sleep(lookEveryMs);
  }
}
