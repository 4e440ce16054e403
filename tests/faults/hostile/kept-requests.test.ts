/**
 * Requests that once got a 5xx, an uncoded refusal or a hang, each as it was found by the generated ones, with the
 * answer it gets now.
 */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bytesOf, exchange, type RawRequest } from './raw-http.ts';
import { openShop } from './shop-under-attack.ts';

type Kept = Partial<RawRequest> & {
  readonly answer: string;
  readonly target: string;
  readonly isCut?: boolean;
};
const json = ['content-type', 'application/json'] as const;
const text = (body: unknown) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
const put = (target: string, body: unknown, answer: string): Kept => ({
  method: 'PUT',
  target,
  headers: [json],
  body: text(body),
  answer,
});
const post = (target: string, body: unknown, answer: string): Kept => ({
  ...put(target, body, answer),
  method: 'POST',
});
const rule = (value: unknown) => ({ title: 'x', rule: { feature: 'region', op: 'eq', value } });
const part = (name: string) =>
  `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
const upload = (body: string | Buffer, answer: string, type = 'multipart/form-data; boundary=x'): Kept => ({
  method: 'POST',
  target: '/api/uploads',
  headers: [['content-type', type]],
  body: Buffer.from(body),
  answer,
});
/** Fine in JSON, and no text for PostgreSQL. */
const halves = ['\\u0000', '\\ud800', '\\udc00\\ud800'];

const someId = '01a21b15-262e-7787-8b42-c2cb1d160ea9';

const kept: readonly Kept[] = [
  // Node's own parser and fastify's router spoke in their own shapes, or in none.
  { method: 'get', target: '/api/home', answer: '400 request-unreadable' },
  { target: '/api/segments%', answer: '400 request-unreadable' },
  { target: '/api/segments/a b', answer: '400 request-unreadable' },
  { target: '/api/home', headers: [['x-long', 'x'.repeat(20_000)]], answer: '431 request-unreadable' },
  { target: '/api/home', headers: [['expect', 'nonsense']], answer: '417 expectation-unknown' },
  { target: '/api/home', headers: [['x-null', 'a\u0000b']], answer: '400 request-unreadable' },
  // Both lengths at once is how requests are smuggled past a proxy.
  {
    ...post('/api/reviews', {}, '400 request-unreadable'),
    headers: [json, ['transfer-encoding', 'chunked']],
    isCut: true,
  },
  // NUL and half characters reached PostgreSQL.
  ...halves.flatMap(half => [
    put('/api/segments/x', JSON.stringify(rule('HALF')).replace('HALF', half), '400 text-not-allowed'),
    post('/api/keys', `{"name":"a${half}b","scope":"read"}`, '400 text-not-allowed'),
    post('/api/customers/search', `{"query":"a${half}b"}`, '400 text-not-allowed'),
  ]),
  { target: '/api/knowledge?query=%00', answer: '400 text-not-allowed' },
  { target: '/api/campaigns/%00/result', answer: '400 text-not-allowed' },
  { target: '/api/retrospectives/%00', answer: '400 text-not-allowed' },
  // Nesting that exhausts the stack of whoever walks it.
  put('/api/segments/x', `${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}`, '400 body-too-deep'),
  put('/api/segments/x', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, '400 body-too-deep'),
  {
    ...post('/api/campaigns/mailed/pause', `${'['.repeat(9_000)}${']'.repeat(9_000)}`, '400 body-too-deep'),
    headers: [json, ['idempotency-key', 'a-deep-body-1']],
  },
  put('/api/segments/x', '{"__proto__":{"title":"x"},"title":"x"}', '400 body-not-json'),
  put('/api/segments/x', gzipSync('{}').toString('latin1'), '400 body-not-json'),
  // The parser of uploads threw plain errors.
  upload('x', '400 upload-broken', 'multipart/form-data; boundary='),
  upload(`${part('a.csv')}a,b\r\n`, '400 upload-broken'),
  upload('--x--\r\n', '400 upload-missing'),
  // The server's own command line has no account, and its name is no id.
  { method: 'DELETE', target: `/api/account/sessions/${someId}`, answer: '401 not-logged-in' },
  post('/api/account/second-factor/confirm', { code: '123456' }, '401 not-logged-in'),
  // Moments neither store can hold: the job and the home page failed for everybody afterwards.
  post('/api/reviews', { asOf: '0000-01-01T00:00:00Z' }, '400 field-invalid'),
  post('/api/reviews', { asOf: '9999-12-31T23:59:59Z' }, '400 field-invalid'),
  post('/api/campaigns/mailed/result', { asOf: '2299-12-31T23:59:59Z' }, '400 field-invalid'),
];

/** `400 code` of a refusal, the status of anything else. */
async function answerTo(
  shop: Awaited<ReturnType<typeof openShop>>,
  { answer: _, isCut = false, ...request }: Kept,
) {
  const headers = [
    ['host', 'x'],
    ['connection', 'close'],
    ['authorization', `Bearer ${shop.token}`],
    ...(request.headers ?? []),
  ] as const;
  const bytes = bytesOf({ method: 'GET', body: null, framing: 'length', ...request, headers });
  const reply = await exchange(shop.port, bytes, { limitMs: 30_000, isWhole: !isCut });
  const code: unknown = JSON.parse(reply?.body || '{}').error?.code;
  return `${reply?.status}${code ? ` ${code}` : ''}`;
}

test('every request that was once a way in gets the refusal it deserves', async () => {
  const shop = await openShop();
  const answers = [];
  for (const each of kept) {
    const what = `${each.method ?? 'GET'} ${each.target.slice(0, 60)} ${each.body?.toString().slice(0, 80) ?? ''}`;
    answers.push({ what, answer: await answerTo(shop, each), wanted: each.answer });
  }
  expect(answers.filter(({ answer, wanted }) => answer !== wanted)).toEqual([]);
  expect((await shop.call('GET', '/api/home')).status).toBe(200);

  const names = [
    '../../../etc/passwd',
    '..\\\\..\\\\evil.csv',
    '/etc/passwd',
    '\u202egpj.csv',
    'a\u0001b.csv',
  ];
  for (const name of names) {
    const form = Buffer.from(`${part(name)}a,b\r\n1,2\r\n\r\n--x--\r\n`);
    const reply = await fetch(`${shop.url}/api/uploads`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'multipart/form-data; boundary=x' },
    });
    const { fileName } = (await reply.json()) as { fileName: string };
    expect(fileName).not.toMatch(/[/\\\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
  }

  const bomb = Buffer.concat([
    Buffer.from(part('bomb.csv.gz')),
    gzipSync(Buffer.alloc(200_000_000, 'a,b\n')),
    Buffer.from('\r\n--x--\r\n'),
  ]);
  const staged = await fetch(`${shop.url}/api/uploads`, {
    method: 'POST',
    body: bomb,
    headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  const { uploadId } = (await staged.json()) as { uploadId: string };
  const preview = await shop.call('POST', '/api/imports/preview', { uploadId, kind: 'orders' });
  expect([preview.status, (preview.json['error'] as { code: string }).code]).toEqual([400, 'import-bomb']);
  expect((await shop.condition()).failures).toEqual([]);
}, 300_000);
