/**
 * `npm run simulate -- --out DIR [--customers N] [--years N] [--seed N] [--format csv|parquet] [--encoding utf-8|gb18030]
 * [--clean] [--lean]`: writes the history of a simulated shop as files the import reads with the mapping `simulated-shop`.
 * One customer at a time, so memory does not grow with the shop.
 */
import { parseArgs } from 'node:util';
import { simulateFiles } from '../src/app/simulate-files.ts';

const usage =
  'usage: npm run simulate -- --out DIR [--customers N] [--years N] [--seed N] [--format csv|parquet] [--encoding utf-8|gb18030] [--clean] [--lean]';

function refuse(reason: string): never {
  console.error(`${reason}\n${usage}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        out: { type: 'string' },
        customers: { type: 'string', default: '20000' },
        years: { type: 'string', default: '3' },
        seed: { type: 'string', default: '1' },
        format: { type: 'string', default: 'csv' },
        encoding: { type: 'string', default: 'utf-8' },
        clean: { type: 'boolean', default: false },
        lean: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    return refuse((cause as Error).message);
  }
}

const given = options();
const whole = (name: 'customers' | 'years' | 'seed', least: number): number => {
  const value = Number(given[name]);
  return Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(`--${name}: ${given[name]} is no whole number from ${least} on`);
};
const { out, format, encoding } = given;
if (!out) refuse('--out: a folder is needed');
if (format !== 'csv' && format !== 'parquet') refuse(`--format: ${format} is neither csv nor parquet`);
if (encoding !== 'utf-8' && encoding !== 'gb18030')
  refuse(`--encoding: ${encoding} is neither utf-8 nor gb18030`);
if (format === 'parquet' && encoding !== 'utf-8') refuse('--encoding: Parquet holds UTF-8');

const report = await simulateFiles({
  out,
  customers: whole('customers', 1),
  years: whole('years', 1),
  seed: whole('seed', 0),
  format,
  encoding,
  dirt: !given.clean,
  lean: given.lean,
});
for (const file of report.files) console.log(`${file.path}: ${file.rows} rows, ${file.bytes} bytes`);
process.exit(0);
