/**
 * Rows an import refused: kept encrypted in state with the code, row number and column, so that the person who owns
 * the file can mend and send them again. Shown and counted with masked values only.
 */
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { QuarantineReason, QuarantineRow } from '../../records/import.ts';
import type { Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import type { Deed } from '../../store/state/approval.store.ts';
import { type CopyValue, copyRows } from '../../store/state/copy.ts';
import { leaveToTake, noteTaken } from '../../store/state/people-taken.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { longestCell } from '../cells/cell.ts';
import { maskCell, maskClass, maskUnread } from '../cells/mask.ts';

export interface RefusedRow {
  readonly rowNumber: number;
  readonly code: string;
  /** The field that is wrong, '' for the row as a whole. */
  readonly field: string;
  /** The cells as the file has them, in the order of the headers. */
  readonly cells: readonly string[];
}

export interface RefusedFrom {
  readonly importId: string;
  readonly mapping: Mapping;
  readonly headers: readonly string[];
}

const columns = [
  'import_id',
  'row_number',
  'code',
  'column_name',
  'payload_cipher',
  'key_version',
  'created_at',
] as const;

const aadOf = (importId: string, rowNumber: number) =>
  fieldAad('quarantine', 'payload', `${importId}:${rowNumber}`);

/** Of what is no cell only the beginning is kept. */
const shortened = (row: RefusedRow): RefusedRow => {
  if (row.cells.every(cell => cell.length <= longestCell)) return row;
  const cells = row.cells.map(cell => (cell.length > longestCell ? `${cell.slice(0, longestCell)}…` : cell));
  return { ...row, cells };
};

function payloadOf(headers: readonly string[], cells: readonly string[]): string {
  const named = cells.map((cell, index) => [headers[index] ?? `+${index - headers.length + 1}`, cell]);
  return JSON.stringify(Object.fromEntries(named));
}

function sealed(
  ctx: StoreContext,
  { importId, headers, mapping }: RefusedFrom,
  row: RefusedRow,
): CopyValue[] {
  const { cipher, keyVersion } = ctx.keys.encrypt(
    payloadOf(headers, row.cells),
    aadOf(importId, row.rowNumber),
  );
  const column = (mapping.columns as Record<string, string | undefined>)[row.field] ?? null;
  return [importId, row.rowNumber, row.code, column, cipher, keyVersion, ctx.now()];
}

/**
 * Keeps refused rows and gathers their reasons, most frequent first, each with the masked value of its first row.
 * `keep` false only gathers (a dry run, or a file whose refused rows are on record already).
 */
export async function saveRefused(
  ctx: StoreContext,
  from: RefusedFrom,
  { batches, keep }: { batches: AsyncIterable<readonly RefusedRow[]>; keep: boolean },
): Promise<QuarantineReason[]> {
  const reasons = new Map<string, { code: string; count: number; example: string | null }>();
  const note = (row: RefusedRow) => {
    const known = reasons.get(row.code);
    if (known) known.count += 1;
    else reasons.set(row.code, { code: row.code, count: 1, example: exampleOf(from, row) });
  };
  const rows = async function* () {
    for await (const whole of batches) {
      const batch = whole.map(shortened);
      batch.forEach(note);
      if (keep) yield batch.map(row => sealed(ctx, from, row));
    }
  };
  if (keep) await copyRows(ctx.pg, { table: 'quarantine', columns }, rows());
  else for await (const _ of rows());
  return [...reasons.values()].sort((one, two) => two.count - one.count || (one.code < two.code ? -1 : 1));
}

function exampleOf({ mapping, headers }: RefusedFrom, row: RefusedRow): string | null {
  const header = (mapping.columns as Record<string, string | undefined>)[row.field];
  const cell = header === undefined ? undefined : row.cells[headers.indexOf(header)];
  return cell === undefined ? null : maskCell(maskClass(mapping, row.field), cell);
}

/** Mask classes by header. */
const classesOf = (mapping: Mapping): ReadonlyMap<string, string> =>
  new Map(Object.entries(mapping.columns).map(([field, header]) => [header, maskClass(mapping, field)]));

/** The cells of a refused row by heading, as the file had them. */
export function openedRow(
  { keys }: Pick<StoreContext, 'keys'>,
  importId: string,
  row: { readonly row_number: number; readonly payload_cipher: Buffer; readonly key_version: number },
): Record<string, string> {
  const payload = keys.decrypt(row.payload_cipher, row.key_version, aadOf(importId, row.row_number));
  return JSON.parse(payload) as Record<string, string>;
}

export interface RefusedView {
  readonly locale: Locale;
  /** Give the cells as they were. */
  readonly unmasked?: boolean;
}

export interface QuarantinePage extends RefusedView {
  readonly importId: string;
  readonly mapping: Mapping;
  readonly after: number;
  readonly limit: number;
  readonly code?: string | undefined;
}

/** Refused rows in file order, values masked, with what is wrong and how to mend it in the caller's language. */
export async function findRefused(ctx: StoreContext, page: QuarantinePage): Promise<QuarantineRow[]> {
  const rows = await ctx.pg
    .selectFrom('quarantine')
    .select(['row_number', 'code', 'column_name', 'payload_cipher', 'key_version'])
    .where('import_id', '=', page.importId)
    .where('row_number', '>', page.after)
    .$if(page.code !== undefined, query => query.where('code', '=', page.code ?? ''))
    .orderBy('row_number')
    .limit(page.limit)
    .execute();
  const fields = classesOf(page.mapping);
  const shown = (header: string, cell: string) => {
    if (page.unmasked) return cell;
    const field = fields.get(header);
    return field === undefined ? maskUnread(cell) : maskCell(field, cell);
  };
  return rows.map(row => {
    const cells = Object.entries(openedRow(ctx, page.importId, row));
    const { message, remedy } = textOf(row.code, page.locale, { column: row.column_name ?? '' });
    return {
      rowNumber: row.row_number,
      code: row.code,
      column: row.column_name,
      message,
      remedy: remedy ?? null,
      values: Object.fromEntries(cells.map(([header, cell]) => [header, shown(header, cell)])),
    };
  });
}

/**
 * Leave to take refused rows in clear, in the audit log; more of them than the settings allow one person to take of people
 * need a second one's approval. Throws `approval-needed`.
 */
export async function takeUnmasked(ctx: StoreContext, importId: string): Promise<void> {
  const target = `import:${importId}`;
  const { people } = await ctx.pg
    .selectFrom('quarantine')
    .select(eb => eb.fn.countAll<number>().as('people'))
    .where('import_id', '=', importId)
    .executeTakeFirstOrThrow()
    .then(row => ({ people: Number(row.people) }));
  const deed: Deed = {
    kind: 'export',
    deed: `take-quarantine:${importId}`,
    target,
    detail: { people },
    people,
  };
  const leave = await leaveToTake(ctx, deed);
  await withTransaction(ctx.pg, trx =>
    noteTaken(trx, ctx, { leave, deed, action: 'quarantine.download', after: { people } }),
  );
}
