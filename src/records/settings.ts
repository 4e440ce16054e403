/** Organisation-wide settings as the API shows and takes them. */
import { z } from 'zod';

export const settingsSchema = z.object({
  organisation: z.string().trim().min(1).max(120),
  /** IANA zone in which days, quiet hours and reports are computed. */
  zone: z.string().min(1).max(64),
  /** ISO 4217 code. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'CNY'),
  locale: z.enum(['zh-CN', 'en']),
  publicUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** After so many minutes without a request a log-in ends. */
  sessionIdleMinutes: z.int().min(5).max(480),
  /** After so many hours a log-in ends in any case. */
  sessionHours: z.int().min(1).max(168),
  /** A campaign to a larger share of all customers needs a second person. */
  approvalAudienceShare: z.number().min(0).max(1),
  /** A contact list of more people needs a second person. */
  approvalExportPeople: z.int().min(0).max(100_000_000),
});
export type SettingsRecord = z.infer<typeof settingsSchema>;

/** `PUT /api/settings`: what is left out stays. Zone and currency are refused once data has been imported. */
export const settingsUpdateSchema = settingsSchema.partial();

export const settingsViewSchema = z.object({
  settings: settingsSchema,
  /** Domain time, and by how many seconds it differs from the machine's clock (0 outside the demo). */
  now: z.string(),
  clockOffsetSeconds: z.number(),
  /** Whether zone and currency can still be changed: only while nothing has been imported. */
  zoneAndCurrencyOpen: z.boolean(),
  version: z.string(),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;
