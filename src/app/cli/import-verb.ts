/** `import FILE --as KIND`, `import list` and `import undo ID`. */
import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { assertReadableFile, type Client } from './client.ts';
import { readJsonFile } from './json-file.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Preview {
  readonly mapping: unknown;
  readonly parts: readonly string[];
  readonly part: string | null;
  readonly form: string;
}

interface ImportOptions {
  readonly data: string;
  readonly as?: string;
  readonly mapping?: string;
  readonly part?: string;
  readonly dryRun?: boolean;
}

const kinds = ['customers', 'orders', 'products', 'stores', 'channels', 'spend', 'competitors'];
const laterKinds = ['events', 'touches'];

/** Adds `import`; `list` and `undo ID` are its first argument, as CONTRACT spells them. */
export function addImportVerb(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(program, terminal, { usage: 'import <file> [id]', help: 'help-import' })
    .option('--as <kind>', help('help-import-as'))
    .option('--mapping <file>', help('help-import-mapping'))
    .option('--part <name>', help('help-import-part'))
    .option('--dry-run', help('help-dry-run'))
    .action(function (this: Command, file: string, id: string | undefined) {
      const options = optionsOf<ImportOptions>(this);
      if (file === 'list' && id === undefined) return listImports(terminal, options);
      if (file === 'undo' && id !== undefined) return undoImport(terminal, id, options);
      return importFile(terminal, file, options);
    });
}

async function listImports(terminal: Terminal, { data }: ImportOptions): Promise<void> {
  const list = await withClient(terminal, data, client => client.call('GET', '/api/imports?limit=200'));
  terminal.out.result(list, plainLines(list));
}

async function undoImport(terminal: Terminal, id: string, { data }: ImportOptions): Promise<void> {
  const path = `/api/imports/${encodeURIComponent(id)}/undo`;
  const undone = await withClient(terminal, data, client => client.call('POST', path));
  terminal.out.result(undone, plainLines(undone));
}

async function importFile(terminal: Terminal, file: string, options: ImportOptions): Promise<void> {
  const kind = kindOf(options.as);
  // Before two databases are opened for a name that was mistyped.
  await assertReadableFile(file);
  const { part } = options;
  const given = await givenMapping(options.mapping, part);
  const summary = await withClient(terminal, options.data, async client => {
    const { uploadId } = await client.upload(file);
    const mapping = given ?? (await guessedMapping(terminal, client, { uploadId, kind, part }));
    return client.call('POST', '/api/imports', { uploadId, kind, mapping, dryRun: options.dryRun ?? false });
  });
  terminal.out.result(summary, plainLines(summary));
}

function kindOf(text: string | undefined): string {
  if (text !== undefined && kinds.includes(text)) return text;
  if (text !== undefined && laterKinds.includes(text)) {
    throw badInput('verb-not-built', { params: { verb: `import --as ${text}` } });
  }
  throw badInput('field-invalid', {
    path: '--as',
    expected: kinds.join(', '),
    ...(text === undefined ? {} : { received: text }),
    params: { path: '--as' },
  });
}

/** A file when there is one of that name, else the name of a mapping that comes with the product. */
async function givenMapping(mapping: string | undefined, part: string | undefined): Promise<unknown> {
  if (mapping === undefined) return undefined;
  const isFile = await access(mapping).then(
    () => true,
    () => /[./\\]/.test(mapping),
  );
  const given = isFile ? ((await readJsonFile(mapping)) as object) : { builtIn: mapping };
  return part === undefined ? given : { ...given, part };
}

async function guessedMapping(
  terminal: Terminal,
  client: Client,
  request: { uploadId: string; kind: string; part: string | undefined },
): Promise<unknown> {
  const preview = (await client.call('POST', '/api/imports/preview', request)) as Preview;
  const { parts, part, form } = preview;
  // Nobody sees which sheet a preview took.
  if (parts.length > 1 && part !== null && request.part === undefined && form.startsWith('xls'))
    throw badInput('import-part-needed', {
      path: '--part',
      expected: parts.join(', '),
      params: { count: parts.length },
    });
  if (preview.mapping === null) throw badInput('cli-mapping-needed', { path: '--mapping' });
  terminal.out.say('cli-mapping-guessed');
  return preview.mapping;
}
