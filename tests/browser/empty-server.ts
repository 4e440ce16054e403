/** A server on a folder without data, as it stands before the first file: one owner, the built console, nothing else. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '../../src/kernel/invariant.ts';
import { searchText } from '../../src/testing/leaks.ts';
import { removeSearched } from '../../src/testing/scratch-folder.ts';

export interface EmptyServer {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '..', '..', 'bin', 'rekindle');
const startWithinMs = 120_000;

/** Makes the owner and serves. Throws what the program said when it does not come up. */
export async function startEmpty(): Promise<EmptyServer> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-empty-'));
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  const email = 'owner@example.com';
  const made = spawnSync(
    process.execPath,
    [program, 'user', 'add', email, '--role', 'owner', '--data', data, '--json'],
    { encoding: 'utf8' },
  );
  invariant(made.status === 0, `an owner is made: ${made.stderr}`);
  const { password } = JSON.parse(made.stdout) as { password: string };
  const child = spawn(process.execPath, [program, 'serve', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
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
    return { url: await readyUrl(child), email, password, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function readyUrl(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`the server did not come up:\n${said.slice(-4_000)}`));
    const late = setTimeout(fail, startWithinMs);
    const hear = (chunk: Buffer) => {
      searchText('output of rekindle serve', chunk.toString());
      said += chunk.toString();
      const [, url] = /^ready (\S+)$/m.exec(said) ?? [];
      if (!url) return;
      clearTimeout(late);
      resolve(url);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', fail);
  });
}
