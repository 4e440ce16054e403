/** `model NAME --input FILE`: the analyst's bench. Needs no data folder. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { addPurchaseModelVerbs } from './model-purchases-verb.ts';
import { addRulesVerb } from './model-rules-verb.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';

interface ExperimentOptions {
  readonly input: string;
  readonly arm: string;
  readonly control: string;
  readonly metric: string[];
  readonly pre: string[];
  readonly share: string[];
  readonly plannedN?: string;
  readonly seed?: string;
}

const laterModels = ['attribution', 'forecast', 'anomaly', 'recommend', 'uplift', 'cluster', 'churn'];

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

/** Adds `model NAME`. */
export function addModelVerb(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const model = verb(program, terminal, { usage: 'model', help: 'help-model' });
  verb(model, terminal, { usage: 'experiment', help: 'help-experiment' })
    .requiredOption('--input <file>', help('help-input'))
    .requiredOption('--arm <column>', help('help-arm'))
    .requiredOption('--control <value>', help('help-control'))
    .option('--metric <name:kind>', help('help-metric'), collect, [])
    .option('--pre <name=column>', help('help-pre'), collect, [])
    .option('--share <arm=share>', help('help-share'), collect, [])
    .option('--planned-n <n>', help('help-planned-n'))
    .option('--seed <n>', help('help-seed'))
    .action((_options, command: Command) => experiment(terminal, optionsOf<ExperimentOptions>(command)));
  addPurchaseModelVerbs(model, terminal);
  addRulesVerb(model, terminal);
  for (const name of laterModels) {
    model
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw badInput('verb-not-built', { params: { verb: `model ${name}` } });
      });
  }
}

async function experiment({ out }: Terminal, options: ExperimentOptions): Promise<void> {
  const { modelExperimentFile } = await import('../../measure/experiment-file.ts');
  const { input, arm, control, metric, pre, share } = options;
  const envelope = await modelExperimentFile(input, {
    arm,
    control,
    metric,
    pre,
    share,
    ...wholeNumber('--planned-n', 'plannedN', options.plannedN),
    ...wholeNumber('--seed', 'seed', options.seed),
  });
  out.result(envelope, plainLines(envelope));
}

function wholeNumber(option: string, name: string, text: string | undefined): Record<string, number> {
  if (text === undefined) return {};
  if (!/^\d{1,15}$/.test(text)) {
    throw badInput('field-invalid', {
      path: option,
      received: text,
      expected: '1000',
      params: { path: option },
    });
  }
  return { [name]: Number(text) };
}
