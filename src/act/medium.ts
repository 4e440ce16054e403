/**
 * Which contact point and which consent a campaign channel needs. The file channel leaves the house as a list for
 * SMS, 企业微信 or phone teams, so it needs a phone number and consent to SMS.
 */
import type { CampaignChannel } from '../records/campaign.ts';

export interface Medium {
  readonly contactKind: 'email' | 'phone';
  readonly consentChannel: 'email' | 'sms';
}

const media: Readonly<Record<CampaignChannel, Medium>> = {
  sandbox: { contactKind: 'email', consentChannel: 'email' },
  smtp: { contactKind: 'email', consentChannel: 'email' },
  file: { contactKind: 'phone', consentChannel: 'sms' },
};

export const mediumOf = (channel: CampaignChannel): Medium => media[channel];
