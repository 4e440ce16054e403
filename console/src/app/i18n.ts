/**
 * Languages of the console, two chunks each: what the frame and the home page say is loaded before the first paint, what the
 * other pages say with the first of them; both when the language is changed.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { speak } from '../api/client.ts';
import type { Locale } from '../format/number.ts';

const key = 'rekindle.locale';
type Load = () => Promise<{ texts: Record<string, object> }>;
const loaders: Record<Locale, { readonly first: Load; readonly pages: Load }> = {
  'zh-CN': {
    first: () => import('../locales/zh-cn.ts'),
    pages: () => import('../locales/zh-cn-pages.ts'),
  },
  en: { first: () => import('../locales/en.ts'), pages: () => import('../locales/en-pages.ts') },
};
/** Whether a page beside the home page was opened: from then on a language has its texts too. */
let hasPages = false;

async function add(locale: Locale, load: Load): Promise<void> {
  const { texts } = await load();
  for (const [area, bundle] of Object.entries(texts)) i18next.addResourceBundle(locale, area, bundle);
}

/** What a page says, in the language in force; before its first paint. */
export async function loadPageTexts(): Promise<void> {
  hasPages = true;
  const locale = asLocale(i18next.language);
  if (!i18next.hasResourceBundle(locale, 'understand')) await add(locale, loaders[locale].pages);
}

export const asLocale = (text: string | null | undefined): Locale =>
  text?.startsWith('zh') ? 'zh-CN' : 'en';

/** The language of the first paint: what was chosen here before, else what the browser asks for. */
export const firstLocale = (): Locale => asLocale(localStorage.getItem(key) ?? navigator.language);

export async function speakLocale(locale: Locale): Promise<void> {
  const { first, pages } = loaders[locale];
  if (!i18next.hasResourceBundle(locale, 'shell')) await add(locale, first);
  if (hasPages && !i18next.hasResourceBundle(locale, 'understand')) await add(locale, pages);
  localStorage.setItem(key, locale);
  document.documentElement.lang = locale;
  speak(locale);
  await i18next.changeLanguage(locale);
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLocale(),
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
  await speakLocale(firstLocale());
}
