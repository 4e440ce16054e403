import { afterAll, expect, test } from 'vitest';
import { testState } from '../../testing/state-database.ts';
import { loadClockOffset, openSettings, saveClockOffset, saveSettings } from './settings.store.ts';

const state = await testState();
const { db } = state;
afterAll(() => state.close());

test('a bad seed is refused by name and leaves nothing behind', async () => {
  await expect(openSettings(db, { zone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'setting-invalid',
    detail: { path: 'zone', received: 'Mars/Olympus' },
  });
  await expect(openSettings(db, { currency: 'XYZ' })).rejects.toMatchObject({ detail: { path: 'currency' } });
  await expect(openSettings(db, { locale: 'fr' })).rejects.toMatchObject({ detail: { path: 'locale' } });
  expect(await db.selectFrom('settings').selectAll().execute()).toEqual([]);
});

test('the environment seeds the first start and is ignored afterwards', async () => {
  const first = await openSettings(db, { zone: 'Europe/London', currency: 'GBP', locale: undefined });
  expect(first).toMatchObject({ zone: 'Europe/London', currency: 'GBP', locale: 'zh-CN', publicUrl: null });
  expect(await openSettings(db, { zone: 'Asia/Tokyo', currency: 'JPY' })).toEqual(first);
});

test('a change is checked and kept', async () => {
  const settings = await openSettings(db);
  await expect(saveSettings(db, { ...settings, publicUrl: 'ftp://x' })).rejects.toMatchObject({
    detail: { path: 'publicUrl' },
  });
  await saveSettings(db, { ...settings, publicUrl: 'https://shop.example' });
  expect((await openSettings(db)).publicUrl).toBe('https://shop.example');
});

test('the domain clock’s offset is zero until it is moved', async () => {
  expect(await loadClockOffset(db)).toBe(0);
  await saveClockOffset(db, -86_400_000.4);
  expect(await loadClockOffset(db)).toBe(-86_400_000);
});
