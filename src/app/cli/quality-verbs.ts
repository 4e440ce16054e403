/** `quality`: measures the data and prints what was found; `quality rows RULE`, `quality rules [put|try FILE]`. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { type QualityRun, type QualityTable, qualityRun } from '../../records/quality.ts';
import { readJsonFile } from './json-file.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb, WorkFailed } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
  readonly last?: boolean;
  readonly check?: boolean;
}

/** Adds `quality` and the verbs below it. */
export function addQualityVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const quality = verb(program, terminal, { usage: 'quality', help: 'help-quality' })
    .option('--last', help('help-quality-last'))
    .option('--check', help('help-quality-check'))
    .action((_options, command: Command) => measure(terminal, optionsOf<Options>(command)));
  const run = async (command: Command, method: 'GET' | 'PUT' | 'POST', [path, body]: [string, unknown?]) => {
    const { data } = optionsOf<Options>(command);
    const reply = await withClient(terminal, data, client => client.call(method, path, body));
    terminal.out.result(reply, plainLines(reply));
  };
  verb(quality, terminal, { usage: 'rows <rule>', help: 'help-quality-rows' }).action(
    (name: string, _options, command: Command) =>
      run(command, 'GET', [`/api/quality/rules/${encodeURIComponent(name)}/rows`]),
  );
  const rules = verb(quality, terminal, { usage: 'rules', help: 'help-quality-rules' });
  verb(rules, terminal, { usage: 'list', help: 'help-quality-rules-list' }).action(
    (_options, command: Command) => run(command, 'GET', ['/api/quality/rules']),
  );
  verb(rules, terminal, { usage: 'put <file>', help: 'help-quality-rules-put' }).action(
    async (file: string, _options, command: Command) =>
      run(command, 'PUT', ['/api/quality/rules', await readJsonFile(file)]),
  );
  verb(rules, terminal, { usage: 'try <file>', help: 'help-quality-rules-try' }).action(
    async (file: string, _options, command: Command) =>
      run(command, 'POST', ['/api/quality/rules/preview', { rule: await readJsonFile(file) }]),
  );
}

async function measure(terminal: Terminal, { data, last, check }: Options): Promise<void> {
  const reply = await withClient(terminal, data, async client => {
    if (!last) await client.call('POST', '/api/quality/runs', {});
    return client.call('GET', '/api/quality/runs/latest');
  });
  const found = qualityRun.parse(reply);
  terminal.out.result(found, linesOf(terminal, found));
  if (check && found.tables.some(table => table.gateState === 'failed')) throw new WorkFailed();
}

const percent = (share: number): string => `${Math.floor(share * 10_000) / 100} %`;

function linesOf(terminal: Terminal, { tables }: QualityRun): string[] {
  const say = (code: string, params: Record<string, string | number> = {}) =>
    textOf(code, terminal.locale, params).message;
  const scoresOf = ({ scores }: QualityTable) =>
    Object.entries(scores)
      .flatMap(([dimension, score]) =>
        score === null ? [] : [say(`cli-quality-${dimension}`, { score: percent(score) })],
      )
      .join(', ');
  return tables.flatMap(table => [
    say('cli-quality-table', {
      table: table.table,
      rows: table.rows,
      gate: say(`cli-quality-gate-${table.gateState}`),
      scores: scoresOf(table) || '–',
    }),
    ...table.failures.map(check =>
      say('cli-quality-failure', {
        mark: check.severity === 'critical' ? '!' : '-',
        rule: check.rule,
        text: check.text ?? '',
        checked: check.checked,
        failed: check.checked - check.passed,
        threshold: percent(check.threshold),
      }),
    ),
  ]);
}
