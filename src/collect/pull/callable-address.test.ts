import { describe, expect, test } from 'vitest';
import { badRanges, embeddedIpv4, isCallable } from './callable-address.ts';
import { addressOf } from './called-host.store.ts';

describe('which addresses a source may have', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '169.254.169.254',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '0:0:0:0:0:ffff:7f00:0001',
    '64:ff9b::7f00:1',
    '64:ff9b::169.254.169.254',
    '2002:7f00:1::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'ff02::1',
    '2130706433',
    '0x7f.1',
    'localhost',
    '',
  ])('%s is not called', address => {
    expect(isCallable(address, undefined)).toBe(false);
  });

  test.each([
    '10.0.0.5',
    '172.16.3.4',
    '192.168.1.20',
    '8.8.8.8',
    'fd12::20',
    '2400:3200::1',
    '::ffff:10.0.0.5',
  ])('%s may be called', address => {
    expect(isCallable(address, undefined)).toBe(true);
  });

  test('the operator’s ranges are the only ones, in whatever notation an address comes', () => {
    const allowed = ['127.0.0.1', '10.8.0.0/16', 'fd12::/16'];
    const called = ['127.0.0.1', '::ffff:127.0.0.1', '10.8.200.1', 'fd12::20'];
    expect(called.map(address => isCallable(address, allowed))).toEqual([true, true, true, true]);
    const others = ['127.0.0.2', '10.9.0.1', '8.8.8.8', 'fd13::1', '192.168.1.1'];
    expect(others.some(address => isCallable(address, allowed))).toBe(false);
    expect(isCallable('10.0.0.1', [])).toBe(false);
  });

  test('an address within another is found', () => {
    expect(embeddedIpv4('::ffff:1.2.3.4')).toBe('1.2.3.4');
    expect(embeddedIpv4('64:ff9b::102:304')).toBe('1.2.3.4');
    expect(embeddedIpv4('2002:102:304::1')).toBe('1.2.3.4');
    expect(embeddedIpv4('2001:db8::1')).toBeNull();
  });

  test('what is no range is told', () => {
    expect(badRanges(['10.0.0.0/8', '::1', '10.0.0.0/33', '10.0.0/8', 'db.example', '1.2.3.4/8/8'])).toEqual([
      '10.0.0.0/33',
      '10.0.0/8',
      'db.example',
      '1.2.3.4/8/8',
    ]);
  });

  test('a name is looked up, and what it says decides', async () => {
    await expect(addressOf('localhost', undefined)).rejects.toMatchObject({ code: 'pull-address-refused' });
    await expect(addressOf('no-such-host.invalid', undefined)).rejects.toMatchObject({
      code: 'pull-host-unknown',
    });
    expect(await addressOf('127.0.0.1', ['127.0.0.0/8'])).toBe('127.0.0.1');
  });
});
