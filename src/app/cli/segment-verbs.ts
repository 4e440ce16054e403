/** `segment put|count|members|sql`. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { nameOf, readJsonFile } from './json-file.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface SegmentOptions {
  readonly data: string;
  readonly out: string;
}

const at = (name: string, rest = ''): string => `/api/segments/${encodeURIComponent(name)}${rest}`;

/** Adds `segment …`. */
export function addSegmentVerbs(program: Command, terminal: Terminal): void {
  const segment = verb(program, terminal, { usage: 'segment', help: 'help-segment' });
  const run = async (command: Command, method: 'GET' | 'POST' | 'PUT', [path, body]: [string, unknown?]) => {
    const { data } = optionsOf<SegmentOptions>(command);
    const reply = await withClient(terminal, data, client => client.call(method, path, body));
    terminal.out.result(reply, plainLines(reply));
  };
  verb(segment, terminal, { usage: 'put <file>', help: 'help-segment-put' }).action(
    async (file: string, _options, command: Command) => {
      const definition = await readJsonFile(file);
      await run(command, 'PUT', [`/api/segments/${nameOf(definition)}`, definition]);
    },
  );
  verb(segment, terminal, { usage: 'count <name>', help: 'help-segment-count' }).action(
    (name: string, _options, command: Command) => run(command, 'POST', [at(name, '/count')]),
  );
  verb(segment, terminal, { usage: 'sql <name>', help: 'help-segment-sql' }).action(
    (name: string, _options, command: Command) => run(command, 'GET', [at(name, '/sql')]),
  );
  verb(segment, terminal, { usage: 'members <name>', help: 'help-segment-members' })
    .requiredOption('--out <file>', textOf('help-out', terminal.locale).message)
    .action((name: string, _options, command: Command) => writeMembers(terminal, name, optionsOf(command)));
}

async function writeMembers(terminal: Terminal, name: string, { data, out }: SegmentOptions): Promise<void> {
  await withClient(terminal, data, client => client.download(at(name, '/members?format=csv'), out));
  terminal.out.result({ name, file: out }, [textOf('cli-written', terminal.locale, { path: out }).message]);
}
