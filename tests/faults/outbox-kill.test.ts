import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { factsSql } from '../../src/store/facts/sql.ts';
import { openStores } from '../../src/store/open-stores.ts';
import { outboxWatermark, shipOutbox } from '../../src/store/state/outbox.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { searchedLog } from '../../src/testing/searched-log.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'shipper-process.ts');
const machineNow = () => new Date('2026-03-02T02:00:00Z');

test.each([
  ['the first', 1],
  ['a middle', 4],
  ['the last', 6],
])('kill -9 right after %s batch reached the facts neither loses nor repeats a row', async (_, killAfter) => {
  const dataFolder = join(await scratchFolder(), 'data');
  const child = startChild(script, [dataFolder, '6', String(killAfter)]);
  const [, signal] = await once(child.process, 'exit');
  expect(signal).toBe('SIGKILL');

  const { stores, close } = await openStores({ dataFolder, machineNow, log: searchedLog });
  onTestFinished(close);
  const ctx = { pg: stores.pg, ch: stores.ch, machineNow };
  expect((await outboxWatermark(ctx)).waiting).toBe(6 - killAfter + 1);
  await shipOutbox(ctx);
  expect(await outboxWatermark(ctx)).toMatchObject({ shippedUpTo: 6, waiting: 0 });
  const rows = await stores.ch.query<{ stored: string; different: string }>(
    factsSql`select count() as stored, uniqExact(delivery_id) as different from touches_local`,
    { tag: 'test-touches' },
  );
  expect(rows).toEqual([{ stored: '60', different: '60' }]);
});
