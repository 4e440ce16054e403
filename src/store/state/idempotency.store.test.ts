import { afterAll, expect, test } from 'vitest';
import { testState } from '../../testing/state-database.ts';
import {
  abandonRequest,
  beginRequest,
  finishRequest,
  forgetReplies,
  forgetUnfinished,
} from './idempotency.store.ts';

const state = await testState();
const { db } = state;
afterAll(() => state.close());

const at = new Date('2026-03-02T02:00:00Z');
const later = new Date('2026-03-03T02:00:00Z');
const request = (key: string, body = 'a') => ({
  actorId: 'user-1',
  key,
  route: 'POST /api/imports',
  requestHash: Buffer.from(body),
});

test('a repeated request gets the first one’s reply', async () => {
  expect(await beginRequest(db, request('one'), at)).toEqual({ kind: 'first' });
  await finishRequest(db, request('one'), { status: 201, response: [{ importId: 'x' }] });
  expect(await beginRequest(db, request('one'), later)).toEqual({
    kind: 'repeat',
    status: 201,
    response: [{ importId: 'x' }],
  });
  expect(await beginRequest(db, { ...request('one'), actorId: 'user-2' }, at)).toEqual({ kind: 'first' });
});

test('a key that came with another body or route is refused', async () => {
  await beginRequest(db, request('two'), at);
  await expect(beginRequest(db, request('two', 'b'), at)).rejects.toThrow('idempotency-key-reused');
  await expect(beginRequest(db, { ...request('two'), route: 'POST /api/x' }, at)).rejects.toThrow(
    'idempotency-key-reused',
  );
});

test('of many at once exactly one goes ahead', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 6 }, () => beginRequest(db, request('race'), at)),
  );
  expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1);
  const [refused] = outcomes.filter(outcome => outcome.status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'idempotency-in-progress' } });
});

test('a failed request may be tried again, a finished one is not forgotten by it', async () => {
  await beginRequest(db, request('three'), at);
  await abandonRequest(db, request('three'));
  expect(await beginRequest(db, request('three'), at)).toEqual({ kind: 'first' });
  await finishRequest(db, request('three'), { status: 200, response: null });
  await abandonRequest(db, request('three'));
  expect(await beginRequest(db, request('three'), at)).toEqual({
    kind: 'repeat',
    status: 200,
    response: null,
  });
});

test('what a dead process left unfinished and what is too old is forgotten', async () => {
  await beginRequest(db, request('four'), at);
  await forgetUnfinished(db, later);
  expect(await beginRequest(db, request('four'), later)).toEqual({ kind: 'first' });
  await forgetReplies(db, new Date(later.getTime() + 1));
  expect(await db.selectFrom('idempotency').selectAll().execute()).toEqual([]);
});
