/** `mapping list|show|guess|save|retire|restore`: mappings under a name, in versions. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { previewReply } from '../../records/import.ts';
import { savedMapping, savedMappingList, savedMappingReply } from '../../records/saved-mapping.ts';
import { assertReadableFile, type Client } from './client.ts';
import { guessedPreview, kindOf } from './import-verb.ts';
import { readJsonFile } from './json-file.ts';
import { namedVersion } from './named-version.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
  readonly as?: string;
  readonly part?: string;
}

const addressOf = (name: string) => `/api/mappings/${encodeURIComponent(name)}`;
const pretty = (value: unknown): string[] => JSON.stringify(value, null, 2).split('\n');

/** Adds `mapping` and the verbs below it. */
export function addMappingVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const mapping = verb(program, terminal, { usage: 'mapping', help: 'help-mapping' });
  const run = <T>(command: Command, work: (client: Client) => Promise<T>): Promise<T> =>
    withClient(terminal, optionsOf<Options>(command).data, work);
  verb(mapping, terminal, { usage: 'list', help: 'help-mapping-list' }).action(async (_options, command) => {
    const list = savedMappingList.parse(
      await run(command, client => client.call('GET', '/api/mappings?limit=200')),
    );
    terminal.out.result(
      list,
      list.mappings.map(
        ({ name, version, kind, title, retiredAt }) =>
          `${name}@${version}\t${kind}\t${title}${retiredAt ? `\t(${help('cli-mapping-retired')})` : ''}`,
      ),
    );
  });
  verb(mapping, terminal, { usage: 'show <name>', help: 'help-mapping-show' }).action(
    async (name: string, _options, command) => {
      const wanted = namedVersion(name);
      const found = savedMapping.parse(
        await run(command, client => client.call('GET', addressOf(wanted.saved))),
      );
      const version = found.versions.find(
        each => each.version === (wanted.version ?? found.versions[0]?.version),
      );
      terminal.out.result(version?.mapping ?? null, pretty(version?.mapping ?? null));
    },
  );
  verb(mapping, terminal, { usage: 'guess <file>', help: 'help-mapping-guess' })
    .option('--as <kind>', help('help-import-as'))
    .option('--part <name>', help('help-import-part'))
    .action(async (file: string, _options, command) => {
      const { as, part } = optionsOf<Options>(command);
      const kind = kindOf(as);
      await assertReadableFile(file);
      const { mapping: guessed } = await run(command, async client => {
        const { uploadId } = await client.upload(file);
        return previewReply.parse(await guessedPreview(client, { uploadId, kind, part }));
      });
      terminal.out.result(guessed, pretty(guessed));
    });
  verb(mapping, terminal, { usage: 'save <file>', help: 'help-mapping-save' }).action(
    async (file: string, _options, command) => {
      const body = { mapping: await readJsonFile(file) };
      const kept = savedMappingReply.parse(
        await run(command, client => client.call('POST', '/api/mappings', body)),
      );
      terminal.out.result(kept, [`${kept.name}@${kept.version}`]);
    },
  );
  addUse(mapping, terminal);
}

/** `retire NAME` and `restore NAME`. */
function addUse(mapping: Command, terminal: Terminal): void {
  for (const retired of [true, false])
    verb(mapping, terminal, {
      usage: `${retired ? 'retire' : 'restore'} <name>`,
      help: `help-mapping-${retired ? 'retire' : 'restore'}`,
    }).action(async (name: string, _options, command) => {
      const { data } = optionsOf<Options>(command);
      const found = savedMapping.parse(
        await withClient(terminal, data, client => client.call('PUT', addressOf(name), { retired })),
      );
      terminal.out.result(found, [name]);
    });
}
