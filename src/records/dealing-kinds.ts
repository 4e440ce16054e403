/**
 * Dealings: what happened between a customer and the organisation besides buying, as files of other systems tell it. One
 * declaration a kind, read as reference tables are; rows belong to a customer and stand in logs like those of orders.
 */
import type { DeclaredColumn } from './reference-kinds.ts';

export interface DealingKind {
  readonly table: 'past_touches' | 'service_cases' | 'survey_answers' | 'feedback_texts';
  readonly columns: readonly DeclaredColumn[];
  /** Columns that name a row within its source, whoever its customer is. */
  readonly naturalKey: readonly string[];
  /** Columns whose latest is when a row of history could be known. */
  readonly times: readonly string[];
}

const customer = {
  field: 'customer',
  column: 'said_id',
  reading: 'customer',
} as const satisfies DeclaredColumn;

/** Media by the product's own words; any other is kept as the file calls it. */
const channel = {
  field: 'channel',
  column: 'channel',
  reading: 'word',
  words: {
    email: ['email', 'e-mail', 'mail', 'edm', '邮件', '电子邮件', '邮箱'],
    sms: ['sms', 'text message', '短信'],
    wecom: ['wecom', 'wechat work', '企微', '企业微信'],
    wechat: ['wechat', '微信', '公众号', '微信公众号', '服务号'],
    phone: ['phone', 'call', 'telephone', '电话', '外呼', '热线'],
    push: ['push', 'app push', '推送', 'app推送'],
  },
  otherWord: 'keep',
} as const satisfies DeclaredColumn;

/** What a message came to, by what exports of senders call it. */
const touchWords = {
  sent: ['sent', 'send', 'submitted', '已发送', '发送', '发送成功', '提交成功', '已提交'],
  delivered: ['delivered', 'delivery', 'received', '已送达', '送达', '送达成功', '到达', '已到达', '已接收'],
  opened: ['opened', 'open', 'read', 'viewed', '打开', '已打开', '已读', '阅读', '浏览', '查看'],
  clicked: ['clicked', 'click', '点击', '已点击'],
  replied: ['replied', 'reply', '回复', '已回复'],
  bounced: ['bounced', 'bounce', '退信', '退回', '空号', '硬退信', '软退信'],
  failed: ['failed', 'fail', 'undelivered', '失败', '发送失败', '未送达', '送达失败'],
  unsubscribed: ['unsubscribed', 'unsubscribe', 'opt-out', 'optout', '退订', '已退订', '拒收'],
  complained: ['complained', 'complaint', 'spam', '投诉', '举报'],
} as const;

export const dealingKinds = {
  touches: {
    table: 'past_touches',
    columns: [
      {
        field: 'touchId',
        column: 'touch_id',
        reading: 'identifier',
        madeOf: ['customer', 'touchedAt', 'channel', 'campaign', 'touchKind'],
      },
      { ...customer, needed: true },
      { field: 'touchedAt', column: 'occurred_at', reading: 'time', needed: true },
      { ...channel, needed: true },
      { field: 'campaign', column: 'campaign', reading: 'text' },
      { field: 'touchKind', column: 'kind', reading: 'word', words: touchWords, blankWord: 'sent' },
      { field: 'cost', column: 'cost', reading: 'amount', positive: true },
      { field: 'currency', column: 'currency', reading: 'currency' },
    ],
    naturalKey: ['touch_id'],
    times: ['occurred_at'],
  },
  cases: {
    table: 'service_cases',
    columns: [
      {
        field: 'caseId',
        column: 'case_id',
        reading: 'identifier',
        madeOf: ['customer', 'openedAt', 'channel', 'caseCategory'],
      },
      customer,
      { field: 'openedAt', column: 'opened_at', reading: 'time', needed: true },
      { field: 'closedAt', column: 'closed_at', reading: 'time', notBefore: 'openedAt' },
      channel,
      { field: 'caseCategory', column: 'category', reading: 'text' },
      { field: 'minutes', column: 'minutes', reading: 'amount', positive: true },
      { field: 'cost', column: 'cost', reading: 'amount', positive: true },
      { field: 'currency', column: 'currency', reading: 'currency' },
      { field: 'satisfaction', column: 'satisfaction', reading: 'amount' },
    ],
    naturalKey: ['case_id'],
    times: ['opened_at', 'closed_at'],
  },
  answers: {
    table: 'survey_answers',
    columns: [
      {
        field: 'responseId',
        column: 'response_id',
        reading: 'identifier',
        madeOf: ['customer', 'survey', 'answeredAt'],
      },
      customer,
      { field: 'answeredAt', column: 'answered_at', reading: 'time', needed: true },
      { field: 'survey', column: 'survey', reading: 'text', needed: true },
      { field: 'question', column: 'question', reading: 'text' },
      {
        field: 'metric',
        column: 'metric',
        reading: 'word',
        words: {
          nps: ['nps', '净推荐值', '推荐意愿', '推荐度', '推荐'],
          csat: ['csat', 'satisfaction', '满意度', '满意'],
          ces: ['ces', 'effort', '费力度'],
          other: ['other', '其他', '其它'],
        },
        blankWord: 'other',
        otherWord: 'blank',
      },
      { field: 'answer', column: 'answer', reading: 'text' },
      { field: 'score', column: 'score', reading: 'amount', npsWhere: 'metric' },
      channel,
    ],
    naturalKey: ['response_id', 'question'],
    times: ['answered_at'],
  },
  feedback: {
    table: 'feedback_texts',
    columns: [
      {
        field: 'feedbackId',
        column: 'feedback_id',
        reading: 'identifier',
        madeOf: ['customer', 'saidAt', 'channel', 'text'],
      },
      customer,
      { field: 'saidAt', column: 'said_at', reading: 'time', needed: true },
      channel,
      { field: 'topic', column: 'topic', reading: 'text' },
      { field: 'rating', column: 'rating', reading: 'amount' },
      { field: 'text', column: 'text', reading: 'text', needed: true },
    ],
    naturalKey: ['feedback_id'],
    times: ['said_at'],
  },
} as const satisfies Record<string, DealingKind>;

export type DealingKindName = keyof typeof dealingKinds;

/** Names of the fields a kind's file may fill. */
export type DealingField<K extends DealingKindName = DealingKindName> =
  (typeof dealingKinds)[K]['columns'][number]['field'];

export const dealingKindNames = Object.keys(dealingKinds) as readonly DealingKindName[];

export const isDealingKind = (kind: string): kind is DealingKindName => Object.hasOwn(dealingKinds, kind);

/** A kind's declaration with its optional parts. */
export const dealingKind = (kind: DealingKindName): DealingKind => dealingKinds[kind];
