/** `import FILE --as KIND`, `import list` and `import undo ID`. */
import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { importKind } from '../../records/mapping.ts';
import type { SavedVersion } from '../../records/saved-mapping.ts';
import { assertReadableFile, type Client, Refusal } from './client.ts';
import { readJsonFile } from './json-file.ts';
import { namedVersion } from './named-version.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Preview {
  readonly mapping: unknown;
  readonly parts: readonly string[];
  readonly part: string | null;
  readonly form: string;
  readonly saved: SavedVersion | null;
  readonly tied: boolean;
  readonly fitting: readonly SavedVersion[];
}

interface ImportOptions {
  readonly data: string;
  readonly as?: string;
  readonly mapping?: string;
  readonly part?: string;
  readonly with?: string;
  readonly dryRun?: boolean;
}

const kinds: readonly string[] = importKind.options;

/** Adds `import`; `list` and `undo ID` are its first argument, as CONTRACT spells them. */
export function addImportVerb(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(program, terminal, { usage: 'import <file> [id]', help: 'help-import' })
    .option('--as <kind>', help('help-import-as'))
    .option('--mapping <file>', help('help-import-mapping'))
    .option('--part <name>', help('help-import-part'))
    .option('--with <id>', help('help-import-with'))
    .option('--dry-run', help('help-dry-run'))
    .action(function (this: Command, file: string, id: string | undefined) {
      const options = optionsOf<ImportOptions>(this);
      if (file === 'list' && id === undefined) return listImports(terminal, options);
      if (file === 'report' && id !== undefined) return reportImport(terminal, id, options);
      if (file === 'undo' && id !== undefined) return undoImport(terminal, id, options);
      return importFile(terminal, file, options);
    });
}

async function listImports(terminal: Terminal, { data }: ImportOptions): Promise<void> {
  const list = await withClient(terminal, data, client => client.call('GET', '/api/imports?limit=200'));
  terminal.out.result(list, plainLines(list));
}

async function reportImport(terminal: Terminal, id: string, options: ImportOptions): Promise<void> {
  const other = options.with === undefined ? '' : `?with=${encodeURIComponent(options.with)}`;
  const path = `/api/imports/${encodeURIComponent(id)}/report${other}`;
  const report = await withClient(terminal, options.data, client => client.call('GET', path));
  terminal.out.result(report, plainLines(report));
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
  const given = await givenMapping(options.mapping);
  const summary = await withClient(terminal, options.data, async client => {
    const { uploadId } = await client.upload(file);
    const chosen = given
      ? await given(client)
      : await guessedMapping(terminal, client, { uploadId, kind, part });
    const mapping = part === undefined ? chosen : { ...chosen, part };
    return client.call('POST', '/api/imports', { uploadId, kind, mapping, dryRun: options.dryRun ?? false });
  });
  terminal.out.result(summary, plainLines(summary));
}

/** Throws `field-invalid` for what is no kind of file. */
export function kindOf(text: string | undefined): string {
  if (text !== undefined && kinds.includes(text)) return text;
  throw badInput('field-invalid', {
    path: '--as',
    expected: kinds.join(', '),
    ...(text === undefined ? {} : { received: text }),
    params: { path: '--as' },
  });
}

/**
 * A file when there is one of that name, else a saved mapping (`NAME` or `NAME@VERSION`), else one that comes with the
 * product. Throws `field-invalid` for a version that is none, and the errors of the server.
 */
async function namedChoice(client: Client, name: string): Promise<object> {
  const choice = namedVersion(name);
  if (choice.version !== undefined) return choice;
  const isSaved = await client.call('GET', `/api/mappings/${encodeURIComponent(name)}`).then(
    () => true,
    (failure: unknown) => {
      if (failure instanceof Refusal && failure.status < 500) return false;
      throw failure;
    },
  );
  return isSaved ? choice : { builtIn: name };
}

async function givenMapping(
  mapping: string | undefined,
): Promise<((client: Client) => Promise<object>) | null> {
  if (mapping === undefined) return null;
  const isFile = await access(mapping).then(
    () => true,
    () => /[./\\]/.test(mapping),
  );
  if (!isFile) return client => namedChoice(client, mapping);
  const given = (await readJsonFile(mapping)) as object;
  return async () => given;
}

interface Guess {
  readonly uploadId: string;
  readonly kind: string;
  readonly part: string | undefined;
}

/**
 * How the server would read the upload. Throws `import-part-needed` and `cli-mapping-needed` where nobody is there to look
 * at what a preview took.
 */
export async function guessedPreview(client: Client, request: Guess): Promise<Preview> {
  const preview = (await client.call('POST', '/api/imports/preview', request)) as Preview;
  const { parts, part, form } = preview;
  if (parts.length > 1 && part !== null && request.part === undefined && form.startsWith('xls'))
    throw badInput('import-part-needed', {
      path: '--part',
      expected: parts.join(', '),
      params: { count: parts.length },
    });
  if (preview.mapping === null) throw badInput('cli-mapping-needed', { path: '--mapping' });
  return preview;
}

async function guessedMapping(terminal: Terminal, client: Client, request: Guess): Promise<object> {
  const { mapping, saved, tied, fitting } = await guessedPreview(client, request);
  if (tied) {
    const expected = fitting.map(({ name }) => name).join(', ');
    throw badInput('mapping-ambiguous', { path: '--mapping', expected, params: { expected } });
  }
  if (!saved) {
    terminal.out.say('cli-mapping-guessed');
    return mapping as object;
  }
  terminal.out.say('cli-mapping-saved', { ...saved });
  return { saved: saved.name, version: saved.version };
}
