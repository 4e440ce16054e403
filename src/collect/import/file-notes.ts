/** What a person should know of a file besides its rows. */
import type { ImportNote } from '../../records/import.ts';
import type { PreparedFile } from './prepared-file.store.ts';

/** Rows of totals that were left out of a sheet; nothing where there were none. */
export const fileNotes = ({ totalsRows }: Pick<PreparedFile, 'totalsRows'>): ImportNote[] =>
  totalsRows > 0 ? [{ code: 'totals-rows', count: totalsRows, amount: null }] : [];
