/** What every section of the campaign form receives: the whole definition, the last error, and how to change parts. */
import type { CampaignDefinition } from '../../../../src/records/campaign.ts';

export interface FormPartProps {
  readonly value: CampaignDefinition;
  readonly error: unknown;
  /** Replaces parts of the definition. */
  readonly onChange: (change: Partial<CampaignDefinition>) => void;
}
