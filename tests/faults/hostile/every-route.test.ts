/**
 * Hostile requests over every documented operation of a running server. The seed and the number come from the
 * environment, so that a long run and the short one of every change are the same test.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Attack } from './attack.ts';
import { type ApiDocument, operationsOf, requestsOver } from './requests.ts';
import { openShop } from './shop-under-attack.ts';

const requests = Number(process.env.REKINDLE_HOSTILE_REQUESTS ?? 1_500);
const seed = Number(process.env.REKINDLE_HOSTILE_SEED ?? 20261127);
const atOnce = 8;
const perRound = 250;
/** Caches of compiled schemas, sessions and kept replies fill up to a bound; a leak per request would not stop. */
const growthBytes = 64 * 1024 ** 2;

test(`${requests} hostile requests over every route get neither a 5xx nor a hang nor a leak`, async () => {
  const shop = await openShop();
  const { json } = await shop.call('GET', '/api/openapi.json');
  const document = json as unknown as ApiDocument;
  const attack = new Attack(shop);
  const arbitrary = requestsOver(operationsOf(document), document.components?.schemas ?? {});
  for (const path of [
    'campaigns',
    'segments',
    'imports',
    'jobs',
    'customers',
    'sandbox/messages',
    'segments/everybody/members',
    'opportunities',
    'reviews',
  ]) {
    attack.knowledge.learn(`/api/${path}`, JSON.stringify((await shop.call('GET', `/api/${path}`)).json));
  }
  let before = 0;
  let after = 0;
  const unexpected: string[] = [];
  for (let done = 0; done < requests; done += perRound) {
    await attack.renewSession();
    const round = fc.sample(arbitrary, { numRuns: Math.min(perRound, requests - done), seed: seed + done });
    const lane = async () => {
      for (let next = round.pop(); next; next = round.pop()) await attack.send(next);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    const { heapBytes, failures } = await shop.condition();
    if (done === 0) before = heapBytes;
    after = heapBytes;
    unexpected.push(...failures);
  }
  const { findings, statuses } = attack.tally;
  if (unexpected.length) console.log(unexpected.join('\n'));
  console.log(
    JSON.stringify({ requests, statuses, heapMb: [before, after].map(n => Math.round(n / 1024 ** 2)) }),
  );
  const kinds = new Map(findings.map(each => [`${each.problem} ${each.operation}`, each]));
  expect([...kinds.values()]).toEqual([]);
  expect(unexpected).toEqual([]);
  expect(after - before).toBeLessThan(growthBytes);
}, 7_200_000);
