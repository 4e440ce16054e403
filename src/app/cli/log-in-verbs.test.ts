/** Proves the command line as a person: real processes that log in, act within a role and log out, with and without a server. */
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase32 } from '../../testing/base32.ts';
import { runCli, serveCli } from '../../testing/cli-process.ts';
import { removeSearched } from '../../testing/scratch-folder.ts';
import { hotp, stepAt } from '../access/totp.ts';

const owner = 'owner@example.com';
const analyst = 'analyst@example.com';
const first = 'correct horse battery';
const second = 'staple battery correct';
let folder: string;
let data: string;

interface Ask {
  readonly secrets?: readonly string[];
  readonly user?: string;
}

async function cli(line: string, { secrets, user }: Ask = {}) {
  const given = [...line.split(' '), '--data', data, ...(user ? ['--user', user] : [])];
  const input = secrets?.map(each => `${each}\n`).join('');
  const args = secrets ? [...given, '--secrets-stdin'] : given;
  const { status, reply } = await runCli<Record<string, any>>(args, {}, input);
  return { status, reply, code: reply['error']?.code as string | undefined };
}

const addUser = (email: string, role: string) =>
  runCli(['user', 'add', email, '--role', role, '--data', data, '--password-stdin'], {}, `${first}\n`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rk-log-in-'));
  data = join(folder, 'data');
  expect((await addUser(owner, 'owner')).status).toBe(0);
  expect((await addUser(analyst, 'analyst')).status).toBe(0);
}, 240_000);
afterAll(() => removeSearched(folder));

describe('without a server', () => {
  test('nobody is logged in until they are, and a wrong password logs nobody in', async () => {
    expect(await cli('account show')).toMatchObject({ status: 2, code: 'cli-not-logged-in' });
    expect(await cli(`login ${analyst}`)).toMatchObject({ status: 2, code: 'cli-secret-missing' });
    expect(await cli(`login ${analyst}`, { secrets: ['wrong horse battery'] })).toMatchObject({
      status: 2,
      code: 'login-failed',
    });
    await expect(stat(join(data, 'log-ins.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  }, 240_000);

  test('a log-in lasts from one command to the next, in a file only its owner reads and no address stands in', async () => {
    const { status, reply } = await cli(`login Analyst@example.com`, { secrets: [first] });
    expect([status, reply['email'], reply['role']]).toEqual([0, analyst, 'analyst']);
    const kept = join(data, 'log-ins.json');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect(await readFile(kept, 'utf8')).not.toMatch(/analyst|correct horse/i);
    const shown = await cli('account show');
    expect(shown.reply).toMatchObject({ email: analyst, role: 'analyst', secondFactor: false });
    expect(shown.reply['sessions']).toMatchObject([
      { own: true, agent: expect.stringMatching(/^rekindle\//) },
    ]);
  }, 240_000);
});

describe('with a server', () => {
  let server: Awaited<ReturnType<typeof serveCli>>;
  beforeAll(async () => {
    server = await serveCli(['--data', data]);
  }, 240_000);
  afterAll(async () => {
    server?.child.kill('SIGTERM');
    await server?.done;
  });

  const browser = async (email: string, password: string) => {
    const reply = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return { status: reply.status, cookie: reply.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };
  const isLive = async (cookie: string) =>
    (await fetch(`${server.url}/api/session`, { headers: { cookie } })).status === 200;

  test('a person may on the command line what their role may, and nothing else', async () => {
    expect(await cli('account show')).toMatchObject({ status: 0, reply: { email: analyst } });
    expect(await cli('user list', { user: analyst })).toMatchObject({
      status: 2,
      code: 'permission-missing',
    });
    expect(await cli('settings set sessionHours=8', { user: analyst })).toMatchObject({
      code: 'permission-missing',
    });
    expect(await cli('settings show', { user: analyst })).toMatchObject({ status: 0 });
    expect(await cli('settings show', { user: owner })).toMatchObject({ code: 'cli-not-logged-in' });
    expect(await cli('serve', { user: analyst })).toMatchObject({ status: 2, code: 'cli-user-not-here' });
    // Without a name the folder's own command line is at work, as ever.
    expect(await cli('user list')).toMatchObject({ status: 0 });
  }, 240_000);

  test('own password: the current one is asked for, the new one counts, other sessions end', async () => {
    const elsewhere = await browser(analyst, first);
    expect(await cli('account password', { secrets: [second, second] })).toMatchObject({
      code: 'password-wrong',
    });
    expect(await cli('account password', { secrets: [first, 'short'] })).toMatchObject({
      code: 'password-too-short',
    });
    expect(await isLive(elsewhere.cookie)).toBe(true);
    expect(await cli('account password', { secrets: [first, second] })).toMatchObject({ status: 0 });
    expect(await isLive(elsewhere.cookie)).toBe(false);
    expect([(await browser(analyst, first)).status, (await browser(analyst, second)).status]).toEqual([
      401, 200,
    ]);
    expect(await cli('account show')).toMatchObject({ status: 0 });
  }, 240_000);

  test('second factor: begun with the password, on with a code, asked for at the next log-in, off with the password', async () => {
    expect(await cli('account second-factor begin', { secrets: [first] })).toMatchObject({
      code: 'password-wrong',
    });
    const begun = await cli('account second-factor begin', { secrets: [second] });
    const code = () => hotp(fromBase32(begun.reply['secret']), stepAt(new Date()));
    expect(await cli('account second-factor confirm', { secrets: ['000000'] })).toMatchObject({
      code: 'code-wrong',
    });
    const on = await cli('account second-factor confirm', { secrets: [code()] });
    const [one, two, ...rest] = on.reply['recoveryCodes'] as string[];
    expect([on.status, rest.length]).toEqual([0, 8]);
    expect(await cli('account show')).toMatchObject({ reply: { secondFactor: true, recoveryCodesLeft: 10 } });

    expect(await cli(`login ${analyst}`, { secrets: [second] })).toMatchObject({
      code: 'cli-secret-missing',
    });
    expect(await cli(`login ${analyst}`, { secrets: [second, 'WRONG-CODE'] })).toMatchObject({
      code: 'second-factor-wrong',
    });
    expect(await cli(`login ${analyst}`, { secrets: [second, one ?? ''] })).toMatchObject({ status: 0 });
    expect(await cli(`login ${analyst}`, { secrets: [second, one ?? ''] })).toMatchObject({
      code: 'second-factor-wrong',
    });
    // The log-in took the place of the one before.
    const { reply } = await cli('account show');
    const ofCommandLine = reply['sessions'].filter((each: { agent: string }) =>
      each.agent.startsWith('rekindle/'),
    );
    expect([reply['recoveryCodesLeft'], ofCommandLine.length]).toEqual([9, 1]);

    const renewed = await cli('account recovery-codes', { secrets: [second] });
    expect(renewed.reply['recoveryCodes']).toHaveLength(10);
    expect(await cli(`login ${analyst}`, { secrets: [second, two ?? ''] })).toMatchObject({
      code: 'second-factor-wrong',
    });
    expect(await cli('account second-factor remove', { secrets: [first] })).toMatchObject({
      code: 'password-wrong',
    });
    expect(await cli('account second-factor remove', { secrets: [second] })).toMatchObject({ status: 0 });
    expect(await cli('account show')).toMatchObject({ reply: { secondFactor: false, recoveryCodesLeft: 0 } });
  }, 300_000);

  test('single sessions: one ends one’s own, an owner anybody’s, others nobody’s', async () => {
    const [mine, theirs] = [await browser(analyst, second), await browser(analyst, second)];
    const idOf = async (cookie: string) => {
      const reply = await fetch(`${server.url}/api/account`, { headers: { cookie } });
      const { sessions } = (await reply.json()) as { sessions: { own: boolean; sessionId: string }[] };
      return sessions.find(each => each.own)?.sessionId ?? '';
    };
    const [mineId, theirsId] = [await idOf(mine.cookie), await idOf(theirs.cookie)];
    expect(await cli(`account end-session ${mineId}`)).toMatchObject({ status: 0 });
    expect(await cli(`account end-session ${mineId}`)).toMatchObject({ status: 2, code: 'session-unknown' });
    expect([await isLive(mine.cookie), await isLive(theirs.cookie)]).toEqual([false, true]);

    expect(await cli(`user sessions ${analyst}`, { user: analyst })).toMatchObject({
      code: 'permission-missing',
    });
    await cli(`login ${owner}`, { secrets: [first] });
    expect(await cli('account show')).toMatchObject({ status: 2, code: 'cli-which-user' });
    const listed = await cli(`user sessions ${analyst}`, { user: owner });
    const ids = listed.reply['sessions'].map((each: { sessionId: string }) => each.sessionId);
    expect(ids).toContain(theirsId);
    const ended = await cli(`user end-session ${analyst} ${theirsId}`, { user: owner });
    expect([ended.status, await isLive(theirs.cookie)]).toEqual([0, false]);
    const own = await cli('account show', { user: owner });
    const [ownSession] = own.reply['sessions'];
    expect(await cli(`user end-session ${owner} ${ownSession.sessionId}`, { user: owner })).toMatchObject({
      code: 'account-own',
    });
    expect(await cli(`user sessions ${owner}`)).toMatchObject({
      status: 0,
      reply: { sessions: [{ sessionId: ownSession.sessionId, own: false }] },
    });
  }, 300_000);

  test('a session ended from elsewhere says so and is forgotten; logging out ends one', async () => {
    expect(await cli(`user sign-out ${owner}`)).toMatchObject({ status: 0 });
    expect(await cli('account show', { user: owner })).toMatchObject({ status: 2, code: 'cli-login-over' });
    expect(await cli('account show', { user: owner })).toMatchObject({ code: 'cli-not-logged-in' });
    expect(await cli('logout')).toMatchObject({ status: 0 });
    expect(await cli(`user sessions ${analyst}`)).toMatchObject({
      reply: { sessions: [{ agent: expect.not.stringMatching(/^rekindle/) }] },
    });
    await expect(stat(join(data, 'log-ins.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  }, 240_000);
});
