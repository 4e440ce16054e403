/** Quarantine reasons with the words of the catalogue, in the caller's language. */
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { ImportRecord, QuarantineReason } from '../../records/import.ts';

export const worded = (reasons: readonly QuarantineReason[], locale: Locale): QuarantineReason[] =>
  reasons.map(reason => ({ ...reason, ...textOf(reason.code, locale, { column: '' }) }));

export const wordedRecord = (record: ImportRecord, locale: Locale): ImportRecord => ({
  ...record,
  reasons: worded(record.reasons, locale),
});
