/**
 * What names a person, and how far each kind of name is trusted (METHODS §1). A strong key joins two records, a weak one
 * never does alone; of an exclusive kind a person has one value; a key that too many people share joins nobody.
 */

export interface KeyKind {
  readonly name: string;
  /** `guard`: joins nobody and keeps people with different values apart where only a shared key would join them. */
  readonly strength: 'strong' | 'weak' | 'guard';
  /** Two different values in one person are a conflict. */
  readonly exclusive: boolean;
  /** Which identifier names the joined person: the lowest wins. */
  readonly priority: number;
  /** More people than this at one value, and it joins nobody; null: as many as there are. */
  readonly shareLimit: number | null;
}

/** In the order of their numbers; a number never changes its meaning. */
export const keyKinds = [
  { name: 'member-no', strength: 'strong', exclusive: true, priority: 0, shareLimit: null },
  { name: 'union-id', strength: 'strong', exclusive: true, priority: 1, shareLimit: null },
  { name: 'alias', strength: 'strong', exclusive: false, priority: 2, shareLimit: null },
  { name: 'phone', strength: 'strong', exclusive: false, priority: 3, shareLimit: 3 },
  { name: 'email', strength: 'strong', exclusive: false, priority: 4, shareLimit: 3 },
  { name: 'oaid', strength: 'weak', exclusive: false, priority: 5, shareLimit: 5 },
  { name: 'device', strength: 'weak', exclusive: false, priority: 6, shareLimit: 5 },
  { name: 'address', strength: 'weak', exclusive: false, priority: 7, shareLimit: 5 },
  { name: 'anonymous-id', strength: 'weak', exclusive: false, priority: 8, shareLimit: 5 },
  { name: 'name', strength: 'guard', exclusive: false, priority: 9, shareLimit: null },
] as const satisfies readonly KeyKind[];

/** The kinds with the settings in force, in the order of their numbers. */
export type KindRules = readonly KeyKind[];

/**
 * The kind of a number. An organisation's own identifier (a platform's buyer id, say) is of a kind that is not listed:
 * it names one record and is taken for exclusive.
 */
export const kindAt = (kinds: KindRules, index: number): KeyKind => kinds[index] ?? ownKind;

/** Whether a key of this kind can join anybody, by its name. */
export const isStrong = (kinds: KindRules, name: string): boolean =>
  kindAt(kinds, kindIndex(name)).strength === 'strong';

const ownKind: KeyKind = {
  name: 'own',
  strength: 'strong',
  exclusive: false,
  priority: 5,
  shareLimit: null,
};

/** A number no kind of the list has. */
export const ownKindIndex = 255;

/** The number of a kind by its name; unlisted kinds share one. */
export function kindIndex(name: string): number {
  const index = keyKinds.findIndex(kind => kind.name === name);
  return index < 0 ? ownKindIndex : index;
}

/** How sure a source is of a key: what names the record itself, what was verified, what was merely stated. */
export const trust = { own: 3, verified: 2, stated: 1 } as const;
