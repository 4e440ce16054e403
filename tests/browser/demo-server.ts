/**
 * The demo as a person starts it: a child process on a small simulated shop in a folder of its own, with the built
 * console. Making it costs about a minute, so every test of a file shares one.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '../../src/kernel/invariant.ts';
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
 * A running demo with its one-time login. While writing tests one that runs already may be named in
 * `REKINDLE_DEMO_URL`, login included (`http://demo%40example.com:PASSWORD@127.0.0.1:4680`). Throws what the program
 * said when it does not come up.
 */
export async function startDemo(): Promise<DemoServer> {
  const running = process.env['REKINDLE_DEMO_URL'];
  if (running) return runningDemo(new URL(running));
  await buildConsole();
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-demo-'));
  await chmod(folder, 0o711);
  const args = [
    '--customers',
    String(customers),
    '--seed',
    '1',
    '--data',
    join(folder, 'data'),
    '--port',
    '0',
  ];
  const child = spawn(process.execPath, [join(root, 'bin', 'rekindle'), 'demo', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REKINDLE_LOCALE: 'en' },
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await removeSearched(folder);
  };
  try {
    return { ...(await announced(child)), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function runningDemo({ origin, username, password }: URL): DemoServer {
  const stop = async () => {};
  return { url: origin, email: decodeURIComponent(username), password: decodeURIComponent(password), stop };
}

/** The address and the login, which come over two streams in any order. */
function announced(child: ChildProcess): Promise<Omit<DemoServer, 'stop'>> {
  let said = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail(`was not ready within ${startWithinMs / 1000} s`), startWithinMs);
    const fail = (what: string) => {
      clearTimeout(late);
      reject(new Error(`the demo ${what}:\n${said.slice(-4_000)}`));
    };
    const hear = (chunk: Buffer) => {
      searchText('output of rekindle demo', chunk.toString());
      said += chunk.toString();
      const [, email, password] = /Log in as (\S+) with password (\S+)/.exec(said) ?? [];
      const [, url] = /^ready (\S+)$/m.exec(said) ?? [];
      if (!url || !email || !password) return;
      clearTimeout(late);
      resolve({ url, email, password });
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
