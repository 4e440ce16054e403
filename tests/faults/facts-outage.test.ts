/** The facts server killed again and again under a sender that goes on by itself. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import { type Child, startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import {
  copyFolder,
  expectUnharmed,
  hoursAhead,
  openMailServer,
  prepareCampaign,
  settledIn,
} from './sending-run.ts';

const scriptOf = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'testing', name);
const people = 250;
const outages = 3;

interface FactsServer {
  readonly child: Child;
  readonly url: string;
}

async function startFacts(folder: string, port = '0'): Promise<FactsServer> {
  const child = startChild(scriptOf('facts-server-process.ts'), [folder, port]);
  return { child, ...(await child.line<{ url: string }>()) };
}

async function sendAll(dataFolder: string, url: string, during: () => Promise<void>) {
  const mail = await openMailServer();
  onTestFinished(mail.close);
  const child = startChild(scriptOf('ticking-process.ts'), [dataFolder, String(mail.port), hoursAhead], {
    env: { CLICKHOUSE_URL: url },
  });
  expect(await child.line()).toEqual({ ready: true });
  await during();
  const { failures } = await child.line<{ failures: number }>();
  await child.close();
  return { taken: mail.taken, failures, settled: await settledIn(dataFolder, { clickhouseUrl: url }) };
}

test(`facts taken away ${outages} times delay what is counted and change nothing`, async () => {
  const folder = await scratchFolder();
  const at = (name: string) => join(folder, name);
  const preparing = await startFacts(at('facts'));
  await prepareCampaign(at('data'), people, { clickhouseUrl: preparing.url });
  await preparing.child.close();
  copyFolder(at('facts'), at('untouched-facts'));
  copyFolder(at('data'), at('untouched'));

  const calm = await startFacts(at('untouched-facts'));
  const undisturbed = await sendAll(at('untouched'), calm.url, async () => {});
  await calm.child.close();

  const rng = xoroshiro128plus(20261127);
  let facts = await startFacts(at('facts'));
  const { url } = facts;
  const disturbed = await sendAll(at('data'), url, async () => {
    for (let outage = 0; outage < outages; outage += 1) {
      await wait(uniformInt(rng, 50, 800));
      await facts.child.kill('SIGKILL');
      await wait(uniformInt(rng, 1_000, 4_000));
      facts = await startFacts(at('facts'), new URL(url).port);
    }
  });
  await facts.child.close();
  console.log(`${outages} outages, ${disturbed.failures} failed ticks`);
  expectUnharmed(disturbed.settled, undisturbed.settled, disturbed.taken);
  expect(disturbed.settled).toEqual(undisturbed.settled);
}, 600_000);
