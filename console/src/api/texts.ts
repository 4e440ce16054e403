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

const worded = (value: string | number, locale: string) =>
  typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;

/** Takes away quotation marks around nothing: the text names a value that is not at hand here. */
export const withoutEmptyQuotes = (text: string) => text.replace(/(“\s*”|「\s*」|"\s*")\s*/g, '');

interface Filling {
  readonly params: TextParams;
  readonly locale: string;
}

/** Fills what is known; a placeholder nobody filled leaves with the colon or the quotation marks around it. */
const fill = (text: string, { params, locale }: Filling) =>
  withoutEmptyQuotes(
    text
      .replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = params[name];
        return value === undefined ? whole : worded(value, locale);
      })
      .replace(/\s*[:：]?\s*(?<!\{)\{\w+\}(?!\})/g, ''),
  );

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
      message: fill(found.message, { params, locale }),
      ...(found.remedy ? { remedy: fill(found.remedy, { params, locale }) } : {}),
    };
  };
}
