/** `model bg-nbd`, `mbg-nbd`, `gamma-gamma`: options and files in, envelope and a file per customer out. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { PurchaseModelInput } from '../../understand/model-purchases.ts';
import type { Period, PurchaseRow } from '../../understand/purchase-days.ts';
import { readTable, writeTable } from './model-table.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';

interface PurchaseOptions {
  readonly input: string;
  readonly unit: string;
  readonly calibrationEnd?: string;
  readonly holdoutEnd?: string;
  readonly perCustomer?: string;
}

const models = ['bg-nbd', 'mbg-nbd', 'gamma-gamma'] as const;
type Name = (typeof models)[number];

/** Adds the three verbs under `model`. */
export function addPurchaseModelVerbs(model: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  for (const name of models) {
    verb(model, terminal, { usage: name, help: `help-${name}` })
      .requiredOption('--input <file>', help('help-input'))
      .option('--unit <unit>', help('help-model-unit'), 'day')
      .option('--calibration-end <date>', help('help-calibration-end'))
      .option('--holdout-end <date>', help('help-holdout-end'))
      .option('--per-customer <file>', help('help-per-customer'))
      .action((_options, command: Command) => run(terminal, name, optionsOf<PurchaseOptions>(command)));
  }
}

const dayMs = 86_400_000;
const dateOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

/** Days since 1970 of `2026-11-27`, also with a time after it or slashes in it; NaN for anything else. */
function dayNumber(text: string): number {
  const found = /^\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T\s].*)?$/.exec(text);
  if (!found) return Number.NaN;
  const [, year, month, day] = found.map(Number) as [number, number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() / dayMs : Number.NaN;
}

function dayOption(path: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const day = dayNumber(text);
  if (Number.isNaN(day)) throw badInput('model-not-a-date', { path, received: text, expected: 'YYYY-MM-DD' });
  return day;
}

function dayCell(text: string, path: string): number {
  const day = dayNumber(text);
  if (Number.isNaN(day))
    throw badInput('model-not-a-date', { path, received: text.slice(0, 40), expected: 'YYYY-MM-DD' });
  return day;
}

function amountCell(text: string | undefined, path: string): number | null {
  if (text === undefined) return null;
  const amount = text.trim() === '' ? 0 : Number(text);
  if (!Number.isFinite(amount))
    throw badInput('model-not-a-number', { path, received: text.slice(0, 40), expected: '19.90' });
  return amount;
}

async function readPurchases(
  name: Name,
  path: string,
): Promise<{ rows: PurchaseRow[]; snapshotHash: string }> {
  const wanted = ['customer_id', 'date', ...(name === 'gamma-gamma' ? ['amount'] : [])];
  const rows: PurchaseRow[] = [];
  const snapshotHash = await readTable(path, wanted, (row, line) => {
    const customer = (row['customer_id'] as string).trim();
    if (customer === '')
      throw badInput('model-cell-empty', {
        path: `customer_id, row ${line}`,
        params: { column: 'customer_id' },
      });
    const day = dayCell(row['date'] as string, `date, row ${line}`);
    rows.push({ customer, day, amount: amountCell(row['amount'], `amount, row ${line}`) });
  });
  return { rows, snapshotHash };
}

function periodOf(rows: readonly PurchaseRow[], options: PurchaseOptions): Period {
  const calibration = dayOption('--calibration-end', options.calibrationEnd);
  const holdout = dayOption('--holdout-end', options.holdoutEnd);
  const first = rows.reduce((least, row) => Math.min(least, row.day), Number.POSITIVE_INFINITY);
  const last = rows.reduce((most, row) => Math.max(most, row.day), Number.NEGATIVE_INFINITY);
  const holdoutEnd = holdout ?? Math.max(last, calibration ?? last);
  const calibrationEnd = calibration ?? Math.min(last, holdoutEnd);
  if (calibrationEnd < first || calibrationEnd > holdoutEnd) {
    throw badInput('model-periods-out-of-order', {
      path: calibrationEnd < first ? '--calibration-end' : '--holdout-end',
      received: `${dateOf(calibrationEnd)} … ${dateOf(holdoutEnd)}`,
      params: { first: dateOf(first), last: dateOf(last) },
    });
  }
  return { calibrationEnd, holdoutEnd };
}

function unitOf(text: string): PurchaseModelInput['unit'] {
  if (text === 'day' || text === 'week') return text;
  throw badInput('model-option-unknown', { path: '--unit', received: text, expected: 'day, week' });
}

async function run({ out }: Terminal, name: Name, options: PurchaseOptions): Promise<void> {
  const unit = unitOf(options.unit);
  dayOption('--calibration-end', options.calibrationEnd);
  dayOption('--holdout-end', options.holdoutEnd);
  const { rows, snapshotHash } = await readPurchases(name, options.input);
  const { modelOrderValue, modelPurchases } = await import('../../understand/model-purchases.ts');
  const { calibrationEnd = null, holdoutEnd = null } = options;
  const input = {
    rows,
    period: periodOf(rows, options),
    unit,
    snapshotHash,
    params: { calibrationEnd, holdoutEnd },
  };
  const { envelope, table } = name === 'gamma-gamma' ? modelOrderValue(input) : modelPurchases(name, input);
  if (options.perCustomer !== undefined) await writeTable(options.perCustomer, table);
  out.result(envelope, plainLines(envelope));
}
