/** Proves the error shape, its statuses and its two languages. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../kernel/catalogue.ts';
import { badInput, conflict, notAllowed, notFound, unavailable } from '../kernel/errors.ts';
import { errorReply, exitStatusOf } from './error-reply.ts';

const cases = [
  { error: badInput('field-invalid'), status: 400, exit: 2 },
  { error: notAllowed('scope-too-small'), status: 403, exit: 2 },
  { error: notAllowed('not-logged-in'), status: 401, exit: 2 },
  { error: notFound('job-unknown'), status: 404, exit: 2 },
  { error: conflict('idempotency-key-reused'), status: 409, exit: 2 },
  { error: unavailable('store-unreachable'), status: 503, exit: 3 },
  { error: unavailable('too-many-requests'), status: 429, exit: 3 },
  { error: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), status: 503, exit: 3 },
  { error: Object.assign(new Error('full'), { code: 'ENOSPC' }), status: 503, exit: 3 },
  { error: new TypeError('a bug'), status: 500, exit: 1 },
];

for (const { error, status, exit } of cases) {
  test(`${error.message} answers ${status} and exits ${exit}`, () => {
    expect(errorReply(error, 'en').status).toBe(status);
    expect(exitStatusOf(error)).toBe(exit);
  });
}

test('the message comes in the language of the caller', () => {
  const error = notAllowed('scope-too-small', { params: { needed: 'manage' } });
  expect(errorReply(error, 'zh-CN').body.error.message).toBe('当前身份没有此操作的权限（需要 manage）。');
  expect(errorReply(error, 'en').body.error.message).toBe(
    'You are not permitted to do this (it needs manage).',
  );
});

test('a failed schema names its path and expectation and never echoes the value', () => {
  const parsed = z
    .object({ goal: z.object({ target: z.number() }) })
    .safeParse({ goal: { target: 'a@b.cn' } });
  const reply = errorReply(parsed.error, 'en');
  expect(reply.body.error).toMatchObject({ code: 'field-invalid', path: 'goal.target' });
  expect(reply.body.error.expected).toContain('number');
  expect(JSON.stringify(reply.body)).not.toContain('a@b.cn');
});

test('the text of an unexpected error stays in the log', () => {
  const reply = errorReply(new Error('insert of zhang@example.com failed'), 'en', 'r-17');
  expect(reply.body.error.message).toContain('r-17');
  expect(JSON.stringify(reply.body)).not.toContain('zhang');
});

test('every text of the catalogue stands in both languages with the same placeholders', () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();
  for (const [code, text] of Object.entries(catalogue)) {
    expect([code, holes(text.zh)]).toEqual([code, holes(text.en)]);
    expect(Boolean(text.remedy?.zh), code).toBe(Boolean(text.remedy?.en));
  }
});

test('a connection that breaks without a code is an unavailable store', () => {
  for (const message of [
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
  ])
    expect([exitStatusOf(new Error(message)), errorReply(new Error(message), 'en').body.error.code]).toEqual([
      3,
      'store-unreachable',
    ]);
});

test('a failed schema says what it expects by example and bound', () => {
  const schema = z.object({
    at: z.iso.datetime(),
    id: z.uuid(),
    mode: z.enum(['drill', 'real']),
    conclusion: z.string().min(3),
    keep: z.number().max(60),
    hour: z.string().regex(/^\d\d$/, '03'),
    size: z.union([z.number(), z.literal('all')]),
  });
  const good = {
    at: '2026-01-31T08:00:00Z',
    id: '01a21c7d-b6fb-74dd-a947-a843ccf73e48',
    mode: 'real',
    conclusion: 'done',
    keep: 2,
    hour: '03',
    size: 'all',
  };
  const expected = (field: string, value: unknown) =>
    errorReply(schema.safeParse({ ...good, [field]: value }).error, 'en').body.error.expected;
  expect(schema.safeParse(good).success).toBe(true);
  expect(expected('at', '2026-01-31')).toBe('2026-01-31T08:00:00Z');
  expect(expected('id', 'x')).toMatch(/^[0-9a-f-]{36}$/);
  expect(expected('mode', 'x')).toBe('drill | real');
  expect(expected('conclusion', 'x')).toBe('length ≥ 3');
  expect(expected('conclusion', undefined)).toBe('string');
  expect(expected('keep', 61)).toBe('≤ 60');
  expect(expected('hour', 'x')).toBe('03');
  expect(expected('size', {})).toBe('number | all');
});

test('a value that fits none of several shapes is told what the shape it has begun to be asks for', () => {
  const choice = z.union([
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('orders'), title: z.string(), columns: z.object({ id: z.string() }) }),
      z.strictObject({ kind: z.literal('customers'), title: z.string() }),
    ]),
    z.object({ builtIn: z.string().min(1) }),
  ]);
  const refused = (value: unknown) => {
    const { path, expected } = errorReply(
      z.object({ mapping: choice }).safeParse({ mapping: value }).error,
      'en',
    ).body.error;
    return [path, expected];
  };
  expect(refused({ title: 'x' })).toEqual(['mapping.kind', 'orders | customers']);
  expect(refused({ kind: 'orders', title: 'x' })).toEqual(['mapping.columns', 'object']);
  expect(refused({ kind: 'orders', title: 'x', columns: { id: 5 } })).toEqual([
    'mapping.columns.id',
    'string',
  ]);
  expect(refused({ builtIn: 5 })).toEqual(['mapping.builtIn', 'string']);
  expect(refused(5)).toEqual(['mapping', 'object']);
});
