/** `watch list|add|files|remove`: folders whose files are imported by themselves. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { watchedFileList, watchedFolderList } from '../../records/watched-folder.ts';
import { kindOf } from './import-verb.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
  readonly as?: string;
  readonly mapping?: string;
  readonly pattern?: string;
  readonly paused?: boolean;
}

const addressOf = (name: string) => `/api/watched-folders/${encodeURIComponent(name)}`;

/** Adds `watch` and the verbs below it. */
export function addWatchVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const watch = verb(program, terminal, { usage: 'watch', help: 'help-watch' });
  const folders = async (
    command: Command,
    method: 'GET' | 'PUT' | 'DELETE',
    [path, body]: [string, unknown?],
  ) => {
    const { data } = optionsOf<Options>(command);
    const reply = await withClient(terminal, data, client => client.call(method, path, body));
    const list = watchedFolderList.parse(reply);
    terminal.out.result(
      list,
      list.folders.map(({ name, kind, mapping, pattern, path: place, imported, failed, problem }) =>
        [name, kind, mapping ?? '-', pattern, place, `+${imported}`, `!${failed}`, problem ?? ''].join('\t'),
      ),
    );
  };
  verb(watch, terminal, { usage: 'list', help: 'help-watch-list' }).action((_options, command: Command) =>
    folders(command, 'GET', ['/api/watched-folders']),
  );
  verb(watch, terminal, { usage: 'add <name>', help: 'help-watch-add' })
    .option('--as <kind>', help('help-import-as'))
    .option('--mapping <name>', help('help-watch-mapping'))
    .option('--pattern <pattern>', help('help-watch-pattern'), '*')
    .option('--paused', help('help-watch-paused'))
    .action((name: string, _options, command: Command) => {
      const { as, mapping = null, pattern, paused = false } = optionsOf<Options>(command);
      return folders(command, 'PUT', [
        addressOf(name),
        { kind: kindOf(as), mapping, pattern, live: !paused },
      ]);
    });
  verb(watch, terminal, { usage: 'remove <name>', help: 'help-watch-remove' }).action(
    (name: string, _options, command: Command) => folders(command, 'DELETE', [addressOf(name)]),
  );
  verb(watch, terminal, { usage: 'files <name>', help: 'help-watch-files' }).action(
    async (name: string, _options, command: Command) => {
      const { data } = optionsOf<Options>(command);
      const path = `${addressOf(name)}/files?limit=200`;
      const list = watchedFileList.parse(
        await withClient(terminal, data, client => client.call('GET', path)),
      );
      terminal.out.result(
        list,
        list.files.map(({ fileName, state, foundAt, importId, reason, remedy }) =>
          [foundAt, state, fileName, importId ?? '', reason ?? '', remedy ?? ''].join('\t'),
        ),
      );
    },
  );
}
