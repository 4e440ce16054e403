/** Two processes that want one data folder at the same moment: one gets it, the other says so and touches nothing. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import {
  copyFolder,
  expectUnharmed,
  hoursAhead,
  openMailServer,
  prepareCampaign,
  settledIn,
} from './sending-run.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'ticking-process.ts');
const rounds = 4;

interface Answer {
  readonly ready?: true;
  readonly code?: string;
}

test(`of two senders started at once on one folder one sends, ${rounds} times over kills`, async () => {
  const folder = await scratchFolder();
  const [dataFolder, untouched] = [join(folder, 'data'), join(folder, 'untouched')];
  await prepareCampaign(dataFolder, 200);
  copyFolder(dataFolder, untouched);
  const calm = await openMailServer();
  onTestFinished(calm.close);
  const undisturbed = startChild(script, [untouched, String(calm.port), hoursAhead]);
  await undisturbed.line();
  await undisturbed.line();
  await undisturbed.close();

  const mail = await openMailServer();
  onTestFinished(mail.close);
  const rng = xoroshiro128plus(20261127);
  for (let round = 0; round <= rounds; round += 1) {
    const both = [0, 1].map(() => startChild(script, [dataFolder, String(mail.port), hoursAhead]));
    const answers = await Promise.all(both.map(child => child.line<Answer>()));
    expect(answers).toContainEqual({ ready: true });
    expect(answers).toContainEqual({ code: 'folder-in-use' });
    const winner = both[answers.findIndex(answer => answer.ready)];
    if (round === rounds) {
      await winner?.line();
      await winner?.close();
    } else {
      await wait(uniformInt(rng, 50, 1_000));
      await winner?.kill('SIGKILL');
    }
  }
  expectUnharmed(await settledIn(dataFolder), await settledIn(untouched), mail.taken);
}, 600_000);
