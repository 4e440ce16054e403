/** Customers of a review by province, for a map of tiles. */
import { z } from 'zod';

const count = z.int().min(0);

/** Codes of ISO 3166-2:CN without the country, and those of 香港, 澳门, 台湾. */
export const provinceCodes = [
  ...([
    'BJ',
    'TJ',
    'HE',
    'SX',
    'NM',
    'LN',
    'JL',
    'HL',
    'SH',
    'JS',
    'ZJ',
    'AH',
    'FJ',
    'JX',
    'SD',
    'HA',
  ] as const),
  ...(['HB', 'HN', 'GD', 'GX', 'HI', 'CQ', 'SC', 'GZ', 'YN', 'XZ', 'SN', 'GS', 'QH', 'NX', 'XJ'] as const),
  ...(['HK', 'MO', 'TW'] as const),
] as const;
export type ProvinceCode = (typeof provinceCodes)[number];

const sums = {
  customers: count,
  buyers365: count,
  /** Value of the last 365 days, minor units. */
  value365Minor: z.int(),
  /** Buyers past their own rhythm, of `rhythmKnown` whose rhythm is known. */
  pastRhythm: count,
  rhythmKnown: count,
};

export const reviewPlaces = z.object({
  currency: z.string(),
  valueIs: z.enum(['margin', 'sales']),
  provinces: z.array(z.object({ province: z.enum(provinceCodes), ...sums })),
  /** Regions that are no province, together, with the names of the largest. */
  elsewhere: z.object({ names: z.array(z.string()), ...sums }),
  /** Customers without a region. */
  unnamed: z.object(sums),
});
export type ReviewPlaces = z.infer<typeof reviewPlaces>;
