/** Proves the command line as people run it: real processes on a real data folder, with and without a server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeSearched } from '../../testing/scratch-folder.ts';
import { projectFolder } from '../product-version.ts';

const program = join(projectFolder, 'bin', 'rekindle');
let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rk-cli-'));
  data = join(folder, 'data');
});
afterAll(() => removeSearched(folder));

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    env: { ...process.env, REKINDLE_LOCALE: 'en', REKINDLE_LOG: 'error', ...env },
  });
}

function ended(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part: Buffer) => {
    stdout += part;
  });
  child.stderr?.on('data', (part: Buffer) => {
    stderr += part;
  });
  return new Promise(resolve => child.on('close', status => resolve({ status, stdout, stderr })));
}

const run = (args: readonly string[], env: Record<string, string> = {}) => ended(start(args, env));

/** Starts `serve` and resolves with its address once it says it is ready. */
async function serve(
  args: readonly string[],
): Promise<{ url: string; child: ChildProcess; done: Promise<Ran> }> {
  const child = start(['serve', '--port', '0', ...args]);
  const done = ended(child);
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: Buffer) => {
      text += part;
      const match = /^ready (\S+)$/m.exec(text);
      if (match?.[1]) resolve(match[1]);
    });
    void done.then(({ status, stderr }) => reject(new RangeError(`serve ended with ${status}: ${stderr}`)));
  });
  return { url, child, done };
}

describe('usage', () => {
  const wrong: { name: string; args: string[]; status: number; code: string }[] = [
    { name: 'an unknown verb', args: ['frobnicate'], status: 2, code: 'usage-wrong' },
    { name: 'an unknown option', args: ['review', '--frob'], status: 2, code: 'usage-wrong' },
    { name: 'a missing option', args: ['key', 'add', 'x'], status: 2, code: 'usage-wrong' },
    { name: 'a verb of a later issue', args: ['move'], status: 2, code: 'verb-not-built' },
    {
      name: 'a model of a later issue',
      args: ['model', 'churn', '--input', 'x'],
      status: 2,
      code: 'verb-not-built',
    },
    {
      name: 'a file that is not there',
      args: ['import', 'absent.csv', '--as', 'orders'],
      status: 2,
      code: 'file-unreadable',
    },
    {
      name: 'an unknown kind',
      args: ['import', 'absent.csv', '--as', 'frogs'],
      status: 2,
      code: 'field-invalid',
    },
    { name: 'a port that is no number', args: ['serve', '--port', 'x'], status: 2, code: 'port-invalid' },
    { name: 'a time that is none', args: ['review', '--as-of', 'soon'], status: 2, code: 'field-invalid' },
  ];
  for (const { name, args, status, code } of wrong) {
    test(`${name} exits ${status} and says ${code} in one JSON object`, async () => {
      const ran = await run([...args, '--json', '--data', data]);
      expect(ran.status).toBe(status);
      expect(JSON.parse(ran.stdout).error.code).toBe(code);
      expect(ran.stderr).not.toMatch(/\n\s+at /);
    });
  }

  test('help comes in the language of the terminal and exits 0', async () => {
    const chinese = await run(['--help'], { REKINDLE_LOCALE: '', LANG: 'zh_CN.UTF-8' });
    const english = await run(['--help'], { REKINDLE_LOCALE: '', LANG: 'en_GB.UTF-8' });
    expect([chinese.status, english.status]).toEqual([0, 0]);
    expect(chinese.stdout).toContain('存量体检');
    expect(english.stdout).toContain('review the customer base');
  });
});

describe('accounts, keys and the server', () => {
  test('a command opens the folder itself, and asks the server while one runs', async () => {
    const made = await run(['user', 'add', 'Owner@Example.com', '--role', 'owner', '--data', data, '--json']);
    expect(made.status).toBe(0);
    const { email, password } = JSON.parse(made.stdout) as { email: string; password: string };
    expect(email).toBe('owner@example.com');

    const server = await serve(['--data', data]);
    const login = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(login.status).toBe(200);

    const added = await run(['key', 'add', 'reports', '--scope', 'read', '--data', data, '--json']);
    const { key } = JSON.parse(added.stdout) as { key: string };
    const seen = await fetch(`${server.url}/api/jobs`, { headers: { authorization: `Bearer ${key}` } });
    expect(seen.status).toBe(200);
    const again = await run(['key', 'add', 'reports', '--scope', 'read', '--data', data, '--json']);
    expect([again.status, JSON.parse(again.stdout).error.code]).toEqual([2, 'key-name-taken']);

    const second = await run(['serve', '--port', '0', '--data', data, '--json']);
    expect([second.status, JSON.parse(second.stdout).error.code]).toEqual([3, 'folder-in-use']);

    const stopping = Date.now();
    server.child.kill('SIGTERM');
    expect((await server.done).status).toBe(0);
    expect(Date.now() - stopping).toBeLessThan(10_000);
    await expect(readFile(join(data, 'run.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  }, 120_000);

  test('jobs, settings, retention and the audit log are seen and changed as on their pages', async () => {
    const json = async (...args: string[]) => {
      const { status, stdout } = await run([...args, '--data', data, '--json']);
      return { status, said: JSON.parse(stdout) };
    };
    const server = await serve(['--data', data]);
    expect(await json('settings', 'set', 'sessionIdleMinutes=15')).toMatchObject({
      status: 0,
      said: { settings: { sessionIdleMinutes: 15 } },
    });
    expect(await json('settings', 'set', 'nothing=1')).toMatchObject({ status: 2 });
    const kept = await json('retention', 'set', 'quarantineDays=30');
    expect(kept.said.retention).toMatchObject({ quarantineDays: 30 });
    expect((await json('retention', 'purge')).said.tables).toEqual([]);
    await json('keys', 'rotate');
    const { jobs } = (await json('jobs', 'list', '--kind', 'keys-rotate', '--state', 'done')).said;
    expect(jobs).toHaveLength(1);
    // What is done is neither stopped nor begun again.
    expect((await json('jobs', 'cancel', jobs[0].jobId)).said).toMatchObject({ state: 'done' });
    expect((await json('jobs', 'resume', jobs[0].jobId)).said.error.code).toBe('job-not-resumable');
    expect((await json('jobs', 'show', jobs[0].jobId)).said).toMatchObject({ kind: 'keys-rotate' });
    const { schedules } = (await json('jobs', 'schedules')).said;
    expect(schedules.map((each: { name: string }) => each.name)).toContain('purge');
    const { entries } = (await json('audit', 'list', '--action', 'settings.change')).said;
    expect(entries).toMatchObject([{ after: { sessionIdleMinutes: 15 }, actorKind: 'system' }]);
    server.child.kill('SIGTERM');
    await server.done;
  }, 180_000);

  test('a port that is taken exits 2 before anything is made', async () => {
    const other: Server = createServer();
    const port = await new Promise<number>(resolve =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    );
    const absent = join(folder, 'never-made');
    const ran = await run(['serve', '--port', String(port), '--data', absent, '--json']);
    other.close();
    expect([ran.status, JSON.parse(ran.stdout).error.code]).toEqual([2, 'port-taken']);
    await expect(readFile(join(absent, 'folder.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('embedded stores refuse to be shared between roles', async () => {
    const ran = await run(['serve', '--port', '0', '--role', 'worker', '--data', data, '--json']);
    expect([ran.status, JSON.parse(ran.stdout).error.code]).toEqual([2, 'role-needs-servers']);
  });

  test('a folder that is a file exits 3 with the remedy', async () => {
    const file = join(folder, 'plain');
    await writeFile(file, 'x');
    const ran = await run(['key', 'add', 'k', '--scope', 'read', '--data', file, '--json']);
    expect(ran.status).toBeGreaterThanOrEqual(2);
    expect(JSON.parse(ran.stdout).error.remedy).toBeTruthy();
  });
});
