/** One sheet of an Excel workbook (.xlsx, .xlsb, .xls) as CSV in the staging folder. */
import { Worker } from 'node:worker_threads';
import { badInput } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { chosenPart } from './chosen-part.ts';
import type { WorkbookAsk, WorkbookReply } from './workbook-ask.ts';

/** The library holds a sheet in memory; what needs more is better saved as CSV. */
const memoryMb = 1536;

function asked(ask: WorkbookAsk): Promise<WorkbookReply> {
  const worker = new Worker(new URL('./workbook-worker.ts', import.meta.url), {
    workerData: ask,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? badInput('import-workbook-too-large', { path: 'file', cause })
          : cause,
      ),
    );
  });
}

async function answered(ask: WorkbookAsk): Promise<Exclude<WorkbookReply, { failure: unknown }>> {
  const reply = await asked(ask);
  if ('failure' in reply) throw badInput(`import-workbook-${reply.failure}`, { path: 'file' });
  return reply;
}

export interface SheetRequest {
  readonly path: string;
  readonly to: string;
  /** The sheet a person named. */
  readonly part: string | null;
  /** Take the first sheet where several have rows and none is named: for a preview, which shows which it took. */
  readonly isPreview: boolean;
  readonly headerRows: number | null;
}

/**
 * Writes the sheet to `to` and says which it was and how many totals rows were left out. Throws `import-file-empty`,
 * `import-part-needed`, `import-part-unknown`, `import-workbook-broken`, `import-workbook-locked`,
 * `import-workbook-too-large`. Memory goes with the sheet: 300,000 rows of ten columns (39 MB) took 0.9 GB.
 */
export async function writeSheetAsCsv({ path, to, part, isPreview, headerRows }: SheetRequest) {
  const listed = await answered({ path, to, sheet: null, headerRows });
  invariant('sheets' in listed, 'a list of sheets was asked for');
  const sheet = chosenPart(listed.sheets, { part, isPreview });
  const written = await answered({ path, to, sheet, headerRows });
  invariant('totalsRows' in written, 'a sheet was asked for');
  if (written.isEmpty) throw badInput('import-file-empty', { path: 'file' });
  return { parts: listed.sheets, part: sheet, totalsRows: written.totalsRows };
}
