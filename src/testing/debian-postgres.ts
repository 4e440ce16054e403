/** A PostgreSQL server of Debian's packages, on a port of its own: what an organisation's own server is in production. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { scratchFolder } from './scratch-folder.ts';

const root = '/usr/lib/postgresql';

/** The lowest installed version's programs, which is the floor we claim where it is 15; null when there is none. */
export function debianPostgres(): string | null {
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : [];
  const lowest = Math.min(...versions);
  return Number.isFinite(lowest) ? join(root, String(lowest), 'bin') : null;
}

export interface DebianServer {
  readonly databaseUrl: string;
  readonly version: string;
  stop(): void;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise(resolve => probe.close(resolve));
  return port;
}

const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));

/** Makes and starts a server with one empty database; as root it runs as `postgres`. About 2 s. */
export async function startDebianPostgres(programs: string): Promise<DebianServer> {
  const folder = join(await scratchFolder(), 'pg');
  mkdirSync(folder, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  const account = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  chmodSync(join(folder, '..'), 0o755);
  if (isRoot) chownSync(folder, idOf('-u'), idOf('-g'));
  const run = (name: string, args: string[]) =>
    execFileSync(join(programs, name), args, {
      ...account,
      cwd: '/',
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const [data, port] = [join(folder, 'db'), await freePort()];
  run('initdb', ['-D', data, '-A', 'trust', '-E', 'UTF8', '-U', 'postgres']);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
  run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', 'rekindle']);
  return {
    databaseUrl: `postgres://postgres@127.0.0.1:${port}/rekindle`,
    version: execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).trim(),
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
