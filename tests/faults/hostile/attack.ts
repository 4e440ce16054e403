/** Sends hostile requests to a shop and says of each reply what is wrong with it. */
import { catalogue } from '../../../src/kernel/catalogue.ts';
import { bytesOf, exchange, type RawReply } from './raw-http.ts';
import type { HostileRequest } from './requests.ts';
import { knownInBytes, knownPattern } from './schema-values.ts';
import { canaries, type Shop } from './shop-under-attack.ts';

/** A request that takes longer hangs. */
const limitMs = 30_000;
/** The general limit allows 3,000 requests a minute and address; the loopback has many addresses. */
const requestsAnAddress = 2_000;

export interface Finding {
  readonly problem: string;
  readonly operation: string;
  /** The request as it was sent, for a test of its own. */
  readonly request: string;
  readonly reply: string;
}

const internals =
  /\n\s+at \S+ \(|node:internal|node_modules|\.ts:\d+|syntax error at|violates|invalid input syntax|invalid byte sequence|DB::Exception|Code: \d+\.|SQLSTATE|ECONN|relation "/;

const tellings: Readonly<Record<string, RegExp>> = {
  uuid: /\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g,
  slug: /"(?:name|campaign|segment|kind|code)":"([a-z0-9-]{1,63})"/g,
  token: /\/u\/([\w-]{40,})/g,
  cursor: /"nextCursor":"([^"]+)"/g,
};

/** `/api/imports/ID/undo` → `imports`. */
const collectionOf = (path: string): string => /^\/api\/([\w-]+)/.exec(path)?.[1] ?? '';

/** What the server has told so far, by collection and altogether, to be asked about again. */
export class Knowledge {
  private readonly lists = new Map<string, string[]>();

  learn(path: string, text: string): void {
    for (const [kind, pattern] of Object.entries(tellings)) {
      const found = [...text.matchAll(pattern)].slice(0, 20).map(match => match[1] ?? '');
      for (const each of found) {
        this.add(`${kind}~`, each);
        this.add(`${kind}~${collectionOf(path)}`, each);
      }
    }
  }

  private add(key: string, value: string): void {
    const list = this.lists.get(key) ?? [];
    this.lists.set(key, list);
    if (list.includes(value)) return;
    if (list.length >= 60) list.splice(30, 1);
    list.push(value);
  }

  /** Puts known things in place of their marks. */
  fill(text: string, marks = knownPattern): string {
    return text.replace(marks, (_, kind: string, collection: string, index: string) => {
      const list = this.lists.get(`${kind}~${collection}`) ?? this.lists.get(`${kind}~`) ?? [];
      return list[Number(index) % Math.max(1, list.length)] ?? 'none';
    });
  }
}

const isWhole = ({ framing, headers }: HostileRequest): boolean =>
  framing !== 'none' && !headers.some(([name]) => /^(content-length|transfer-encoding)$/.test(name));

function codeProblem(reply: RawReply): string | null {
  if (!reply.headers.get('content-type')?.startsWith('application/json'))
    return 'refused without a coded error';
  const code: unknown = JSON.parse(reply.body || '{}')?.error?.code;
  return typeof code === 'string' && code in catalogue ? null : `unknown code ${code}`;
}

/** Who may make backups must learn where they lie: from the list, the work and the audit log. The callers here may. */
const placesAreTheAnswer = /^(GET|POST) \/api\/(backups|audit|jobs)\b/;

/** What is wrong with a reply, or null. */
export function problemOf(
  request: HostileRequest,
  reply: RawReply | null,
  dataFolder: string,
): string | null {
  if (reply === null) return null;
  const { status, body } = reply;
  if (!(status >= 200 && status < 600)) return `status ${status}`;
  if (status >= 500) return `status ${status} ${request.operation}`;
  const tellsWhere = placesAreTheAnswer.test(request.operation) && status === 200;
  if (!tellsWhere && (body.includes(dataFolder) || body.includes(process.cwd())))
    return 'a path of the machine';
  const open = request.caller === 'nobody' || status >= 400;
  if (open && canaries.some(canary => body.includes(canary))) return 'personal data';
  if (status >= 400) {
    if (internals.test(body)) return 'internals in a refusal';
    return request.method === 'HEAD' ? null : codeProblem(reply);
  }
  const page = reply.headers.get('content-type')?.startsWith('text/html');
  // A browser asks before it sends what a page of another site wants to send, and gets headers only.
  const asksFirst = request.method === 'OPTIONS' && body === '';
  if (request.caller === 'nobody' && !request.isPublic && !page && !asksFirst) return 'a stranger was let in';
  return null;
}

export interface Tally {
  readonly findings: Finding[];
  readonly statuses: Record<string, number>;
}

export class Attack {
  private readonly shop: Shop;
  readonly knowledge = new Knowledge();
  readonly tally: Tally = { findings: [], statuses: {} };
  private sent = 0;
  private cookie = '';

  constructor(shop: Shop) {
    this.shop = shop;
  }

  /** Logs in anew: hostile requests may have ended the session. */
  async renewSession(): Promise<void> {
    this.cookie = await this.shop.logIn();
  }

  private identity(request: HostileRequest): [string, string][] {
    if (request.caller === 'owner') return [['authorization', `Bearer ${this.shop.token}`]];
    return request.caller === 'session' ? [['cookie', this.cookie]] : [];
  }

  bytes(request: HostileRequest): Buffer {
    const body =
      request.body === null
        ? null
        : Buffer.from(this.knowledge.fill(request.body.toString('latin1'), knownInBytes), 'latin1');
    const headers: [string, string][] = [
      ['host', `127.0.0.1:${this.shop.port}`],
      ['connection', 'close'],
      ...this.identity(request),
      ...(request.headers as [string, string][]),
    ];
    return bytesOf({ ...request, target: this.knowledge.fill(request.target), headers, body });
  }

  async send(request: HostileRequest): Promise<void> {
    this.sent += 1;
    const place = Math.floor(this.sent / requestsAnAddress);
    const from =
      process.platform === 'linux' ? `127.0.${1 + Math.floor(place / 250)}.${1 + (place % 250)}` : undefined;
    const bytes = this.bytes(request);
    try {
      const reply = await exchange(this.shop.port, bytes, {
        limitMs,
        isWhole: isWhole(request),
        ...(from ? { from } : {}),
      });
      const code = /^\{"error":\{"code":"([\w-]+)"/.exec(reply?.body ?? '')?.[1];
      const status = reply === null ? 'closed' : `${reply.status}${code ? ` ${code}` : ''}`;
      this.tally.statuses[status] = (this.tally.statuses[status] ?? 0) + 1;
      if (reply && reply.status < 400 && request.caller !== 'nobody')
        this.knowledge.learn(request.target, reply.body);
      const problem = problemOf(request, reply, this.shop.dataFolder);
      if (problem) this.note(request, problem, bytes, reply?.body ?? '');
    } catch (cause) {
      this.note(request, String(cause), bytes, '');
    }
  }

  private note(request: HostileRequest, problem: string, bytes: Buffer, reply: string): void {
    const { operation } = request;
    this.tally.findings.push({
      problem,
      operation,
      request: bytes.toString('latin1').slice(0, 3_000),
      reply: reply.slice(0, 600),
    });
  }
}
