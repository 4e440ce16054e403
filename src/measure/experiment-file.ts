/**
 * Reads an experiment's units from a CSV file (plain or gzip) for `model experiment`: only the named columns are
 * kept, as typed arrays, so a million rows fit in memory.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { badInput } from '../kernel/errors.ts';
import type { ExperimentEnvelope, ExperimentMetric } from '../records/experiment.ts';
import { type MetricColumns, runModelExperiment } from './model-experiment.ts';

/** Options as the command line gives them. */
export interface ExperimentFileOptions {
  readonly arm: string;
  readonly control: string;
  /** `NAME:proportion`, `NAME:mean`, or `NUMERATOR/DENOMINATOR:ratio`. */
  readonly metric: readonly string[];
  /** `NAME=COLUMN`: pre-period covariate of a metric. */
  readonly pre?: readonly string[];
  /** `ARM=SHARE`: intended shares, equal when left out. */
  readonly share?: readonly string[];
  readonly plannedN?: number;
  readonly seed?: number;
}

interface MetricPlan {
  readonly metric: string;
  readonly kind: ExperimentMetric['kind'];
  readonly column: string;
  readonly denominator: string | null;
  readonly covariate: string | null;
}

const kinds = ['proportion', 'mean', 'ratio'] as const;

/** Splits at the last separator, because column names may hold colons and equal signs. */
function split(text: string, separator: string, option: string): [string, string] {
  const at = text.lastIndexOf(separator);
  if (at <= 0 || at === text.length - 1) {
    throw badInput('experiment-option-form', {
      path: option,
      received: text,
      expected: `NAME${separator}VALUE`,
    });
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

function plansOf({ metric, pre = [] }: ExperimentFileOptions): MetricPlan[] {
  const covariates = new Map(pre.map(text => split(text, '=', '--pre')));
  if (metric.length === 0) throw badInput('experiment-no-metric', { path: '--metric' });
  const plans = metric.map(text => {
    const [name, kindText] = split(text, ':', '--metric');
    const kind = kinds.find(known => known === kindText);
    if (!kind) {
      throw badInput('experiment-metric-kind', {
        path: '--metric',
        received: text,
        expected: kinds.join(', '),
      });
    }
    const [column, denominator] = kind === 'ratio' ? split(name, '/', '--metric') : [name, null];
    return { metric: name, kind, column, denominator, covariate: covariates.get(name) ?? null };
  });
  for (const name of covariates.keys()) {
    if (!plans.some(plan => plan.metric === name)) {
      throw badInput('experiment-pre-unknown', { path: '--pre', received: name });
    }
  }
  return plans;
}

/** Numbers of one column as they arrive; an empty cell is NaN, anything else that is no number is refused. */
function columnReader(name: string, kind: 'proportion' | 'number') {
  const values: number[] = [];
  const read = (text: string, row: number) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(value) && text.trim() !== '') {
      throw badInput('experiment-not-a-number', { path: `${name}, row ${row}`, received: text.slice(0, 40) });
    }
    if (kind === 'proportion' && !Number.isNaN(value) && value !== 0 && value !== 1) {
      throw badInput('experiment-not-a-proportion', {
        path: `${name}, row ${row}`,
        received: text.slice(0, 40),
      });
    }
    values.push(value);
  };
  return { name, values, read };
}

type Row = Record<string, string>;

function checkHeader(header: readonly string[], wanted: readonly string[]): string[] {
  const absent = wanted.find(name => !header.includes(name));
  if (absent !== undefined) {
    throw badInput('experiment-column-absent', {
      path: 'header',
      received: absent,
      expected: header.join(', '),
    });
  }
  return [...header];
}

/** Streams the rows to `onRow`; the file's own faults become coded errors. Returns the SHA-256 of the file's bytes. */
async function readRows(path: string, wanted: readonly string[], onRow: (row: Row, line: number) => void) {
  const hash = createHash('sha256');
  const file = createReadStream(path);
  file.on('data', chunk => hash.update(chunk));
  const parser = parse({ bom: true, columns: header => checkHeader(header, wanted) });
  const sink = async (rows: AsyncIterable<Row>) => {
    let line = 1;
    for await (const row of rows) onRow(row, ++line);
  };
  try {
    if (path.endsWith('.gz')) await pipeline(file, createGunzip(), parser, sink);
    else await pipeline(file, parser, sink);
  } catch (error) {
    throw fileFault(error, path);
  }
  return hash.digest('hex');
}

function fileFault(error: unknown, path: string): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (error instanceof CsvError) {
    return badInput('experiment-not-csv', { path, received: error.code, cause: error });
  }
  if (['ENOENT', 'EACCES', 'EISDIR'].includes(code)) {
    return badInput('experiment-file-unreadable', { path, received: code, cause: error });
  }
  if (code.startsWith('Z_')) return badInput('experiment-not-gzip', { path, received: code, cause: error });
  return error;
}

function sharesOf(share: readonly string[] | undefined): Record<string, number> | undefined {
  if (!share || share.length === 0) return undefined;
  return Object.fromEntries(
    share.map(text => {
      const [arm, weight] = split(text, '=', '--share');
      if (!(Number(weight) > 0))
        throw badInput('experiment-option-form', { path: '--share', received: text });
      return [arm, Number(weight)];
    }),
  );
}

/**
 * `model experiment --input FILE`: reads the file and returns the envelope.
 *
 * @throws coded bad-input errors naming option, column and row; nothing is written anywhere.
 */
export async function modelExperimentFile(
  path: string,
  options: ExperimentFileOptions,
): Promise<ExperimentEnvelope> {
  const plans = plansOf(options);
  const shares = sharesOf(options.share);
  const readers = plans.map(plan => ({
    value: columnReader(plan.column, plan.kind === 'proportion' ? 'proportion' : 'number'),
    denominator: plan.denominator === null ? null : columnReader(plan.denominator, 'number'),
    covariate: plan.covariate === null ? null : columnReader(plan.covariate, 'number'),
  }));
  const all = readers
    .flatMap(reader => [reader.value, reader.denominator, reader.covariate])
    .filter(r => r !== null);
  const arms: string[] = [];
  const wanted = [options.arm, ...all.map(reader => reader.name)];
  const snapshotHash = await readRows(path, wanted, (row, line) => {
    const arm = row[options.arm] as string;
    if (arm === '') throw badInput('experiment-arm-empty', { path: `${options.arm}, row ${line}` });
    arms.push(arm);
    for (const reader of all) reader.read(row[reader.name] as string, line);
  });
  if (arms.length === 0) throw badInput('experiment-no-rows', { path });
  const metrics = plans.map((plan, index): MetricColumns => {
    const reader = readers[index] as (typeof readers)[number];
    const column = (of: { values: number[] } | null) => of && Float64Array.from(of.values);
    return {
      metric: plan.metric,
      kind: plan.kind,
      values: Float64Array.from(reader.value.values),
      denominator: column(reader.denominator),
      covariate: column(reader.covariate),
    };
  });
  const { control, plannedN = null, seed = 1 } = options;
  const params = { arm: options.arm, metric: options.metric, pre: options.pre ?? [], share: shares ?? null };
  return runModelExperiment({ arms, control, metrics, shares, plannedN, seed, snapshotHash, params });
}
