/**
 * The demo as a person starts it: a child process on a small simulated shop in a folder of its own, with the built
 * console. Making it costs about a minute, so it is made once a run, and every file shares one on a copy of its own.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, vi } from 'vitest';
import { z } from 'zod';
import { invariant } from '../../src/kernel/invariant.ts';
import { startCli } from '../../src/testing/cli-process.ts';
import { searchText } from '../../src/testing/leaks.ts';
import { removeSearched } from '../../src/testing/scratch-folder.ts';

export interface DemoServer {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  /** Ends the program and removes its folder. */
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
/** The smallest shop whose base holds both opportunities and whose larger campaign gets a verdict. */
const customers = 2_000;
const startWithinMs = 240_000;

/**
 * A running demo with its login, on a copy of the one that the first file of the run made. While writing tests one that
 * runs already may be named in `REKINDLE_DEMO_URL`, login included (`http://demo%40example.com:PASSWORD@127.0.0.1:4680`).
 * Throws what the program said when it does not come up.
 */
export async function startDemo(): Promise<DemoServer> {
  const running = process.env['REKINDLE_DEMO_URL'];
  if (running) return runningDemo(new URL(running));
  const { data: made, ...login } = await preparedDemo();
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-demo-'));
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  execFileSync('cp', ['-a', made, data]);
  const child = serveDemo(data);
  const stop = async () => {
    await ended(child);
    await removeSearched(folder);
  };
  try {
    return { ...login, url: await heard(child, 'ready', said => /^ready (\S+)$/m.exec(said)?.[1]), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

interface PreparedDemo {
  readonly data: string;
  readonly email: string;
  readonly password: string;
}

const prepared = z.object({
  demo: z.object({ data: z.string(), email: z.string(), password: z.string() }).nullable(),
  failure: z.string().nullable(),
});

/** The run's demo, played through and shut down again; whoever asks first makes it, the others wait. */
async function preparedDemo(): Promise<PreparedDemo> {
  const folder = inject('testRunFolder');
  const isFirst = await open(join(folder, 'demo.lock'), 'wx').then(
    handle => handle.close().then(() => true),
    () => false,
  );
  if (isFirst) {
    const result = await playDemo(join(folder, 'demo')).then(
      demo => ({ demo, failure: null }),
      (cause: Error) => ({ demo: null, failure: cause.message }),
    );
    await writeFile(join(folder, 'demo.draft'), JSON.stringify(result));
    await rename(join(folder, 'demo.draft'), join(folder, 'demo.json'));
  }
  const text = await vi.waitFor(() => readFile(join(folder, 'demo.json'), 'utf8'), {
    timeout: startWithinMs,
    interval: 200,
  });
  const { demo, failure } = prepared.parse(JSON.parse(text));
  invariant(demo, `the demo was made: ${failure}`);
  return demo;
}

async function playDemo(data: string): Promise<PreparedDemo> {
  await buildConsole();
  const child = serveDemo(data);
  try {
    const login = await heard(child, 'ready', said => {
      const [, email, password] = /Log in as (\S+) with password (\S+)/.exec(said) ?? [];
      return email && password && /^ready /m.test(said) ? { email, password } : undefined;
    });
    await ended(child);
    // A machine too busy to close in time leaves its database running, which the copies would then share and stop.
    if (child.exitCode !== 0) await startCli(['doctor', '--data', data]).done;
    const running = await stat(join(data, 'state', 'pgdata', 'postmaster.pid')).catch(() => null);
    invariant(running === null, 'the demo is shut down before it is copied');
    return { data, ...login };
  } finally {
    await ended(child);
  }
}

function serveDemo(data: string): ChildProcess {
  const shop = ['--customers', String(customers), '--seed', '1'];
  const args = ['demo', ...shop, '--data', data, '--port', '0'];
  return spawn(process.execPath, [join(root, 'bin', 'rekindle'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REKINDLE_LOCALE: 'en' },
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

function runningDemo({ origin, username, password }: URL): DemoServer {
  const stop = async () => {};
  return { url: origin, email: decodeURIComponent(username), password: decodeURIComponent(password), stop };
}

/** Waits until what the program said on both streams holds what is looked for. */
function heard<T>(child: ChildProcess, what: string, find: (said: string) => T | undefined): Promise<T> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (how: string) => {
      clearTimeout(late);
      reject(new Error(`the demo ${how}:\n${said.slice(-4_000)}`));
    };
    const late = setTimeout(() => fail(`was not ${what} within ${startWithinMs / 1000} s`), startWithinMs);
    const hear = (chunk: Buffer) => {
      searchText('output of rekindle demo', chunk.toString());
      said += chunk.toString();
      const found = find(said);
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', cause => fail(`could not be started (${cause.message})`));
    child.once('exit', code => fail(`ended with status ${code}`));
  });
}

/** Builds the console unless it has been built. */
export async function buildConsole(): Promise<void> {
  const built = await stat(join(root, 'console', 'dist', 'index.html')).catch(() => null);
  if (built) return;
  const vite = join(root, 'node_modules', '.bin', 'vite');
  const { status } = spawnSync(vite, ['build', 'console'], { cwd: root, stdio: 'inherit' });
  invariant(status === 0, 'the console builds');
}
