/** What reaches the simulated customers and what they do with the message itself: the two ends of a campaign. */
import type { OfferKind } from './customer.ts';

export interface Offer {
  readonly kind: OfferKind;
  readonly faceValueMinor?: number;
  readonly thresholdMinor?: number;
  readonly code?: string;
}

/** A message that was really delivered, as the sender's ledger knows it. */
export interface DeliveredMessage {
  readonly deliveryId: string;
  readonly campaignId: string;
  readonly customerExternalId: string;
  /** `email` (also `sandbox`, `smtp`), `sms` (also `file`), `wecom` or `phone`. */
  readonly channel: string;
  readonly offer: Offer;
  readonly deliveredAt: Date;
}

export type EngagementKind = 'opened' | 'clicked' | 'unsubscribed';

/** What a recipient did with the message itself; purchases stand in the order file. */
export interface Engagement {
  readonly deliveryId: string;
  readonly campaignId: string;
  readonly customerExternalId: string;
  readonly channel: string;
  readonly kind: EngagementKind;
  readonly at: Date;
}
