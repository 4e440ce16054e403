/**
 * The organisation's settings and the domain clock's offset, as rows of `settings`. The environment only seeds them
 * at first start; afterwards what stands here counts.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { badInput } from '../../kernel/errors.ts';
import type { Settings } from '../../kernel/settings.ts';
import { settingsSchema } from '../../records/settings.ts';
import type { StateDb, StateTransaction } from './state-db.ts';

/** What the environment may say at first start. */
export interface SettingsSeed {
  readonly zone?: string | undefined;
  readonly currency?: string | undefined;
  readonly locale?: string | undefined;
}

const defaults: Settings = {
  organisation: 'Rekindle',
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  locale: 'zh-CN',
  publicUrl: null,
  sessionIdleMinutes: 30,
  sessionHours: 12,
  approvalAudienceShare: 0.2,
  approvalExportPeople: 500,
};

/** A value by key, or null. Each key has one owner, who parses it. */
export async function loadSetting(db: StateDb, key: string): Promise<unknown> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** Writes a value under its key, replacing the old one. */
export async function saveSetting(
  db: StateDb | StateTransaction,
  key: string,
  value: unknown,
): Promise<void> {
  await sql`
    insert into settings (key, value) values (${key}, ${JSON.stringify(value)}::jsonb)
    on conflict (key) do update set value = excluded.value`.execute(db);
}

/** The settings, written from the seed and the defaults at first start. Throws `setting-invalid` for a bad seed. */
export async function openSettings(db: StateDb, seed: SettingsSeed = {}): Promise<Settings> {
  const stored = await loadSetting(db, 'organisation');
  // What an older version wrote lacks the newer settings.
  if (stored !== null) return settingsSchema.parse({ ...defaults, ...(stored as object) });
  const given = Object.fromEntries(
    Object.entries(seed).filter(([, value]) => value !== undefined && value !== ''),
  );
  const settings = checkedSettings({ ...defaults, ...given } as Settings);
  await saveSetting(db, 'organisation', settings);
  return settings;
}

/** Replaces the settings after checking them. Throws `setting-invalid`. */
export async function saveSettings(db: StateDb | StateTransaction, settings: Settings): Promise<Settings> {
  const checked = checkedSettings(settings);
  await saveSetting(db, 'organisation', checked);
  return checked;
}

/** Settings whose zone and currency this machine really knows; throws `setting-invalid` naming the first that is not. */
export function checkedSettings(settings: Settings): Settings {
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success) throw invalid(String(parsed.error.issues[0]?.path[0]), settings);
  if (!isZone(parsed.data.zone)) throw invalid('zone', settings);
  if (!Intl.supportedValuesOf('currency').includes(parsed.data.currency)) throw invalid('currency', settings);
  return parsed.data;
}

const wanted: Readonly<Record<string, string>> = {
  zone: 'Asia/Shanghai, Europe/London …',
  currency: 'CNY, GBP, USD …',
  locale: 'zh-CN | en',
  publicUrl: 'https://…',
  organisation: '1–120',
  sessionIdleMinutes: '5–480',
  sessionHours: '1–168',
  approvalAudienceShare: '0–1',
  approvalExportPeople: '0–100000000',
};

const invalid = (name: string, settings: Settings) =>
  badInput('setting-invalid', {
    path: name,
    expected: wanted[name],
    received: String(settings[name as keyof Settings]),
    params: { name, wanted: wanted[name] ?? '' },
  });

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

const clockSchema = z.object({ offsetMs: z.number().int() });

/** By how many milliseconds domain time differs from machine time; 0 unless the demo moved it. */
export async function loadClockOffset(db: StateDb): Promise<number> {
  const stored = await loadSetting(db, 'clock');
  return stored === null ? 0 : clockSchema.parse(stored).offsetMs;
}

export const saveClockOffset = (db: StateDb, offsetMs: number): Promise<void> =>
  saveSetting(db, 'clock', { offsetMs: Math.round(offsetMs) });
