/** A scheduled check-up is begun once, also where the server is killed between beginning it and noting that it was. */
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'review-schedule-process.ts');

interface Look {
  readonly jobs: readonly string[];
  readonly last: { readonly jobId: string; readonly tries: number } | null;
}

test('killed between the job and its note, the next look finds that job and begins no other', async () => {
  const dataFolder = join(await scratchFolder(), 'data');
  const killed = startChild(script, [dataFolder, 'die']);
  await once(killed.process, 'exit');
  expect(killed.process.signalCode).toBe('SIGKILL');
  // The job it left is done by now, so that nothing but its slot stands in the way of a second one.
  for (const look of [1, 2]) {
    const next = startChild(script, [dataFolder, 'live']);
    const { jobs, last } = await next.line<Look>();
    expect([look, jobs]).toEqual([look, [last?.jobId]]);
    expect(last?.tries).toBe(1);
    await next.ended();
  }
});
