/**
 * Contact data found where none may stand. Whoever finds some, in whatever process of a test run, adds a line to the
 * run's file; the end of the run reads it and fails. A line says where, never what.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type CanaryKind, canariesIn } from './contact-canaries.ts';

/** Names the run's file; processes a test starts inherit it. */
export const leaksVariable = 'REKINDLE_TEST_LEAKS';

const noteSchema = z.object({
  test: z.string().optional(),
  place: z.string().optional(),
  kinds: z.array(z.string()).default([]),
  searchedMs: z.number().default(0),
});
type Note = z.input<typeof noteSchema>;

let testFile: string | undefined;

/** From here on what this process finds is said to be of this test file. */
export const foundIn = (path: string): void => {
  testFile = path;
};

function addNote(note: Note): void {
  const file = process.env[leaksVariable];
  if (file) appendFileSync(file, `${JSON.stringify({ test: testFile, ...note })}\n`);
}

/** `place` is words of ours (a table and column, a file's path inside a data folder), never anything read. */
export function noteLeak(place: string, kinds: readonly CanaryKind[]): void {
  if (kinds.length > 0) addNote({ place, kinds: [...kinds] });
}

/** Notes what canaries stand in a text that was written at `place`. */
export const searchText = (place: string, text: string): void => noteLeak(place, canariesIn(text));

/** Runs a search and adds its time to what the run spends on searching. */
export async function timed(search: () => Promise<void>): Promise<void> {
  if (!process.env[leaksVariable]) return;
  const began = performance.now();
  await search();
  addNote({ searchedMs: performance.now() - began });
}

export interface Findings {
  /** One line a place, sorted. */
  readonly leaks: readonly string[];
  readonly searches: number;
  readonly seconds: number;
}

/** What the processes of a run found. */
export function findingsIn(file: string): Findings {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Nobody wrote: nothing was searched.
  }
  const notes = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => noteSchema.parse(JSON.parse(line)));
  const found = notes.filter(note => note.place !== undefined);
  const lines = found.map(
    ({ test, place, kinds }) => `${place}: ${kinds.join(', ')} (${test ?? 'a process'})`,
  );
  const timings = notes.filter(note => note.searchedMs > 0);
  return {
    leaks: [...new Set(lines)].sort(),
    searches: timings.length,
    seconds: timings.reduce((sum, note) => sum + note.searchedMs, 0) / 1000,
  };
}
