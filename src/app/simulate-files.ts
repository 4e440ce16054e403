/** A simulated shop's history as files on disk: CSV as its till would export them, or Parquet of the same rows. */
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { ExportOptions, ExportReport } from '../simulator/export.ts';
import { openShop } from '../simulator/shop.ts';
import { openFacts } from '../store/facts/open-facts.ts';
import { writeCsvAsParquet } from '../store/facts/parquet-file.ts';

export interface SimulateOptions {
  /** Made when absent; files of an earlier run are replaced. */
  readonly out: string;
  readonly customers: number;
  readonly years: number;
  readonly seed: number;
  readonly format: 'csv' | 'parquet';
  readonly encoding: 'utf-8' | 'gb18030';
  readonly dirt: boolean;
  /** Orders without names, stores and provinces. */
  readonly lean: boolean;
}

export interface SimulatedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface Simulated {
  readonly files: readonly SimulatedFile[];
  readonly totals: ExportReport['totals'];
}

const asOf = DateTime.fromISO('2026-09-01T00:00', { zone: 'Asia/Shanghai' });

/**
 * Writes customers, orders, products and spend of the years before 2026-09-01 into a folder. Deterministic by its options;
 * memory does not grow with the number of customers. Parquet takes a CSV of the same rows first, which is removed.
 * Throws what the file system and the facts engine throw.
 */
export async function simulateFiles(options: SimulateOptions): Promise<Simulated> {
  const { seed, customers, years, encoding, dirt, lean } = options;
  await mkdir(options.out, { recursive: true });
  const out = await realpath(options.out);
  const shop = openShop({
    seed,
    customers,
    startsAt: asOf.minus({ years }).toJSDate(),
    asOf: asOf.toJSDate(),
  });
  const exported: ExportOptions = { encoding, dirt, lean };
  const { files, totals } = await shop.writeHistory(out, exported);
  const written = Object.values(files);
  if (options.format === 'csv') return { files: written, totals };
  return { files: await asParquet(out, written), totals };
}

async function asParquet(
  out: string,
  written: readonly (SimulatedFile & { readonly columns: readonly string[] })[],
): Promise<SimulatedFile[]> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rekindle-simulate-'));
  const facts = await openFacts({ folder: join(folder, 'facts'), stagingFolder: out });
  try {
    const made: SimulatedFile[] = [];
    for (const { path, rows, columns } of written) {
      const to = path.replace(/\.csv$/, '.parquet');
      await rm(to, { force: true });
      await writeCsvAsParquet(facts, { from: path, to, columns });
      await rm(path);
      made.push({ path: to, rows, bytes: (await stat(to)).size });
    }
    return made;
  } finally {
    await facts.close();
    await rm(folder, { recursive: true, force: true });
  }
}
