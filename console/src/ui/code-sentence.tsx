/** A coded text with its remedy as sentences: catalogue messages may lack the closing stop that a second one needs. */
import { useTranslation } from 'react-i18next';
import { type TextParams, useCodeTexts } from '../api/texts.ts';

export function CodeSentence({ code, params = {} }: { code: string; params?: TextParams }) {
  const { i18n } = useTranslation();
  const { message, remedy } = useCodeTexts()(code, params);
  if (!remedy) return message;
  const isEnglish = i18n.language === 'en';
  const stop = /[.。!?？！]$/.test(message) ? '' : isEnglish ? '.' : '。';
  return `${message}${stop}${isEnglish ? ' ' : ''}${remedy}`;
}
