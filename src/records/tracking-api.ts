/**
 * Bodies of the tracking API as its document describes them. They are not what a request is checked by: an event that breaks a
 * rule is answered like any other and stands in quarantine, so the check is the reader's own (`track-message.ts`).
 */
import { z } from 'zod';

const moment = z
  .union([z.iso.datetime({ offset: true }), z.number()])
  .describe('ISO 8601, or milliseconds since 1970');
const fields = z.record(z.string(), z.unknown());

const shared = z.object({
  userId: z
    .union([z.string().max(255), z.number()])
    .optional()
    .describe('The member number, or an e-mail address or mobile number. This or anonymousId is needed.'),
  anonymousId: z
    .union([z.string().max(255), z.number()])
    .optional()
    .describe('The visitor’s own id'),
  messageId: z
    .string()
    .max(255)
    .optional()
    .describe('Stored once per key and person; without one the event is known by what it says'),
  timestamp: moment.optional().describe('When it happened, by the client’s clock'),
  originalTimestamp: moment.optional(),
  sentAt: moment
    .optional()
    .describe('When it was sent, by the same clock: what is wrong with it is corrected'),
  context: fields.optional(),
  writeKey: z.string().optional().describe('Instead of a header'),
});

const identify = shared.extend({
  traits: fields.optional().describe('name, email and phone go to the customer'),
});
const track = shared.extend({ event: z.string().max(200), properties: fields.optional() });
const page = shared.extend({ name: z.string().max(200).optional(), properties: fields.optional() });
const group = shared.extend({ groupId: z.string().max(200), traits: fields.optional() });
const alias = shared.extend({ userId: z.string().max(255), previousId: z.string().max(255) });

/** Body and summary of each address. */
export const trackingBodies = {
  identify: { body: identify, summary: 'Say who somebody is' },
  track: { body: track, summary: 'Say that somebody did something' },
  page: { body: page, summary: 'Say what page somebody looked at' },
  screen: { body: page, summary: 'Say what screen of an app somebody looked at' },
  group: { body: group, summary: 'Say which company or group somebody belongs to' },
  alias: { body: alias, summary: 'Say that two ids are one person' },
  batch: {
    body: z.object({
      batch: z
        .array(
          z.union([
            identify.extend({ type: z.literal('identify') }),
            track.extend({ type: z.literal('track') }),
            page.extend({ type: z.enum(['page', 'screen']) }),
            group.extend({ type: z.literal('group') }),
            alias.extend({ type: z.literal('alias') }),
          ]),
        )
        .describe('500 KB in all, 32 KB each'),
      context: fields.optional().describe('Lies beneath the context of each event'),
      sentAt: moment.optional(),
      writeKey: z.string().optional(),
    }),
    summary: 'Many calls at once',
  },
} as const;

/** The events are on disk; which of them broke a rule is said by `/v1/ingest/errors`. */
export const trackingReply = z.object({ success: z.literal(true) });
