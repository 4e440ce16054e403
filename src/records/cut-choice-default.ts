/** What is fixed of the cut points where nobody fixed anything; without the schema, so that pages can read it. */
import type { CutChoice } from './cut-choice.ts';

export const defaultCutChoice = {
  recencyDays: null,
  frequency: null,
  monetary: null,
  cells: { recencyDays: null, frequency: null, monetary: null },
  tiers: { by: 'score', high: 0.2, mid: 0.3 },
} as const satisfies CutChoice;
