/** The formatter bound to the page's language and the organisation's zone and currency. */
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { moneyExact, moneyShort, toMajor, toMinor } from './money.ts';
import { bytes, count, fixed, type Locale, percent, points, pValue, short, signed } from './number.ts';
import { clock, day, daysBetween, dayTime, duration } from './time.ts';

export interface Organisation {
  readonly zone: string;
  readonly currency: string;
  /** Domain time of the last answer; "today" on every page. */
  readonly now: string;
}

export const OrganisationContext = createContext<Organisation>({
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  now: '1970-01-01T00:00:00Z',
});

type Minor = number | string;

/** A range such as `¥3.8万 至 ¥10.4万`; English joins with `to`, since a dash beside a minus misreads. */
const between = (lo: string, hi: string, locale: Locale) =>
  locale === 'zh-CN' ? `${lo} 至 ${hi}` : `${lo} to ${hi}`;

export function useFormat(currencyOf?: string) {
  const { i18n } = useTranslation();
  const { zone, currency: own, now } = useContext(OrganisationContext);
  const locale: Locale = i18n.language === 'en' ? 'en' : 'zh-CN';
  const currency = currencyOf ?? own;
  return useMemo(() => {
    const money = (minor: Minor) => moneyShort(minor, { currency, locale });
    const pointsUnit = locale === 'zh-CN' ? ' 个百分点' : ' points';
    const signedPoints = (value: number) => signed(points(value, locale), value);
    return {
      locale,
      zone,
      currency,
      now,
      count: (value: number) => count(value, locale),
      short: (value: number) => short(value, locale),
      bytes: (size: number) => bytes(size, locale),
      /** Money on an axis, where trailing zeros would only be noise. */
      moneyAxis: (minor: Minor) => money(minor).replace(/\.0+(?=\D|$)/, ''),
      fixed: (value: number, places: number) => fixed(value, places, locale),
      percent: (share: number, places?: number) => percent(share, locale, places),
      points: (value: number) => `${signedPoints(value)}${pointsUnit}`,
      pointsRange: (lo: number, hi: number) =>
        `${between(signedPoints(lo), signedPoints(hi), locale)}${pointsUnit}`,
      /** A difference of shares as people per hundred; small ones keep a digit that says something. */
      perHundred: (share: number) => {
        const value = Math.abs(share * 100);
        return fixed(share * 100, value >= 1 || value === 0 ? 1 : value >= 0.1 ? 2 : 3, locale);
      },
      p: (value: number) => pValue(value, locale),
      money,
      moneySigned: (minor: Minor) => signed(money(minor), Number(minor)),
      /** A plain number of major units, for a file. */
      major: (minor: Minor) => toMajor(minor, currency),
      moneyExact: (minor: Minor) => moneyExact(minor, { currency, locale }),
      /** Decimal major units, as imports and facts say amounts. */
      amount: (major: string) => money(toMinor(Number(major), currency)),
      amountExact: (major: string) => moneyExact(toMinor(Number(major), currency), { currency, locale }),
      moneyRange: (lo: Minor, hi: Minor) => between(money(lo), money(hi), locale),
      between: (lo: string, hi: string) => between(lo, hi, locale),
      /** Several remarks in one line; the full stop of each but the last goes. */
      join: (parts: readonly string[]) =>
        parts
          .map((part, index) => (index < parts.length - 1 ? part.replace(/[.。]$/, '') : part))
          .join(locale === 'zh-CN' ? '；' : '; '),
      day: (iso: string) => (iso.length === 10 ? iso : day(iso, zone)),
      time: (iso: string) => dayTime(iso, zone),
      /** Day and time without the zone, for columns whose head names it. */
      minute: (iso: string) => `${day(iso, zone)} ${clock(iso, zone)}`,
      clock: (iso: string) => clock(iso, zone),
      ago: (iso: string) => daysBetween(iso, now, zone),
      duration: (seconds: number) => duration(seconds, locale),
    };
  }, [locale, zone, currency, now]);
}
export type Format = ReturnType<typeof useFormat>;
