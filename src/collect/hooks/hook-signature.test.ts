import { expect, test } from 'vitest';
import { isSigned } from './hook-signature.ts';

const bytes = Buffer.from('{"test": 2432232314}');

test('the vector of the Standard Webhooks libraries', () => {
  const signed = {
    bytes,
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    signing: { scheme: 'standard' as const },
    now: new Date(1_614_265_330_000),
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
  };
  expect(isSigned(signed)).toBe(true);
  expect(isSigned({ ...signed, now: new Date(1_614_266_000_000) })).toBe(false);
  expect(isSigned({ ...signed, bytes: Buffer.from('{}') })).toBe(false);
});

test.each([
  ['hex', 'sha256=', 'sha256=8DE53A94EFA0C4E2F4B7F1F0C2C0D6A3'],
  ['base64', '', ''],
] as const)('a header of one’s own, %s: what is no signature is none', (encoding, prefix, given) => {
  const signing = { scheme: 'hmac' as const, header: 'X-Signature', encoding, prefix };
  expect(isSigned({ bytes, secret: 's', signing, now: new Date(0), headers: { 'x-signature': given } })).toBe(
    false,
  );
  expect(isSigned({ bytes, secret: 's', signing, now: new Date(0), headers: {} })).toBe(false);
});
