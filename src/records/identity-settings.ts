/** How far each kind of key is trusted, in versions, and what another version would do. */
import { z } from 'zod';

/** Kinds whose rules can be changed. A name guards and joins nobody; an organisation's own kinds name one record each. */
export const settableKinds = [
  'member-no',
  'union-id',
  'alias',
  'phone',
  'email',
  'oaid',
  'device',
  'address',
  'anonymous-id',
] as const;

export const kindSetting = z.object({
  name: z.enum(settableKinds),
  /** A strong key joins two records, a weak one never does. */
  strength: z.enum(['strong', 'weak']),
  /** Two different values in one person are a conflict. */
  exclusive: z.boolean(),
  /** Which identifier names the joined person: the lowest wins. */
  priority: z.int().min(0).max(99),
  /** More people than this at one value, and it joins nobody; null: as many as there are. */
  shareLimit: z.int().min(1).max(100).nullable(),
});
export type KindSetting = z.infer<typeof kindSetting>;

export const kindSettings = z.array(kindSetting).length(settableKinds.length);

export const identitySettingsRequest = z.object({
  /** The version that was read, so nothing is overwritten unseen. */
  version: z.int().min(0),
  kinds: kindSettings,
  reason: z.string().trim().min(4).max(300),
});
export type IdentitySettingsRequest = z.infer<typeof identitySettingsRequest>;

export const identityPreviewRequest = z.object({ kinds: kindSettings });

const settingsVersion = z.object({
  version: z.int(),
  reason: z.string(),
  createdAt: z.iso.datetime(),
  kinds: kindSettings,
  /** Records resolved anew under it so far, and of those the ones whose person changed. */
  rebuiltRecords: z.int(),
  changedRecords: z.int(),
  /** When every record was; null while there are others, and of a version that a newer one replaced before. */
  rebuiltAt: z.iso.datetime().nullable(),
});

export const identitySettings = z.object({
  /** 0: those of the product, before anybody changed them. */
  version: z.int().min(0),
  kinds: kindSettings,
  /** Newest first. */
  versions: z.array(settingsVersion),
});
export type IdentitySettings = z.infer<typeof identitySettings>;

/** What other settings would make of the records as they stand. */
export const settingsPreview = z.object({
  records: z.int(),
  peopleBefore: z.int(),
  peopleAfter: z.int(),
  /** Records whose person would have records it does not have now, or not have records it has now. */
  joining: z.int(),
  parting: z.int(),
  /** Links cut because two values of an exclusive kind would meet. */
  cutBefore: z.int(),
  cutAfter: z.int(),
  /** Keys too many people share, by kind. */
  disabled: z.array(z.object({ kind: z.string(), before: z.int(), after: z.int() })),
  /** Some of the pairs of records that would become one person, or two. */
  examples: z.array(z.object({ kind: z.enum(['join', 'part']), left: z.uuid(), right: z.uuid() })),
});
export type SettingsPreview = z.infer<typeof settingsPreview>;
