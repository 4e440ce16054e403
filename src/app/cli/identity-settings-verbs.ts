/** `identity settings show|preview|put|rebuild`: how far each kind of key is trusted. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { readJsonFile } from './json-file.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
  readonly reason?: string;
}

const path = '/api/identity/settings';

/** Adds the verbs below `identity settings`. */
export function addIdentitySettingsVerbs(identity: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const run = async (command: Command, method: 'GET' | 'PUT' | 'POST', [at, body]: [string, unknown?]) => {
    const reply = await withClient(terminal, optionsOf<Options>(command).data, client =>
      client.call(method, at, body),
    );
    terminal.out.result(reply, plainLines(reply));
  };
  const settings = verb(identity, terminal, { usage: 'settings', help: 'help-identity-settings' });
  verb(settings, terminal, { usage: 'show', help: 'help-identity-settings-show' }).action(
    (_options, command: Command) => run(command, 'GET', [path]),
  );
  verb(settings, terminal, { usage: 'preview <file>', help: 'help-identity-settings-preview' }).action(
    async (file: string, _options, command: Command) => {
      const { kinds } = (await readJsonFile(file)) as { kinds?: unknown };
      return run(command, 'POST', [`${path}/preview`, { kinds }]);
    },
  );
  verb(settings, terminal, { usage: 'put <file>', help: 'help-identity-settings-put' })
    .requiredOption('--reason <text>', help('help-identity-reason'))
    .action(async (file: string, _options, command: Command) => {
      const { version, kinds } = (await readJsonFile(file)) as { version?: unknown; kinds?: unknown };
      return run(command, 'PUT', [path, { version, kinds, reason: optionsOf<Options>(command).reason }]);
    });
  verb(settings, terminal, { usage: 'rebuild', help: 'help-identity-settings-rebuild' }).action(
    (_options, command: Command) => run(command, 'POST', [`${path}/rebuild`]),
  );
}
