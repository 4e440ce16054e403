/** Languages of the console: one chunk per language, loaded before the first paint and when it is changed. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { speak } from '../api/client.ts';
import type { Locale } from '../format/number.ts';

const key = 'rekindle.locale';
const loaders: Record<Locale, () => Promise<{ texts: Record<string, object> }>> = {
  'zh-CN': () => import('../locales/zh-cn.ts'),
  en: () => import('../locales/en.ts'),
};

export const asLocale = (text: string | null | undefined): Locale =>
  text?.startsWith('zh') ? 'zh-CN' : 'en';

/** The language of the first paint: what was chosen here before, else what the browser asks for. */
export const firstLocale = (): Locale => asLocale(localStorage.getItem(key) ?? navigator.language);

export async function speakLocale(locale: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(locale, 'shell')) {
    const { texts } = await loaders[locale]();
    for (const [area, bundle] of Object.entries(texts)) i18next.addResourceBundle(locale, area, bundle);
  }
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
