/** How an offer reads in a message: the code and the amount in the organisation's money. */
import { currencyExponent } from '../kernel/money.ts';
import type { Settings } from '../kernel/settings.ts';
import type { CampaignDefinition } from '../records/campaign.ts';

// Making a formatter takes longer than rendering a message.
const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat({ locale, currency }: Pick<Settings, 'currency' | 'locale'>, places: number) {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 0,
    maximumFractionDigits: places,
  });
  formats.set(key, made);
  return made;
}

/** Code and formatted face value; empty strings where the campaign makes no offer. */
export function couponVariables(
  offer: CampaignDefinition['message']['offer'],
  settings: Pick<Settings, 'currency' | 'locale'>,
): { code: string; amount: string } {
  if (offer.kind === 'none') return { code: '', amount: '' };
  const places = currencyExponent(settings.currency);
  const amount = moneyFormat(settings, places).format(offer.faceValueMinor / 10 ** places);
  return { code: offer.code, amount };
}
