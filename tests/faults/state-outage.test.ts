/** PostgreSQL stopped, shaken and killed under a sender that goes on by itself, and under an import. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type Child, startChild } from '../../src/testing/child-process.ts';
import { removeSearched, scratchFolder } from '../../src/testing/scratch-folder.ts';
import {
  copyFolder,
  expectUnharmed,
  hoursAhead,
  openMailServer,
  prepareCampaign,
  type Settled,
  settledIn,
} from './sending-run.ts';

/** A mail server that ends with the test. */
async function openMail() {
  const mail = await openMailServer();
  onTestFinished(mail.close);
  return mail;
}

const scriptOf = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'testing', name);
const rng = xoroshiro128plus(20261127);
const people = 250;
const shakes = Number(process.env.REKINDLE_STATE_SHAKES ?? 4);
const kills = Number(process.env.REKINDLE_STATE_KILLS ?? 4);

/** The server's process and its children, the backends. */
async function postgresOf(dataFolder: string): Promise<{ server: number; backends: number[] }> {
  // Between its end and the next start there is none.
  const pidFile = join(dataFolder, 'state', 'pgdata', 'postmaster.pid');
  const text = await vi.waitFor(() => readFile(pidFile, 'utf8'), { timeout: 60_000, interval: 20 });
  const server = Number(text.split('\n')[0]);
  const backends = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, parent = 0]) => (parent === server ? [pid] : []));
  return { server, backends };
}

const signal = (pids: readonly number[], name: NodeJS.Signals) => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // A backend may have ended since it was listed.
    }
  }
};

async function stopFor(dataFolder: string, ms: number): Promise<void> {
  const { server, backends } = await postgresOf(dataFolder);
  signal([server, ...backends], 'SIGSTOP');
  await wait(ms);
  signal([server, ...backends], 'SIGCONT');
}

interface Prepared {
  readonly dataFolder: string;
  readonly undisturbed: Settled;
}

let folder = '';
let undisturbed: Settled;

/** One campaign for all tests of this file, each on a copy of its own; the undisturbed run is the first. */
beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'rk-'));
  await chmod(folder, 0o711);
  await prepareCampaign(join(folder, 'prepared'), people);
  copyFolder(join(folder, 'prepared'), join(folder, 'untouched'));
  const mail = await openMailServer();
  await settle(join(folder, 'untouched'), mail.port);
  await mail.close();
  undisturbed = await settledIn(join(folder, 'untouched'));
}, 300_000);
afterAll(() => removeSearched(folder));

async function prepare(name: string): Promise<Prepared> {
  const dataFolder = join(folder, name);
  copyFolder(join(folder, 'prepared'), dataFolder);
  return { dataFolder, undisturbed };
}

async function startSender(dataFolder: string, port: number): Promise<Child> {
  const child = startChild(scriptOf('ticking-process.ts'), [dataFolder, String(port), hoursAhead]);
  expect(await child.line()).toEqual({ ready: true });
  return child;
}

/** What was being called when an answer could not be kept is settled by the next start. */
async function settle(dataFolder: string, port: number): Promise<void> {
  const child = await startSender(dataFolder, port);
  await child.line();
  await child.close();
}

test('PostgreSQL stopped twice for five seconds delays sending and changes nothing', async () => {
  const { dataFolder, undisturbed } = await prepare('stopped');
  const mail = await openMail();
  const child = await startSender(dataFolder, mail.port);
  for (let time = 0; time < 2; time += 1) {
    await wait(uniformInt(rng, 100, 900));
    await stopFor(dataFolder, 5_000);
  }
  await child.line();
  await child.close();
  const disturbed = await settledIn(dataFolder);
  expectUnharmed(disturbed, undisturbed, mail.taken);
  expect(disturbed.accepted).toEqual(undisturbed.accepted);
}, 600_000);

test(`a backend killed ${shakes} times makes PostgreSQL recover, and the sender goes on by itself`, async () => {
  const { dataFolder, undisturbed } = await prepare('shaken');
  const mail = await openMail();
  const child = await startSender(dataFolder, mail.port);
  for (let time = 0; time < shakes; time += 1) {
    await wait(uniformInt(rng, 100, 1_500));
    const { backends } = await postgresOf(dataFolder);
    signal([backends[uniformInt(rng, 0, backends.length - 1)] ?? 0], 'SIGKILL');
  }
  const { failures } = await child.line<{ failures: number }>();
  await child.close();
  await settle(dataFolder, mail.port);
  const disturbed = await settledIn(dataFolder);
  console.log(`shaken ${shakes} times: ${failures} failed ticks, ${disturbed.unknown.length} unknown`);
  expectUnharmed(disturbed, undisturbed, mail.taken);
}, 600_000);

test(`PostgreSQL killed ${kills} times while sending loses nothing and sends nothing twice`, async () => {
  const { dataFolder, undisturbed } = await prepare('killed');
  const mail = await openMail();
  for (let kill = 0; kill < kills; kill += 1) {
    const child = await startSender(dataFolder, mail.port);
    await wait(uniformInt(rng, 50, 1_200));
    signal([(await postgresOf(dataFolder)).server], 'SIGKILL');
    await wait(uniformInt(rng, 0, 500));
    await child.kill('SIGKILL');
  }
  await settle(dataFolder, mail.port);
  const disturbed = await settledIn(dataFolder);
  console.log(
    `killed ${kills} times: ${disturbed.accepted.length} accepted, ${disturbed.unknown.length} unknown`,
  );
  expectUnharmed(disturbed, undisturbed, mail.taken);
}, 600_000);

test('PostgreSQL stopped for five seconds during an import delays it and leaves it whole', async () => {
  const dataFolder = join(await scratchFolder(), 'data');
  const child = startChild(scriptOf('importer-process.ts'), [dataFolder, '3']);
  await child.line();
  const committed: string[] = [];
  const importing = (async () => {
    for (let n = 0; n < 3; n += 1) committed.push((await child.line<{ committed: string }>()).committed);
  })();
  await wait(uniformInt(rng, 100, 600));
  await stopFor(dataFolder, 5_000);
  await importing;
  await child.kill('SIGKILL');
  const again = startChild(scriptOf('importer-process.ts'), [dataFolder, '0']);
  const { seen } = await again.line<{
    seen: { visible: object[]; waiting: number; ledger: { state: string }[] };
  }>();
  await again.kill('SIGKILL');
  expect(committed).toEqual(['file-0', 'file-1', 'file-2']);
  expect(seen.waiting).toBe(0);
  expect(seen.ledger.map(row => row.state)).toEqual(['committed', 'committed', 'committed']);
  for (const row of seen.visible)
    expect(row).toMatchObject({ lines: '2670', refunds: '300', logged: '2670' });
  expect(seen.visible.length).toBe(3);
}, 600_000);

test('a server whose PostgreSQL was killed starts it again and has everything', async () => {
  const dataFolder = join(folder, 'served');
  copyFolder(join(folder, 'untouched'), dataFolder);
  const program = join(import.meta.dirname, '..', '..', 'bin', 'rekindle');
  const first = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', dataFolder]);
  onTestFinished(() => void first.kill('SIGKILL'));
  const [line] = await once(first.stdout, 'data');
  const url = /^ready (\S+)/.exec(String(line))?.[1];
  const killed = (await postgresOf(dataFolder)).server;
  signal([killed], 'SIGKILL');
  const again = async () =>
    (await postgresOf(dataFolder)).server !== killed && (await fetch(`${url}/readyz`)).ok;
  await expect.poll(() => again().catch(() => false), { timeout: 90_000, interval: 200 }).toBe(true);
  first.kill('SIGTERM');
  expect(await once(first, 'exit')).toEqual([0, null]);
  expect(await settledIn(dataFolder)).toEqual(undisturbed);
}, 600_000);
