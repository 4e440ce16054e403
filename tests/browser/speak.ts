/** The language of the console while a test drives it. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Locale } from './console-texts.ts';

const patience = { timeout: 30_000 };

/**
 * Reads the console in `locale` from here on, whatever the account's own language is. The first paint may already be in
 * it before the account's own arrives and changes it, and a change is the server's only once it has answered: a page
 * loaded before that would come in the old language again. Call after login.
 */
export async function speak(
  page: Page,
  locale: Locale,
  press: (button: Locator) => Promise<void> = button => button.click(),
): Promise<void> {
  await page.locator('header .end').waitFor();
  const saved = async () => {
    const reply = await page.request.get(new URL('/api/session', page.url()).href);
    return ((await reply.json()) as { user: { locale: string } }).user.locale;
  };
  const spoken = () => page.evaluate('document.documentElement.lang');
  const before = await saved();
  await expect.poll(spoken, patience).toBe(before);
  if (before === locale) return;
  await press(page.locator(`header button[lang="${locale}"]`));
  await expect.poll(saved, patience).toBe(locale);
  await expect.poll(spoken, patience).toBe(locale);
}
