/**
 * The server's one catalogue of coded texts (reasons, refusals, steps) in the page's language, so that the console
 * never keeps a second list of them.
 */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from './client.ts';

interface CodeText {
  readonly message: string;
  readonly remedy?: string;
}
export type TextParams = Readonly<Record<string, string | number>>;
export type CodeTexts = (code: string, params?: TextParams) => CodeText;

/** Fills what is known; a placeholder nobody filled leaves with the colon before it. */
const fill = (text: string, params: TextParams) =>
  text
    .replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
    .replace(/\s*[:：]?\s*(?<!\{)\{\w+\}(?!\})/g, '');

/** A function from code to text; a code that is not known yet is shown in words made from itself. */
export function useCodeTexts(): CodeTexts {
  const { i18n } = useTranslation();
  const locale = i18n.language;
  const { data } = useQuery({
    queryKey: ['texts', locale],
    queryFn: () => request<{ texts: Record<string, CodeText> }>('/api/texts', { query: { locale } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (code, params = {}) => {
    const found = data?.texts[code];
    if (!found) return { message: code.replace(/-/g, ' ') };
    return {
      message: fill(found.message, params),
      ...(found.remedy ? { remedy: fill(found.remedy, params) } : {}),
    };
  };
}
