/**
 * The simulated shop's history of N customers over three years, written as Parquet (a CSV of the same rows first), against
 * a floor of writing that CSV alone. The unit is an order line; the peak holds the engine too.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateFiles } from '../src/app/simulate-files.ts';
import { benchLine } from './bench-line.ts';

export const defaultSize = 20_000;

export async function* run(size: number) {
  const out = await mkdtemp(join(await realpath(tmpdir()), 'rk-bench-'));
  const order = {
    out,
    customers: size,
    years: 3,
    seed: 1,
    encoding: 'utf-8',
    dirt: true,
    lean: false,
  } as const;
  const timed = async (format: 'csv' | 'parquet') => {
    const started = performance.now();
    const { totals } = await simulateFiles({ ...order, format });
    return { lines: totals.orderLines + totals.refunds, seconds: (performance.now() - started) / 1000 };
  };
  try {
    const csv = await timed('csv');
    yield benchLine('simulate-csv', csv.lines, { seconds: csv.seconds, floorSeconds: csv.seconds });
    const parquet = await timed('parquet');
    yield benchLine('simulate-parquet', parquet.lines, {
      seconds: parquet.seconds,
      floorSeconds: csv.seconds,
    });
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
