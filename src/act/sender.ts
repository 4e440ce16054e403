/**
 * Sends what is ready on one channel: lease a batch, commit `calling` in chunks no larger than the channel's
 * concurrency, call, store the outcomes with their touches in one transaction. Two chunks run at once, so that the
 * database works while the provider does.
 */
import { CodedError } from '../kernel/errors.ts';
import type { CampaignChannel, CampaignDefinition } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { afterRejection, type Channel, type OutgoingMessage, type SendAnswer } from './channel.ts';
import { pauseByItself, pauseIfRefused } from './delivery-gate.store.ts';
import { mediumOf } from './medium.ts';
import { compileMessage, type MessageTemplate, type MessageVariables } from './message-template.ts';
import { couponVariables } from './offer-variables.ts';
import { recipientOf } from './recipient.store.ts';
import { type ClaimedIntent, claimIntents, releaseIntents, type SendOutcome } from './sender.store.ts';
import { loadSendDefinitions, saveChunkOutcomes, startCalling } from './sending.store.ts';
import { claimText, unsubscribeHeaders, unsubscribePurpose, unsubscribeUrl } from './unsubscribe-link.ts';

export interface SenderOptions {
  readonly channel: CampaignChannel;
  readonly provider: Channel;
  /** Name of this process in leases; another process's `calling` rows are never touched. */
  readonly owner: string;
  readonly publicUrl: string;
  readonly limit: number;
  /** How long leased messages are this process's, 120,000 unless given; those of a dead one wait that long. */
  readonly leaseMs?: number;
  /** Aborted when the process should end: no further chunk is begun, what was leased for them is free again. */
  readonly stopping?: AbortSignal;
}

const usualLeaseMs = 120_000;
/** Chunks under way at once: while one waits for the database, the others keep the provider busy. */
const lanes = 4;

export interface SendReport {
  readonly claimed: number;
  readonly accepted: number;
  readonly failed: number;
  readonly unknown: number;
  readonly requeued: number;
}

interface Prepared {
  readonly definition: CampaignDefinition;
  readonly template: MessageTemplate;
}

// Compiling MJML takes up to 100 ms; a campaign's version never changes its text.
const compiled = new Map<string, Promise<Prepared>>();
const mostCompiled = 50;

function prepared(key: string, definition: CampaignDefinition): Promise<Prepared> {
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = compileMessage(definition.message).then(template => ({ definition, template }));
  compiled.set(key, made);
  return made;
}

/** What each campaign needs for rendering; one whose message cannot be compiled is left out and stops no other. */
async function preparedParts(
  ctx: StoreContext,
  intents: readonly ClaimedIntent[],
): Promise<Map<string, Prepared>> {
  const definitions = await loadSendDefinitions(ctx, [...new Set(intents.map(i => i.campaignId))]);
  const parts = new Map<string, Prepared>();
  for (const [campaignId, { version, definition }] of definitions) {
    await prepared(`${campaignId}:${version}`, definition).then(
      part => parts.set(campaignId, part),
      (cause: unknown) => ctx.log.error({ campaignId, cause }, 'message-not-compiled'),
    );
  }
  return parts;
}

interface Round {
  readonly ctx: StoreContext;
  readonly options: SenderOptions;
  readonly parts: ReadonlyMap<string, Prepared>;
  /** Refusals by campaign in this round. */
  readonly signs: Map<string, number>;
}

function messageFor({ ctx, options }: Round, intent: ClaimedIntent, part: Prepared): OutgoingMessage {
  const { definition, template } = part;
  const recipient = recipientOf(ctx.keys, intent);
  const { consentChannel } = mediumOf(options.channel);
  const claim = {
    customerId: intent.customerId,
    purpose: 'marketing',
    consentChannel,
    intentId: intent.intentId,
  } as const;
  const url = unsubscribeUrl(options.publicUrl, ctx.keys.seal(unsubscribePurpose, claimText(claim)));
  const variables: MessageVariables = {
    customer: { name: recipient.name.reveal() },
    organisation: { name: ctx.settings.organisation },
    coupon: couponVariables(definition.message.offer, ctx.settings),
    unsubscribe_url: url,
  };
  return {
    intentId: intent.intentId,
    to: recipient.address.reveal(),
    from: { name: definition.message.senderName, address: definition.message.senderAddress },
    ...template.render(variables),
    headers: unsubscribeHeaders(url),
  };
}

function outcomeOf(intent: ClaimedIntent, answer: SendAnswer, now: Date): SendOutcome {
  const base = {
    intentId: intent.intentId,
    invalidRecipient: false,
    notBefore: null,
    counted: true,
    senderRefused: null,
    providerMessageId: null,
    errorClass: null,
  };
  if (answer.kind === 'accepted') {
    return { ...base, state: 'accepted', providerMessageId: answer.providerMessageId };
  }
  if (answer.kind === 'held') return { ...base, state: 'queued', counted: false };
  const next = afterRejection(answer, intent.attempts + 1);
  if (next.state === 'queued') {
    const notBefore = new Date(now.getTime() + next.retryAfterSeconds * 1000);
    const senderRefused = answer.scope === 'campaign' ? answer.code : null;
    const { counted } = next;
    return { ...base, state: 'queued', errorClass: answer.reason, notBefore, counted, senderRefused };
  }
  const invalidRecipient = answer.reason === 'invalid-recipient' && next.state === 'failed';
  return { ...base, state: next.state, errorClass: answer.reason, invalidRecipient };
}

/** The answer for somebody for whom no message can be made: that person's alone, and nothing to do with the channel. */
const noMessage: SendAnswer = {
  kind: 'rejected',
  reason: 'config',
  code: 'no-message',
  scope: 'person',
  trouble: null,
  recipientNamed: false,
  retryAfterSeconds: null,
};

/** The message, or null when it cannot be made for this one person: nothing has left the house then. */
function messageOrNull(round: Round, intent: ClaimedIntent): OutgoingMessage | null {
  const part = round.parts.get(intent.campaignId);
  try {
    return part ? messageFor(round, intent, part) : null;
  } catch (cause) {
    const code = cause instanceof CodedError ? cause.code : 'unexpected';
    round.ctx.log.error({ intentId: intent.intentId, code }, 'message-not-rendered');
    return null;
  }
}

async function sendOne(round: Round, intent: ClaimedIntent): Promise<SendOutcome> {
  const message = messageOrNull(round, intent);
  const answer = message ? await round.options.provider.send(message) : noMessage;
  return outcomeOf(intent, answer, round.ctx.now());
}

/** Refusals of one campaign in a round after which its last answers are looked at again. */
const signsBetweenLooks = 5;

/** Pauses the campaigns whose sender or whose list the provider refuses, before the next chunk is called. */
async function stopRefused(
  { ctx, parts, signs }: Round,
  chunk: readonly ClaimedIntent[],
  outcomes: readonly SendOutcome[],
): Promise<void> {
  const campaignOf = new Map(chunk.map(({ intentId, campaignId }) => [intentId, campaignId]));
  for (const { intentId, state, counted, senderRefused } of outcomes) {
    const campaignId = campaignOf.get(intentId) ?? '';
    const definition = parts.get(campaignId)?.definition;
    if (!definition) continue;
    if (senderRefused) {
      const reason = { code: 'campaign-stopped-sender', params: { reply: senderRefused } } as const;
      await pauseByItself(ctx, { campaignId, name: definition.name }, reason);
    } else if (counted && (state === 'failed' || state === 'queued')) {
      const seen = (signs.get(campaignId) ?? 0) + 1;
      signs.set(campaignId, seen);
      if (seen % signsBetweenLooks === 0) await pauseIfRefused(ctx, { campaignId, definition });
    }
  }
}

async function sendChunk(round: Round, chunk: readonly ClaimedIntent[]): Promise<SendOutcome[]> {
  const { ctx, options } = round;
  const callable = await startCalling(
    ctx,
    chunk.map(i => i.intentId),
    options,
  );
  const outcomes = await Promise.all(
    chunk.filter(intent => callable.has(intent.intentId)).map(intent => sendOne(round, intent)),
  );
  if (outcomes.length > 0) await saveChunkOutcomes(ctx, outcomes);
  await stopRefused(round, chunk, outcomes);
  return outcomes;
}

const count = (outcomes: readonly SendOutcome[], state: SendOutcome['state']) =>
  outcomes.filter(o => o.state === state).length;

/** Sends at most `limit` ready intents of one channel and reports what happened. Safe to run in several processes. */
export async function sendReady(ctx: StoreContext, options: SenderOptions): Promise<SendReport> {
  const machineNow = ctx.machineNow();
  const lease = {
    owner: options.owner,
    until: new Date(machineNow.getTime() + (options.leaseMs ?? usualLeaseMs)),
    now: ctx.now(),
    machineNow,
  };
  const intents = await claimIntents(ctx.pg, { channel: options.channel, lease, limit: options.limit });
  if (intents.length === 0) return { claimed: 0, accepted: 0, failed: 0, unknown: 0, requeued: 0 };
  const parts = await preparedParts(ctx, intents);
  const round: Round = { ctx, options, parts, signs: new Map() };
  const outcomes: SendOutcome[] = [];
  const size = Math.max(1, options.provider.concurrency);
  const starts = Array.from({ length: Math.ceil(intents.length / size) }, (_, k) => k * size);
  const lane = async () => {
    while (!options.stopping?.aborted && !options.provider.holding?.()) {
      const start = starts.shift();
      if (start === undefined) return;
      outcomes.push(...(await sendChunk(round, intents.slice(start, start + size))));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const left = starts.flatMap(start => intents.slice(start, start + size));
  if (left.length > 0) await releaseIntents(ctx.pg, left, options.owner);
  return {
    claimed: intents.length,
    accepted: count(outcomes, 'accepted'),
    failed: count(outcomes, 'failed'),
    unknown: count(outcomes, 'unknown'),
    requeued: count(outcomes, 'queued'),
  };
}
