/** What channels cost and how it is laid on what they did: allocation rules, spend and channels as people edit them. */
import { z } from 'zod';
import { costBases, costPurposes, unitInputs, unitOutputs } from './channel-cost-names.ts';
import { listPage, listQuery } from './list.ts';

const minor = z.int();
const name = z.string().trim().min(1).max(200);

export const costPurpose = z.enum(costPurposes);

export const costBasis = z.enum(costBases);
export type CostBasis = z.infer<typeof costBasis>;

export const costRule = z.object({
  /** The channel as spend calls it. */
  channel: name,
  purpose: costPurpose,
  basis: costBasis,
  /** Sales channels it may fall on; none: all that sold. */
  targets: z.array(name).max(100).default([]),
  /** Of service: tracked events that are one contact each. */
  serviceEvents: z.array(name).max(20).default([]),
});
export type CostRule = z.infer<typeof costRule>;

/** What stores are measured by on the efficiency frontier. */
export const frontierChoice = z.object({
  inputs: z.array(z.enum(unitInputs)).min(1).max(unitInputs.length),
  outputs: z.array(z.enum(unitOutputs)).min(1).max(unitOutputs.length),
});
export type FrontierChoice = z.infer<typeof frontierChoice>;

/**
 * `version` is the one that was read: a change made meanwhile by somebody else is not overwritten. `frontier` null: whatever
 * the data have; left out of a change, it stays as it was.
 */
export const costRules = z.object({
  version: z.int().min(0),
  rules: z.array(costRule).max(500),
  frontier: frontierChoice.nullable().optional(),
});
export type CostRules = z.infer<typeof costRules>;

const day = z.iso.date();
/** A decimal with at most four places, such as `1200.50`; below nought is a credit. */
export const spendAmount = z.string().regex(/^-?\d{1,13}(\.\d{1,4})?$/);

export const spendRow = z.object({
  source: z.string(),
  spendId: z.string(),
  spentOn: day,
  channel: z.string(),
  campaign: z.string(),
  amount: z.string(),
  currency: z.string(),
  /** Entered or last changed in the console. */
  isEdited: z.boolean(),
});
export type SpendRow = z.infer<typeof spendRow>;

export const spendSorts = ['spentOn', 'channel', 'campaign', 'amount', 'currency'] as const;
export const spendListQuery = listQuery(spendSorts);
export const spendList = listPage.extend({ spend: z.array(spendRow) });

/** Without `key` a new row; with it that row is replaced. */
export const spendSave = z.object({
  key: z.object({ source: z.string().max(200), spendId: z.string().max(400) }).optional(),
  spentOn: day,
  channel: name,
  campaign: z.string().trim().max(200).default(''),
  amount: spendAmount,
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export const spendRemove = z.object({ source: z.string().max(200), spendId: z.string().max(400) });
export const spendRemoved = z.object({ removed: z.boolean() });

export const channelRow = z.object({
  channel: z.string(),
  title: z.string(),
  kind: z.string(),
  /** Orders of the last 365 days through it; 0 where it is only named. */
  orders: z.int().min(0),
  isNamed: z.boolean(),
});
export const channelList = z.object({ channels: z.array(channelRow) });
export const channelSave = z.object({
  channel: name,
  title: z.string().trim().max(200).default(''),
  kind: z.string().trim().max(60).default(''),
});
export type ChannelRow = z.infer<typeof channelRow>;

/** What became of one channel's spend in a year: the parts add up to it to the last minor unit, twice over. */
export const costLine = z.object({
  channel: z.string(),
  purpose: costPurpose,
  basis: costBasis,
  targets: z.array(z.string()),
  /** No rule is stored for it: the purpose is media, the basis the first that finds something. */
  isDefault: z.boolean(),
  amountMinor: minor,
  /** On sales channels, on acquisition, and what neither way found a place for. */
  channelsMinor: minor,
  channelsLeftMinor: minor,
  sourcesMinor: minor,
  sourcesLeftMinor: minor,
});
export type CostLine = z.infer<typeof costLine>;
