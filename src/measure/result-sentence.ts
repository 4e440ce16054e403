/** The first line of a result in both languages: the word, extra buyers with range, money with range. */
import { textOf } from '../kernel/catalogue.ts';
import { currencyExponent } from '../kernel/money.ts';
import type { ResultDocument } from '../records/result.ts';

type Locale = 'zh-CN' | 'en';

const perHundred = (value: number | null) => (value === null ? '–' : (value * 100).toFixed(2));

const major = (minorText: string | null, currency: string) =>
  minorText === null ? '–' : (Number(minorText) / 10 ** currencyExponent(currency)).toFixed(2);

function sentence(document: ResultDocument, locale: Locale): string {
  const { verdict, currency, profit } = document;
  const wouldSend = document.populations[0];
  if (!verdict || !wouldSend) return '';
  const { buyers, value } = wouldSend;
  const money = profit?.status === 'ok' ? profit.total : value;
  const figures = {
    buyers: perHundred(buyers.estimate),
    buyersLo: perHundred(buyers.lo),
    buyersHi: perHundred(buyers.hi),
    money: major(money.estimateMinor, currency),
    moneyLo: major(money.loMinor, currency),
    moneyHi: major(money.hiMinor, currency),
    currency,
  };
  const moneyCode =
    money.status === 'refused'
      ? null
      : profit?.status === 'ok'
        ? 'result-money-profit'
        : `result-money-${document.value}`;
  // Without a basis the arms cannot be compared: a figure beside the word would be read as an effect.
  const shown =
    verdict.basis === 'none' ? [] : [buyers.estimate === null ? null : 'result-extra-buyers', moneyCode];
  const parts = [`result-word-${verdict.word}`, ...shown]
    .filter(code => code !== null)
    .map(code => textOf(code, locale, figures).message);
  const reasons = verdict.reasons.map(
    code => `${textOf(code, locale).message}${locale === 'en' ? '.' : '。'}`,
  );
  return [...parts, ...reasons].join(locale === 'en' ? ' ' : '');
}

/** Both languages; empty before the final read. */
export const resultSentence = (document: ResultDocument): { zh: string; en: string } => ({
  zh: sentence(document, 'zh-CN'),
  en: sentence(document, 'en'),
});
