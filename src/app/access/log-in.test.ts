/** Proves how guessing is slowed, on a real state database: locks that grow and end, the same answer whatever is wrong. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CodedError } from '../../kernel/errors.ts';
import { fromBase32 } from '../../testing/base32.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { proveLogin } from './log-in.ts';
import { beginSecondFactor, confirmSecondFactor } from './second-factor.store.ts';
import { hotp, stepAt } from './totp.ts';

const password = 'correct horse battery';
const email = 'owner@example.com';
const address = '203.0.113.7';
let stores: TestStores;
let userId: string;

beforeAll(async () => {
  stores = await testStores();
  userId = (await saveAccount(stores.ctx, { email, password, role: 'owner' })).userId;
}, 60_000);
afterAll(() => stores?.close());
beforeEach(async () => {
  await stores.ctx.pg.deleteFrom('login_throttle').execute();
});

/** `ok`, or the refusal's code. */
const attempt = (more: { email?: string; password?: string; code?: string; address?: string } = {}) =>
  proveLogin(stores.ctx, { email, password, address, ...more }).then(
    () => 'ok',
    (refusal: CodedError) => refusal.code,
  );

const longestLock = async () => {
  const { rows } = await sql<{
    until: Date | null;
  }>`select max(wait_until) as until from login_throttle`.execute(stores.ctx.pg);
  return ((rows[0]?.until?.getTime() ?? 0) - stores.ctx.machineNow().getTime()) / 1000;
};

describe('guessing a password', () => {
  test('gets one answer for an unknown address, a wrong password and a locked account', async () => {
    const detail = async (more: object) =>
      proveLogin(stores.ctx, { email, password, address, ...more }).catch((refusal: CodedError) => ({
        ...refusal,
      }));
    const wrong = await detail({ password: 'guess' });
    const unknown = await detail({ email: 'nobody@example.com' });
    for (let time = 0; time < 4; time++) await attempt({ password: 'guess' });
    expect(await detail({})).toEqual(wrong);
    expect(unknown).toEqual(wrong);
    expect(wrong).toMatchObject({ code: 'login-failed' });
  });

  test('is locked after five failures, and the lock ends by itself', async () => {
    for (let time = 0; time < 5; time++) await attempt({ password: 'guess' });
    expect(await attempt()).toBe('login-failed');
    stores.clock.advanceMachine({ seconds: 5 });
    expect(await attempt()).toBe('ok');
  });

  test('from one address locks nobody who comes from another', async () => {
    for (let time = 0; time < 8; time++) await attempt({ password: 'guess' });
    expect(await attempt({ address: '198.51.100.1' })).toBe('ok');
  });

  test('waits twice as long each time, up to fifteen minutes', async () => {
    const waits: number[] = [];
    for (let time = 0; time < 14; time++) {
      stores.clock.advanceMachine({ seconds: waits.at(-1) ?? 0 });
      await attempt({ password: 'guess' });
      waits.push(await longestLock());
    }
    expect(waits).toEqual([0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('forgets failures after a quiet hour', async () => {
    for (let time = 0; time < 12; time++) await attempt({ password: 'guess' });
    stores.clock.advanceMachine({ hours: 1, seconds: 1 });
    await attempt({ password: 'guess' });
    expect(await longestLock()).toBe(0);
  });

  test('at the same moment gets no more tries than one after the other', async () => {
    await Promise.all(Array.from({ length: 40 }, () => attempt({ password: 'guess' })));
    const rows = await stores.ctx.pg.selectFrom('login_throttle').select('failures').execute();
    expect(rows.map(row => row.failures)).toContain(5);
    expect(await attempt()).toBe('login-failed');
  });

  test('of many accounts from one address is told to wait', async () => {
    const codes = [];
    for (let time = 0; time < 51; time++) codes.push(await attempt({ email: `nobody-${time}@example.com` }));
    expect(new Set(codes.slice(0, 50))).toEqual(new Set(['login-failed']));
    expect(codes[50]).toBe('login-throttled');
  });

  test('does not lock an office out that mistypes now and then', async () => {
    for (let time = 0; time < 20; time++) {
      await attempt({ password: 'guess' });
      expect(await attempt()).toBe('ok');
    }
  });
});

describe('guessing the code of somebody whose password is known', () => {
  test('is locked after ten failures from any address, and asking for a code wipes nothing out', async () => {
    const { secret } = await beginSecondFactor(stores.ctx, { userId, email });
    const key = fromBase32(secret);
    const code = () => hotp(key, stepAt(stores.ctx.machineNow()));
    await confirmSecondFactor(stores.ctx, userId, code());
    stores.clock.advanceMachine({ seconds: 90 });
    const wrong = String((Number(code()) + 1) % 1_000_000).padStart(6, '0');
    for (let time = 0; time < 10; time++) {
      expect(await attempt({ address: `198.51.100.${time}` })).toBe('second-factor-needed');
      expect(await attempt({ address: `198.51.100.${time}`, code: wrong })).toBe('second-factor-wrong');
    }
    expect(await attempt({ address: '198.51.100.99', code: code() })).toBe('login-throttled');
    stores.clock.advanceMachine({ seconds: 30 });
    expect(await attempt({ address: '198.51.100.99', code: code() })).toBe('ok');
  });
});
