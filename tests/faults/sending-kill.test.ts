import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { killsOf } from './kills.ts';
import {
  copyFolder,
  expectUnharmed,
  hoursAhead,
  openMailServer,
  prepareCampaign,
  settledIn,
} from './sending-run.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'sender-process.ts');
const people = 300;
const kills = killsOf('sending');
const patienceMs = 600_000 + kills * 10_000;

interface Run {
  readonly dataFolder: string;
  readonly port: number;
  readonly run: number;
}

/** Runs the sender once; kills it after the given time of work, or lets it finish. */
async function runSender({ dataFolder, port, run }: Run, killAfterMs: number | null): Promise<boolean> {
  // Each process starts ten minutes of machine time after the one before: leases of the killed have ended.
  const child = startChild(script, [dataFolder, String(port), hoursAhead, String(run * 600)]);
  await child.line();
  if (killAfterMs === null) return (await child.line<{ done: boolean }>()).done;
  const finished = child.line<{ done: boolean }>().then(
    line => line.done,
    () => false,
  );
  const ended = await Promise.race([finished, wait(killAfterMs).then(() => false)]);
  await child.kill('SIGKILL');
  return ended;
}

async function openMail() {
  const mail = await openMailServer();
  onTestFinished(mail.close);
  return mail;
}

test(
  `kill -9 at ${kills} random moments of sending sends nothing twice and loses nothing`,
  async () => {
    const folder = await scratchFolder();
    const [dataFolder, untouched] = [join(folder, 'data'), join(folder, 'untouched')];
    await prepareCampaign(dataFolder, people);
    copyFolder(dataFolder, untouched);
    const calm = await openMail();
    expect(await runSender({ dataFolder: untouched, port: calm.port, run: 0 }, null)).toBe(true);

    const { port, taken } = await openMail();
    const rng = xoroshiro128plus(20261122);
    for (let run = 0; run < kills; run += 1) {
      await runSender({ dataFolder, port, run }, uniformInt(rng, 20, 2500));
    }
    expect(await runSender({ dataFolder, port, run: kills }, null)).toBe(true);
    const disturbed = await settledIn(dataFolder);
    const { accepted, unknown } = disturbed;
    console.log(
      `taken ${taken.length}, accepted ${accepted.length}, unknown ${unknown.length}, kills ${kills}`,
    );
    expectUnharmed(disturbed, await settledIn(untouched), taken);
  },
  patienceMs,
);
