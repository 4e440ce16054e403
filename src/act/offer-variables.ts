/** How an offer reads in a message: the code and the amount in the organisation's money. */
import { currencyExponent } from '../kernel/money.ts';
import type { Settings } from '../kernel/settings.ts';
import type { CampaignDefinition } from '../records/campaign.ts';

/** Code and formatted face value; empty strings where the campaign makes no offer. */
export function couponVariables(
  offer: CampaignDefinition['message']['offer'],
  settings: Pick<Settings, 'currency' | 'locale'>,
): { code: string; amount: string } {
  if (offer.kind === 'none') return { code: '', amount: '' };
  const places = currencyExponent(settings.currency);
  const amount = new Intl.NumberFormat(settings.locale, {
    style: 'currency',
    currency: settings.currency,
    minimumFractionDigits: 0,
    maximumFractionDigits: places,
  }).format(offer.faceValueMinor / 10 ** places);
  return { code: offer.code, amount };
}
