import { describe, expect, test } from 'vitest';
import { hashPassword, isPassword, requirePassword } from './passwords.ts';

const verdict = (password: string) => {
  try {
    requirePassword(password, 'wang.fang@example.com');
    return null;
  } catch (refusal) {
    return (refusal as { code: string }).code;
  }
};

describe('a password', () => {
  test.each([
    ['short', 'password-too-short'],
    ['password123', 'password-too-easy'],
    ['Welcome2026!', 'password-too-easy'],
    ['1234567890', 'password-too-easy'],
    ['0123456789', 'password-too-easy'],
    ['aaaaaaaaaaaa', 'password-too-easy'],
    ['wang.fang1988', 'password-too-easy'],
    ['correct horse battery', null],
    ['夏天的风轻轻吹过窗前', null],
    ['8a7f-kk2p-qq9z', null],
  ])('%s: %s', (password, code) => expect(verdict(password)).toBe(code));

  test('is proved by its own hash and by no other, and never without one', async () => {
    const kept = await hashPassword('correct horse battery');
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword(kept, 'correct horse battery')).toBe(true);
    expect(await isPassword(kept, 'correct horse batterz')).toBe(false);
    expect(await isPassword(null, 'nobody has this password')).toBe(false);
  });
});
