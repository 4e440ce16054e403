/** `model rules`: options and baskets in, envelope out. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { readBasketLines, readTable } from './model-table.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';

interface RuleOptions {
  readonly input: string;
  readonly format: string;
  readonly minSupport: string;
  readonly minConfidence: string;
  readonly maxLength: string;
  readonly allRules?: boolean;
}

/** Adds `model rules`. */
export function addRulesVerb(model: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(model, terminal, { usage: 'rules', help: 'help-rules' })
    .requiredOption('--input <file>', help('help-input'))
    .option('--format <format>', help('help-rules-format'), 'long')
    .option('--min-support <share>', help('help-min-support'), '0.01')
    .option('--min-confidence <share>', help('help-min-confidence'), '0.2')
    .option('--max-length <n>', help('help-max-length'), '10')
    .option('--all-rules', help('help-all-rules'))
    .action((_options, command: Command) => run(terminal, optionsOf<RuleOptions>(command)));
}

/** Baskets of a long table, in the order of each one's first row. */
async function readLong(path: string): Promise<{ baskets: string[][]; hash: string }> {
  const byId = new Map<string, string[]>();
  const hash = await readTable(path, ['basket_id', 'item'], (row, line) => {
    for (const column of ['basket_id', 'item']) {
      if ((row[column] as string).trim() === '')
        throw badInput('model-cell-empty', { path: `${column}, row ${line}`, params: { column } });
    }
    const id = (row['basket_id'] as string).trim();
    const item = (row['item'] as string).trim();
    const basket = byId.get(id);
    if (basket) basket.push(item);
    else byId.set(id, [item]);
  });
  return { baskets: [...byId.values()], hash };
}

function shareOf(path: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 1))
    throw badInput('model-option-not-a-share', { path, received: text, expected: '0 < x ≤ 1' });
  return value;
}

function lengthOf(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 2 || value > 12)
    throw badInput('model-option-unknown', { path: '--max-length', received: text, expected: '2 … 12' });
  return value;
}

async function run({ out }: Terminal, options: RuleOptions): Promise<void> {
  const { input, format } = options;
  const thresholds = {
    minSupport: shareOf('--min-support', options.minSupport),
    minConfidence: shareOf('--min-confidence', options.minConfidence),
    maxLength: lengthOf(options.maxLength),
    allRules: options.allRules ?? false,
  };
  if (format !== 'long' && format !== 'basket')
    throw badInput('model-option-unknown', { path: '--format', received: format, expected: 'long, basket' });
  const { baskets, hash } = format === 'long' ? await readLong(input) : await readBasketLines(input);
  const { modelRules } = await import('../../understand/model-rules.ts');
  const envelope = modelRules({ baskets, ...thresholds, snapshotHash: hash });
  out.result(envelope, plainLines(envelope));
}
