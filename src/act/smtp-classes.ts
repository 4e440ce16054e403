/**
 * From what an SMTP server or the way to it says to the classes of `channel.ts`: what it means for the person, for
 * the campaign's sender and for the channel. RFC 5321 codes and RFC 3463 enhanced codes; the stage decides the rest.
 */
import type { ChannelTrouble, Rejection, RejectionClass } from './channel.ts';

/** What nodemailer reports of a failed conversation. */
export interface SmtpFailure {
  readonly code?: string;
  /** The system's code under nodemailer's, such as ECONNREFUSED. */
  readonly originalCode?: string;
  readonly responseCode?: number | false;
  /** The server's line. Read here and never kept: it may quote the recipient. */
  readonly response?: string;
  readonly command?: string;
}

export type SmtpStage = 'connection' | 'login' | 'sender' | 'recipient' | 'data';

interface Meaning {
  readonly reason: RejectionClass;
  readonly scope: Rejection['scope'];
  readonly trouble?: ChannelTrouble;
}

const person = (reason: RejectionClass): Meaning => ({ reason, scope: 'person' });
const channel = (reason: RejectionClass, trouble: ChannelTrouble): Meaning => ({
  reason,
  scope: 'channel',
  trouble,
});

const stages: readonly [RegExp, SmtpStage][] = [
  [/^AUTH/i, 'login'],
  [/^MAIL/i, 'sender'],
  [/^RCPT/i, 'recipient'],
  [/^DATA/i, 'data'],
];

/** The stage of a conversation by nodemailer's name of the command. */
export const stageOf = (command: string): SmtpStage =>
  stages.find(([pattern]) => pattern.test(command))?.[1] ?? 'connection';

interface Reply {
  readonly code: number;
  readonly stage: SmtpStage;
  /** `5.7.1`, or empty. */
  readonly enhanced: string;
  readonly text: string;
}

type Rule = readonly [(reply: Reply) => boolean, Meaning];

const temporary = (reply: Reply) => reply.code < 500;
const at = (stage: SmtpStage) => (reply: Reply) => reply.stage === stage;
const coded = (...codes: number[]) => {
  const known = new Set(codes);
  return (reply: Reply) => known.has(reply.code);
};
const enhanced = (pattern: RegExp) => (reply: Reply) => pattern.test(reply.enhanced);
const both = (a: Rule[0], b: Rule[0]) => (reply: Reply) => a(reply) && b(reply);
const relayRefused = /relay(ing)?\b.*\b(denied|not permitted|prohibited|refused)|unable to relay/i;

/** The first rule that holds decides. */
const replyRules: readonly Rule[] = [
  [coded(530, 534, 535, 538), channel('auth', 'channel-auth')],
  [both(at('login'), temporary), channel('provider-unavailable', 'channel-unavailable')],
  [at('login'), channel('auth', 'channel-auth')],
  [both(coded(421), enhanced(/^4\.7\./)), channel('rate-limited', 'channel-rate-limited')],
  [coded(421), channel('provider-unavailable', 'channel-unavailable')],
  [both(at('connection'), temporary), channel('provider-unavailable', 'channel-unavailable')],
  [at('connection'), channel('config', 'channel-blocked')],
  [enhanced(/^[45]\.4\.5$/), channel('quota-exhausted', 'channel-quota')],
  [reply => relayRefused.test(reply.text), channel('config', 'channel-relay')],
  [both(at('sender'), temporary), channel('rate-limited', 'channel-rate-limited')],
  [at('sender'), { reason: 'config', scope: 'campaign' }],
  [enhanced(/^4\.2\.2$/), person('unreachable-temporary')],
  [coded(452), channel('rate-limited', 'channel-rate-limited')],
  [temporary, person('unreachable-temporary')],
  [enhanced(/^5\.2\.2$/), person('permanent-other')],
  [coded(552), person('permanent-other')],
  [enhanced(/^5\.7\./), person('content-rejected')],
  [both(at('recipient'), coded(550, 551, 553)), person('invalid-recipient')],
  [coded(550, 551, 553, 554), person('content-rejected')],
];

function meaningOfReply(reply: Reply): Meaning {
  return replyRules.find(([holds]) => holds(reply))?.[1] ?? person('permanent-other');
}

const tlsTrouble = /CERT|SSL|TLS|SELF_SIGNED|EPROTO\b|ISSUER/;
const resolverTrouble = /EAI_AGAIN|ETIMEOUT|ESERVFAIL|ETRY/;

/** What happened where the server said nothing: on the way to it, or in the middle of a message. */
function meaningOfSilence({ code = '', originalCode = '', command = '' }: SmtpFailure): Meaning {
  if (/AUTH/.test(code)) return channel('auth', 'channel-auth');
  if (code === 'EDNS') {
    const passing = resolverTrouble.test(originalCode);
    return channel(passing ? 'provider-unavailable' : 'config', 'channel-host-unknown');
  }
  if (code === 'ETLS' || code === 'EREQUIRETLS' || tlsTrouble.test(originalCode)) {
    return channel('config', 'channel-tls');
  }
  if (originalCode === 'ECONNREFUSED') return channel('provider-unavailable', 'channel-refused');
  if (code === 'ETIMEDOUT' || originalCode === 'ETIMEDOUT') {
    return channel('provider-unavailable', 'channel-timeout');
  }
  if (code === 'EENVELOPE' && command === 'API') return person('invalid-recipient');
  return channel('provider-unavailable', 'channel-unavailable');
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const longestAskedSeconds = 6 * 3600;

/** The pause a server's line asks for ("try again in 300 seconds"), at most six hours; null when it names none. */
export function pauseAsked(response: string): number | null {
  const found =
    /\b(?:in|after|wait|for)\s+(?:about\s+)?(\d{1,5})\s*(s|sec|second|m|min|minute|h|hour)s?\b/i.exec(
      response,
    );
  if (!found?.[1] || !found[2]) return null;
  const seconds = Number(found[1]) * (unitSeconds[found[2][0]?.toLowerCase() ?? 's'] ?? 1);
  return Math.min(seconds, longestAskedSeconds);
}

const enhancedIn = (response: string) => /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';

/** A connection that broke after the message had begun: it may have arrived, and several in a row are a sign. */
const brokenInData: Meaning = {
  reason: 'outcome-unknown',
  scope: 'person',
  trouble: 'channel-dropping',
};

/**
 * The rejection a failed send means. nodemailer says `CONN` of every broken connection, before the data as after it,
 * so `dataBegun` (whether it began to read the message) decides between "not sent" and "outcome unknown".
 */
export function classifyFailure(failure: SmtpFailure, dataBegun: boolean): Rejection {
  const { responseCode, response = '', command = '' } = failure;
  const stage = stageOf(command);
  const meaning = responseCode
    ? meaningOfReply({ code: responseCode, stage, enhanced: enhancedIn(response), text: response })
    : dataBegun
      ? brokenInData
      : meaningOfSilence(failure);
  return {
    kind: 'rejected',
    reason: meaning.reason,
    scope: meaning.scope,
    trouble: meaning.trouble ?? null,
    code: String(responseCode || failure.originalCode || failure.code || 'unknown'),
    recipientNamed: dataBegun || stage === 'recipient' || stage === 'data',
    retryAfterSeconds: responseCode ? pauseAsked(response) : null,
  };
}
