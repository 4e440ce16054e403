/**
 * Groups of a snapshot: customers alike in everything that decides which lists they are in and whom they are compared with.
 * One statement counts a snapshot by group; lists, their de-duplication and their twins are then sums over groups.
 */

/** Position of each coordinate in a group's code, and how many values it has; the statement builds the same number. */
export const layout = {
  occasions: { step: 1, size: 4 },
  rhythm: { step: 4, size: 4 },
  third: { step: 16, size: 3 },
  falls: { step: 48, size: 2 },
  owns: { step: 96, size: 2 },
  written: { step: 192, size: 2 },
  category: { step: 384, size: 16 },
} as const;

/** Categories of a first purchase told apart; smaller ones are one. */
export const mostCategories = layout.category.size - 1;

export interface Group {
  /** Occasions 1 | 2–3 | 4–9 | 10+, rhythm <.80 | .80–.95 | .95–.99 | ≥.99, third of m̂: 0 lowest. */
  readonly occasions: number;
  readonly rhythm: number;
  readonly third: number;
  /** Buys or spends clearly less than in the same half-year a year before. */
  readonly falls: boolean;
  /** Bought the category of the gap within a year. */
  readonly owns: boolean;
  /** Got a message in the horizon before. */
  readonly written: boolean;
  /** Place of the first purchase's category among those told apart; 0 for all others, and from the fourth purchase on. */
  readonly category: number;
}

/** @example groupOf(codeOf(group)) // group */
export function groupOf(code: number): Group {
  const at = ({ step, size }: { step: number; size: number }) => Math.floor(code / step) % size;
  return {
    occasions: at(layout.occasions),
    rhythm: at(layout.rhythm),
    third: at(layout.third),
    falls: at(layout.falls) === 1,
    owns: at(layout.owns) === 1,
    written: at(layout.written) === 1,
    category: at(layout.category),
  };
}

/** The number of a group, below 6,144. */
export function codeOf(group: Group): number {
  const { occasions, rhythm, third, falls, owns, written, category } = group;
  const parts = {
    occasions,
    rhythm,
    third,
    falls: Number(falls),
    owns: Number(owns),
    written: Number(written),
    category,
  };
  return (Object.keys(layout) as (keyof typeof layout)[]).reduce(
    (code, name) => code + parts[name] * layout[name].step,
    0,
  );
}

/** What customers did within a horizon: money in major units, who bought, and both by each of `arrivalDays`. */
export interface Brought {
  readonly value: number;
  readonly buyers: number;
  readonly arrivals: readonly number[];
  readonly values: readonly number[];
}

/** A group at one time: who was in it, what was known of them then, and at a past time what they did in the horizon after it. */
export interface GroupCount {
  readonly group: Group;
  readonly customers: number;
  /** Σ of how much the rhythm model expects of each, on a scale that is its square root. */
  readonly weight: number;
  /** Σ m̂, major units. */
  readonly occasionValue: number;
  /** Their own horizon of a year before: money and buyers. */
  readonly ownValue: number;
  readonly ownBuyers: number;
  /** Messages in the horizon before, and what they cost: as recorded, at the assumed price where nothing was. */
  readonly messages: number;
  readonly messageCost: number;
  /** Of everything, and of the category of the gap; absent at T, whose horizon is still to come. */
  readonly brought?: Brought;
  readonly broughtOfCategory?: Brought;
}
