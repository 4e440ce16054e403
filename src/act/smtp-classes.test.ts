import { describe, expect, it } from 'vitest';
import { afterRejection } from './channel.ts';
import { classifyFailure, pauseAsked, type SmtpFailure } from './smtp-classes.ts';

const commands = {
  connection: 'CONN',
  login: 'AUTH PLAIN',
  sender: 'MAIL FROM',
  recipient: 'RCPT TO',
  data: 'DATA',
} as const;
type Stage = keyof typeof commands;

const reply = (stage: Stage, line: string): SmtpFailure => ({
  responseCode: Number(line.slice(0, 3)),
  response: line,
  command: commands[stage],
});

describe('what an SMTP reply means', () => {
  it.each<[Stage, string, string, string, string | null]>([
    [
      'connection',
      '421 4.3.2 Service shutting down',
      'provider-unavailable',
      'channel',
      'channel-unavailable',
    ],
    ['connection', '421 4.7.0 Too many connections', 'rate-limited', 'channel', 'channel-rate-limited'],
    ['connection', '451 try later', 'provider-unavailable', 'channel', 'channel-unavailable'],
    ['connection', '554 5.7.1 Your address is blocked', 'config', 'channel', 'channel-blocked'],
    ['login', '535 5.7.8 Authentication credentials invalid', 'auth', 'channel', 'channel-auth'],
    ['login', '534 5.7.9 Application-specific password required', 'auth', 'channel', 'channel-auth'],
    [
      'login',
      '454 4.7.0 Temporary authentication failure',
      'provider-unavailable',
      'channel',
      'channel-unavailable',
    ],
    ['login', '550 account disabled', 'auth', 'channel', 'channel-auth'],
    ['sender', '530 5.7.0 Authentication required', 'auth', 'channel', 'channel-auth'],
    ['sender', '553 5.7.1 Sender address rejected: not owned by user', 'config', 'campaign', null],
    ['sender', '550 5.1.0 Sender refused', 'config', 'campaign', null],
    ['sender', '550 5.4.5 Daily user sending limit exceeded', 'quota-exhausted', 'channel', 'channel-quota'],
    ['sender', '451 4.3.0 slow down', 'rate-limited', 'channel', 'channel-rate-limited'],
    ['recipient', '550 5.1.1 User unknown', 'invalid-recipient', 'person', null],
    ['recipient', '551 User not local', 'invalid-recipient', 'person', null],
    ['recipient', '553 5.1.3 Bad address', 'invalid-recipient', 'person', null],
    ['recipient', '550 5.7.1 Message refused by policy', 'content-rejected', 'person', null],
    ['recipient', '554 5.7.1 Relay access denied', 'config', 'channel', 'channel-relay'],
    ['recipient', '550 5.7.54 Unable to relay recipient', 'config', 'channel', 'channel-relay'],
    ['recipient', '552 5.2.2 Mailbox full', 'permanent-other', 'person', null],
    ['recipient', '450 4.2.0 Greylisted, try again in 300 seconds', 'unreachable-temporary', 'person', null],
    ['recipient', '451 4.7.1 Greylisting in action', 'unreachable-temporary', 'person', null],
    ['recipient', '452 4.2.2 Mailbox full', 'unreachable-temporary', 'person', null],
    ['recipient', '452 4.3.1 Insufficient system storage', 'rate-limited', 'channel', 'channel-rate-limited'],
    ['recipient', '421 4.7.0 Try again later', 'rate-limited', 'channel', 'channel-rate-limited'],
    ['data', '550 5.4.5 Daily user sending limit exceeded', 'quota-exhausted', 'channel', 'channel-quota'],
    ['data', '550 5.7.1 Spam', 'content-rejected', 'person', null],
    ['data', '552 5.3.4 Message too big', 'permanent-other', 'person', null],
    ['data', '554 5.6.0 Message refused', 'content-rejected', 'person', null],
    ['data', '451 4.3.0 Queue file write error', 'unreachable-temporary', 'person', null],
    ['data', '421 4.3.2 Shutting down', 'provider-unavailable', 'channel', 'channel-unavailable'],
    ['data', '571 whatever', 'permanent-other', 'person', null],
  ])('at the %s stage takes "%s" as %s, the matter of the %s (%s)', (stage, line, reason, scope, trouble) => {
    expect(classifyFailure(reply(stage, line), stage === 'data')).toMatchObject({
      reason,
      scope,
      trouble,
      code: line.slice(0, 3),
    });
  });

  it.each<[SmtpFailure, string, string]>([
    [{ code: 'EDNS', originalCode: 'ENOTFOUND', command: 'CONN' }, 'config', 'channel-host-unknown'],
    [
      { code: 'EDNS', originalCode: 'EAI_AGAIN', command: 'CONN' },
      'provider-unavailable',
      'channel-host-unknown',
    ],
    [
      { code: 'ESOCKET', originalCode: 'ECONNREFUSED', command: 'CONN' },
      'provider-unavailable',
      'channel-refused',
    ],
    [{ code: 'ETIMEDOUT', command: 'CONN' }, 'provider-unavailable', 'channel-timeout'],
    [
      { code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT', command: 'CONN' },
      'config',
      'channel-tls',
    ],
    [
      { code: 'ESOCKET', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID', command: 'CONN' },
      'config',
      'channel-tls',
    ],
    [
      { code: 'ESOCKET', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER', command: 'CONN' },
      'config',
      'channel-tls',
    ],
    [{ code: 'ETLS', command: 'STARTTLS' }, 'config', 'channel-tls'],
    [{ code: 'EAUTH', command: 'API' }, 'auth', 'channel-auth'],
    [{ code: 'ECONNECTION', command: 'CONN' }, 'provider-unavailable', 'channel-unavailable'],
    [{}, 'provider-unavailable', 'channel-unavailable'],
  ])('takes the silence %j before the message as %s (%s): nobody was reached', (failure, reason, trouble) => {
    expect(classifyFailure(failure, false)).toMatchObject({
      reason,
      trouble,
      scope: 'channel',
      recipientNamed: false,
    });
  });

  it('does not know the outcome of a connection that broke inside the message', () => {
    const broken = classifyFailure({ code: 'ECONNECTION', command: 'CONN' }, true);
    expect(broken).toMatchObject({ reason: 'outcome-unknown', trouble: 'channel-dropping' });
    expect(afterRejection(broken, 1)).toEqual({ state: 'unknown' });
  });

  it('keeps nothing of the line itself, which may quote the recipient', () => {
    const answer = classifyFailure(reply('recipient', '550 5.1.1 <zhang@x.example>: unknown'), false);
    expect(JSON.stringify(answer)).not.toContain('zhang');
  });

  it.each([
    ['451 4.7.1 Greylisted, try again in 300 seconds', 300],
    ['450 come back after 5 minutes', 300],
    ['421 wait 2 hours', 7200],
    ['421 try again in 90 hours', 21_600],
    ['450 4.2.1 Rate limited', null],
    ['452 too many recipients: 100', null],
  ])('reads from "%s" a pause of %s seconds', (line, seconds) => {
    expect(pauseAsked(line)).toBe(seconds);
  });

  it('holds only a person’s own refusal against the person', () => {
    const channel = classifyFailure({ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, false);
    expect(afterRejection(channel, 1000)).toEqual({ state: 'queued', retryAfterSeconds: 60, counted: false });
    const limited = classifyFailure(reply('recipient', '452 4.3.1 busy, retry after 10 minutes'), false);
    expect(afterRejection(limited, 19)).toEqual({ state: 'queued', retryAfterSeconds: 600, counted: true });
    expect(afterRejection(limited, 20)).toEqual({ state: 'failed' });
    const grey = classifyFailure(reply('recipient', '450 4.2.0 Greylisted for 300 seconds'), false);
    expect([1, 2, 3, 4].map(n => afterRejection(grey, n))).toEqual(
      [300, 300, 300, 480].map(retryAfterSeconds => ({ state: 'queued', retryAfterSeconds, counted: true })),
    );
    expect(afterRejection(grey, 5)).toEqual({ state: 'failed' });
  });
});
