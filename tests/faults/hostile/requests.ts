/** Requests over every operation of the API document: fitting, nearly fitting, and broken in the ways HTTP allows. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fitting, hostileStrings, type JsonSchema, known, type Named, nearly } from './schema-values.ts';

export interface Operation {
  readonly method: string;
  /** As in the document: `/api/segments/{name}`. */
  readonly path: string;
  readonly isPublic: boolean;
  readonly parameters: readonly { in: string; name: string; schema: JsonSchema; required?: boolean }[];
  readonly body: JsonSchema | null;
}

interface DocumentedOperation {
  readonly parameters?: Operation['parameters'];
  readonly security?: readonly unknown[];
  readonly requestBody?: { content: Record<string, { schema: JsonSchema }> };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components?: { readonly schemas?: Named };
}

const undocumented = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/api/openapi.json',
  '/',
  '/act/campaigns',
  '/assets/x.js',
];

/** Every documented operation, and the addresses that are served without being documented. */
export function operationsOf(document: ApiDocument): Operation[] {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: it.security?.length === 0 || (path === '/api/session' && method === 'delete'),
      parameters: it.parameters ?? [],
      body: it.requestBody?.content['application/json']?.schema ?? null,
    })),
  );
  const hidden = undocumented.map(path => ({
    method: 'GET',
    path,
    isPublic: true,
    parameters: [],
    body: null,
  }));
  return [...documented, ...hidden];
}

export type Caller = 'owner' | 'session' | 'nobody';

export interface HostileRequest {
  readonly operation: string;
  readonly isPublic: boolean;
  readonly caller: Caller;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Latin-1 text of the body's bytes, or null. */
  readonly body: Buffer | null;
  readonly framing: 'length' | 'chunked' | 'none';
}

type Headers = readonly (readonly [string, string])[];

/** JSON with `__proto__` kept as a key. */
const json = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** A private-use mark stays as it is: it is replaced by what the server knows. */
const percent = (text: string): string =>
  [...text.toWellFormed()].map(c => (/[\ue000\ue001]/.test(c) ? c : encodeURIComponent(c))).join('');

const pathTricks = fc.constantFrom<(path: string) => string>(
  path => path.replace('/api', '/api/./'),
  path => path.replace('/api', '//api'),
  path => path.replace('/api', '/%61pi'),
  path => `${path}/`,
  path => `${path}%00`,
  path => `${path}%ff`,
  path => `${path}%`,
  path => `${path}%2e%2e%2f`,
  path => `${path};x=1`,
  path => path.toUpperCase(),
  path => `${path}/${'a'.repeat(9_000)}`,
  path => `http://evil.example${path}`,
  path => path.replaceAll('/', '%2f'),
  path => path.replaceAll('/', '\\'),
  path => `${path}#x`,
  path => `${path}?`,
  () => '*',
  () => '/../../../../etc/passwd',
  () => '/%2e%2e/%2e%2e/etc/passwd',
  () => '/assets/..%2f..%2f..%2fpackage.json',
);

const queryTricks = fc.constantFrom(
  'limit=1&limit=2',
  'limit[]=1',
  'limit[__proto__]=1',
  '__proto__=1&constructor=2',
  'cursor=%00',
  'cursor=%ff%fe',
  'limit=%',
  '&&&==&',
  `${'a=1&'.repeat(1_500)}`,
  `q=${'x'.repeat(12_000)}`,
  'limit=1e999',
  'limit=-1',
  'limit=0x10',
);

const headerTricks = fc.constantFrom<Headers>(
  [['x-long', 'x'.repeat(20_000)]],
  Array.from({ length: 300 }, (_, n) => [`x-many-${n}`, 'x'] as const),
  [['idempotency-key', 'abcdefgh']],
  [['idempotency-key', 'repeated-key-0001']],
  [['idempotency-key', 'x']],
  [['idempotency-key', 'y'.repeat(201)]],
  [['idempotency-key', 'täst-key-1']],
  [
    ['idempotency-key', 'first-key'],
    ['idempotency-key', 'second-key'],
  ],
  [['accept-language', ';q=,,*zh-%%']],
  [['x-rekindle-locale', 'xx']],
  [['origin', 'https://evil.example']],
  [['origin', 'null']],
  [['sec-fetch-site', 'cross-site']],
  [['x-http-method-override', 'DELETE']],
  [['x-forwarded-for', "127.0.0.1, ' or 1=1"]],
  [['x-forwarded-host', 'evil.example']],
  [['x-forwarded-proto', 'https']],
  [['expect', '100-continue']],
  [['expect', 'nonsense']],
  [
    ['connection', 'upgrade'],
    ['upgrade', 'websocket'],
  ],
  [['range', 'bytes=0-1,2-9999999999']],
  [['if-none-match', '*']],
  [['accept', 'text/html;q=x']],
  [['accept-encoding', 'gzip;q=x, br']],
  [['content-encoding', 'gzip']],
  [['content-length', '5']],
  [['transfer-encoding', 'chunked']],
  [['transfer-encoding', 'gzip, chunked']],
  [['cookie', 'rekindle-session=%00; __Host-rekindle=a; __proto__=x']],
  [['cookie', `rekindle-session=${'a'.repeat(8_000)}`]],
  [['authorization', 'Bearer rk_00000000_wrong']],
  [['authorization', 'Basic !!!']],
  [['bad header', 'x']],
  [['x-null', 'a\u0000b']],
);

const contentTypes = fc.constantFrom(
  'application/json; charset=utf-16',
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=x',
  'application/json, text/html',
  'application/vnd.api+json',
  '',
  '\u00ff',
);

const brokenBodies = fc.constantFrom<(text: string) => Buffer>(
  text => Buffer.from(text.slice(0, -1)),
  text => Buffer.from(`\ufeff${text}`),
  text => Buffer.from(`${text}${text}`),
  text => Buffer.from(`{"__proto__":{"x":1},${text.slice(1)}`),
  text => Buffer.from(`{"constructor":{"prototype":{"x":1}},${text.slice(1)}`),
  () => Buffer.from('['.repeat(100_000)),
  () => Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
  () => Buffer.from(`${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}`),
  () => Buffer.from(`${'{"all":['.repeat(3_000)}${']}'.repeat(3_000)}`),
  () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  () => Buffer.from('{"limit":1e999,"value":-1e999}'),
  () => Buffer.from(`{"value":${'9'.repeat(5_000)}}`),
  () => Buffer.from('{"a":1,"a":2}'),
  () => Buffer.from('NaN'),
  () => Buffer.from('\u0000'.repeat(50)),
  () => Buffer.alloc(2_200_000, 'x'),
  () => Buffer.from(`"${'x'.repeat(2_200_000)}"`),
  text => gzipSync(text),
  () => Buffer.from('a=1&a=2&__proto__=3&%zz=%00'),
  () =>
    Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="file"; filename="../../\u0000etc/passwd"\r\n\r\na,b\n1,2\n\r\n--x--\r\n',
    ),
  () => Buffer.from('--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file'),
  () =>
    Buffer.from(`${'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n'.repeat(3_000)}--x--\r\n`),
);

/** What the server told about the collection an operation is about: `/api/why/…` is about customers and campaigns. */
function knownFor(path: string, name: string): fc.Arbitrary<string> {
  const own = /^\/api\/([\w-]+)/.exec(path)?.[1] ?? '';
  const collection =
    name === 'customerId' ? 'customers' : own === 'retrospectives' || own === 'why' ? 'campaigns' : own;
  const kind = name === 'token' ? 'token' : /^(name|campaign)$/.test(name) ? 'slug' : 'uuid';
  return fc.nat(60).map(index => known(kind, collection, index));
}

const fillPath = (operation: Operation, named: Named) => {
  const inPath = operation.parameters.filter(each => each.in === 'path');
  const model = Object.fromEntries(
    inPath.map(({ name, schema }) => [
      name,
      fc.oneof(
        { weight: 8, arbitrary: knownFor(operation.path, name) },
        { weight: 2, arbitrary: fitting(schema, named).map(String) },
        { weight: 1, arbitrary: fc.constantFrom(...hostileStrings).map(text => text.slice(0, 700)) },
      ),
    ]),
  );
  return fc
    .record(model)
    .map(values => operation.path.replace(/\{(\w+)\}/g, (_, name: string) => percent(values[name] ?? '')));
};

const fillQuery = (operation: Operation, named: Named) => {
  const inQuery = operation.parameters.filter(each => each.in === 'query');
  const model = Object.fromEntries(
    inQuery.map(({ name, schema }) => [
      name,
      fc.oneof(
        { weight: 5, arbitrary: fitting(schema, named).map(String) },
        { weight: 1, arbitrary: fc.constantFrom(...hostileStrings).map(text => text.slice(0, 3_000)) },
      ),
    ]),
  );
  const stated = fc.record(model, { requiredKeys: [] }).map(values =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${percent(value as string)}`)
      .join('&'),
  );
  return fc.oneof({ weight: 6, arbitrary: stated }, { weight: 1, arbitrary: queryTricks });
};

const fillBody = (
  operation: Operation,
  named: Named,
): fc.Arbitrary<{ type: string | null; bytes: Buffer | null }> => {
  const fits = fitting(operation.body ?? {}, named);
  const values = fc.oneof({ weight: 1, arbitrary: fits }, { weight: 1, arbitrary: nearly(fits) });
  const text = values.map(value => ({
    type: 'application/json' as string | null,
    bytes: Buffer.from(json(value)),
  }));
  const broken = fc
    .tuple(brokenBodies, values, fc.oneof(fc.constant('application/json'), contentTypes))
    .map(([breaking, value, type]) => ({ type, bytes: breaking(json(value)) }));
  const none = fc.constant({ type: null, bytes: null });
  if (operation.method === 'GET')
    return fc.oneof({ weight: 30, arbitrary: none }, { weight: 1, arbitrary: broken });
  if (operation.body === null)
    return fc.oneof(
      { weight: 6, arbitrary: none },
      { weight: 1, arbitrary: text },
      { weight: 2, arbitrary: broken },
    );
  return fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 2, arbitrary: broken },
    { weight: 1, arbitrary: none },
  );
};

const strangeMethods = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'CONNECT',
  'PATCH',
  'DELETE',
  'PUT',
  'get',
  'FOO',
];

/** Null, but once in `n + 1` times a value. */
const sometimes = <T>(n: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: n, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Requests at one operation by somebody: three of four are well-formed HTTP that reaches the route. */
export function requestsAt(operation: Operation, named: Named): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      caller: fc.constantFrom<Caller>('owner', 'owner', 'session', 'nobody'),
      path: fillPath(operation, named),
      query: fillQuery(operation, named),
      body: fillBody(operation, named),
      framing: fc.constantFrom(...Array(8).fill('length'), 'chunked', 'chunked', 'none'),
      trick: sometimes(12, pathTricks),
      headers: sometimes(5, headerTricks),
      method: sometimes(25, fc.constantFrom(...strangeMethods)),
    })
    .map(({ caller, path, query, body, framing, trick, headers, method }) => ({
      operation: `${operation.method} ${operation.path}`,
      // Anybody may log out, whatever else the address does.
      isPublic: operation.isPublic || `${method} ${operation.path}` === 'DELETE /api/session',
      caller,
      method: method ?? operation.method,
      target: `${trick ? trick(path) : path}${query ? `?${query}` : ''}`,
      headers: [...(body.type === null ? [] : [['content-type', body.type] as const]), ...(headers ?? [])],
      body: body.bytes,
      framing: framing as HostileRequest['framing'],
    }));
}

/** Long work and log-in are asked for seldom: each costs the machine a second or a wait. */
const seldom = /^(POST \/api\/(reviews|session|imports|users)|DELETE)/;

/** Requests over all operations. */
export function requestsOver(operations: readonly Operation[], named: Named): fc.Arbitrary<HostileRequest> {
  return fc.oneof(
    ...operations.map(operation => ({
      weight: seldom.test(`${operation.method} ${operation.path}`) ? 2 : 10,
      arbitrary: requestsAt(operation, named),
    })),
  );
}
