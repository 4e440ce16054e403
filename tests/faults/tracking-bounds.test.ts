/** What a server answers when facts are away and its spool may hold no more, and that it takes events again by itself. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import type { Server } from './tracking-run.ts';

const scriptOf = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'testing', name);

test('a full spool is 503 with Retry-After before it grows, seen in health, and ends when facts are back', async () => {
  const folder = await scratchFolder();
  const startFacts = async (port: string) => {
    const child = startChild(scriptOf('facts-server-process.ts'), [join(folder, 'facts'), port]);
    return { child, ...(await child.line<{ url: string }>()) };
  };
  let facts = await startFacts('0');
  onTestFinished(() => facts.child.kill('SIGKILL'));
  const env = { CLICKHOUSE_URL: facts.url, REKINDLE_SPOOL_MB: '1' };
  const child = startChild(scriptOf('service-process.ts'), [join(folder, 'data')], { env });
  onTestFinished(() => child.kill('SIGKILL'));
  const { url, token } = await child.line<Server>();
  const headers = { authorization: `Bearer ${token}` };
  let sent = 0;
  const send = () => {
    const batch = Array.from({ length: 100 }, () => {
      sent += 1;
      return {
        type: 'track',
        event: 'Bounded',
        userId: `u${sent % 10}`,
        messageId: `b${sent}`,
        properties: { text: 'x'.repeat(1_000) },
      };
    });
    return fetch(`${url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
  };
  await facts.child.kill('SIGKILL');
  let taken = 0;
  let last = await send();
  for (let n = 0; n < 30 && last.status === 200; n += 1) {
    taken += 100;
    last = await send();
  }
  expect([last.status, last.headers.get('retry-after')]).toEqual([503, '30']);
  expect(((await last.json()) as { error: { code: string } }).error.code).toBe('spool-full');
  expect(taken).toBeGreaterThan(300);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const bytes = Number(/^rekindle_spool_bytes (\d+)/m.exec(metrics)?.[1]);
  expect(bytes).toBeGreaterThan(500_000);
  expect(bytes).toBeLessThanOrEqual(1_000_000);
  const { checks } = (await (await fetch(`${url}/api/health`, { headers })).json()) as {
    checks: { name: string; status: string }[];
  };
  expect(checks.find(({ name }) => name === 'spool')?.status).toBe('warn');

  facts = await startFacts(new URL(facts.url).port);
  const count = async () => {
    const reply = await fetch(`${url}/api/events/count?event=Bounded`, { headers });
    return reply.ok ? ((await reply.json()) as { count: number }).count : 0;
  };
  for (let waited = 0; waited < 60_000 && (await count()) < taken; waited += 500) await wait(500);
  expect(await count()).toBe(taken);
  expect((await send()).status).toBe(200);
  await child.close();
}, 180_000);
