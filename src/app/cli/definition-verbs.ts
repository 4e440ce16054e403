/** `definition show|set`: what counts as a sale, as activity and as value, with what a change makes of the total. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { salesDefinitionChange, salesDefinitionReply } from '../../records/sales-definition.ts';
import { readJsonFile } from './json-file.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

const address = '/api/sales-definition';

interface Options {
  readonly data: string;
  readonly dryRun?: boolean;
}

/** Adds `definition …`. */
export function addDefinitionVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const definition = verb(program, terminal, { usage: 'definition', help: 'help-definition' });
  verb(definition, terminal, { usage: 'show', help: 'help-definition-show' }).action(
    async (_options, command: Command) => {
      const { data } = optionsOf<Options>(command);
      print(terminal, await withClient(terminal, data, client => client.call('GET', address)));
    },
  );
  verb(definition, terminal, { usage: 'set <file>', help: 'help-definition-set' })
    .option('--dry-run', help('help-definition-dry-run'))
    .action(async (file: string, _options, command: Command) => {
      const { data, dryRun = false } = optionsOf<Options>(command);
      const change = requireKnown(await readJsonFile(file));
      const body = { ...change, dryRun };
      print(terminal, await withClient(terminal, data, client => client.call('PUT', address, body)));
    });
}

/** The API leaves a name it does not know out; a change that did nothing would look done. Throws `field-invalid`. */
function requireKnown(change: unknown): object {
  const known = Object.keys(salesDefinitionChange.shape);
  const names = typeof change === 'object' && change !== null ? Object.keys(change) : [];
  const stranger = names.find(name => !known.includes(name));
  if (names.length === 0 || stranger !== undefined)
    throw badInput('field-invalid', {
      path: 'FILE',
      received: stranger ?? '{}',
      expected: known.join(', '),
      params: { path: 'FILE' },
    });
  return change as object;
}

function print(terminal: Terminal, reply: unknown): void {
  const { definition, sales, salesBefore, lines, customers, activities } = salesDefinitionReply.parse(reply);
  const say = (code: string, params: Readonly<Record<string, string | number>>) =>
    textOf(code, terminal.locale, params).message;
  const currency = definition.currency;
  terminal.out.result(reply, [
    say('cli-definition-total', { version: definition.version, sales, currency, lines, customers }),
    ...(sales === salesBefore ? [] : [say('cli-definition-before', { sales: salesBefore, currency })]),
    ...activities.map(each =>
      say('cli-definition-source', {
        source: [each.kind, each.event].filter(Boolean).join(' '),
        lines: each.lines,
        customers: each.customers,
        sales: each.sales,
        leftOut: each.leftOut.map(({ reason, events }) => `${reason} ${events}`).join(', ') || '0',
      }),
    ),
    JSON.stringify(definition, null, 2),
  ]);
}
