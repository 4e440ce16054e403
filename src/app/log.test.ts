/** Proves that personal data does not reach the log by type, by name or inside error texts. */
import { expect, test } from 'vitest';
import { Pii } from '../kernel/pii.ts';
import { createLog } from './log.ts';

function captured(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ destination: { write: line => lines.push(line) } }));
  return lines.join('');
}

test('a Pii value prints as redacted at any depth', () => {
  const line = captured(log =>
    log.info({ who: new Pii('canary@example.com'), deep: { x: [new Pii(7)] } }, 'sent'),
  );
  expect(line).not.toContain('canary');
  expect(JSON.parse(line)).toMatchObject({ who: '[redacted]', deep: { x: ['[redacted]'] }, msg: 'sent' });
});

test('fields with a telling name are redacted', () => {
  const line = captured(log =>
    log.info({ email: 'x', nested: { phone: 13800000000, password: 'p' } }, 'made'),
  );
  expect(JSON.parse(line)).toMatchObject({
    email: '[redacted]',
    nested: { phone: '[redacted]', password: '[redacted]' },
  });
});

test('error texts lose addresses and phone numbers and database details are left out', () => {
  const error = Object.assign(new Error('duplicate for li.lei+1@example.com.cn or 13912345678'), {
    code: '23505',
    detail: 'Key (value)=(13912345678) already exists',
  });
  const line = captured(log => log.error({ error }, 'failed'));
  expect(line).not.toMatch(/li\.lei|13912345678|already exists/);
  expect(line).toContain('23505');
});

test('numbers, dates and ids stay readable', () => {
  const line = captured(log =>
    log.info({ rows: 12, id: '0197-aa', at: new Date(0), big: 9007199254740993n }, 'done'),
  );
  expect(JSON.parse(line)).toMatchObject({
    rows: 12,
    id: '0197-aa',
    at: '1970-01-01T00:00:00.000Z',
    big: '9007199254740993',
  });
});
