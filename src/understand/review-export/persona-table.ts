/** Personas as a table. */
import type { ReviewPersonas } from '../../records/review-persona.ts';
import { column, type ExportTable, type Writer } from './export-table.ts';

export const personaTable = (w: Writer, { personas }: ReviewPersonas): ExportTable => ({
  key: 'personas',
  title: w.say('personas'),
  note: w.say('personasNote'),
  columns: [
    column(w, 'persona', 'text'),
    column(w, 'customers', 'count'),
    column(w, 'share', 'share'),
    column(w, 'valueShare', 'share'),
    column(w, 'valueIndex', 'count'),
    column(w, 'traits', 'text'),
  ],
  rows: personas.map(row => [
    w.say(`persona.${row.kind}`),
    row.customers,
    row.share,
    row.valueShare,
    row.valueIndex,
    row.traits.map(({ name, index }) => `${name} (${index})`).join(', '),
  ]),
});
