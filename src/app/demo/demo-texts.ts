/**
 * What a team would have written in the demo, in the language the organisation was started in: titles, messages, goals
 * and lessons. The simulated customers and goods stay Chinese: they are data.
 */
import type { Locale } from '../../kernel/settings.ts';
import type { CampaignDefinition } from '../../records/campaign.ts';
import type { VerdictWord } from '../../records/result.ts';

interface CampaignText {
  readonly title: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

interface LessonText {
  readonly wentWell: string;
  readonly wentBadly: string;
  readonly learned: string;
}

export interface DemoTexts {
  readonly shop: string;
  readonly winBack: CampaignText;
  readonly letter: CampaignText;
  readonly retrospectiveTitle: string;
  goal(days: number, from: string, to: string): string;
  /** First line, coupon line and unsubscribe line of a message. */
  readonly greeting: string;
  readonly coupon: string;
  readonly unsubscribe: string;
  readonly clear: LessonText;
  readonly unclear: LessonText;
  readonly letterLessons: LessonText;
  readonly nobodyContacted: string;
}

const zh: DemoTexts = {
  shop: '活客示例商店',
  winBack: {
    title: '秋季唤回：超过自己购买节奏的客户',
    subject: '{{ customer.name }}，送您一张 40 元秋季券',
    paragraphs: ['好久不见。换季上新，我们为您留了一张满 299 元可用的优惠券，30 天内有效。'],
  },
  letter: {
    title: '一封信：流失的高价值客户',
    subject: '{{ customer.name }}，店长想听听您的想法',
    paragraphs: ['您有一阵子没有来了。如果我们哪里没有做好，请直接回复这封信，店长会亲自读。'],
  },
  retrospectiveTitle: '事后分组：超过自己购买节奏的客户',
  goal: (days, from, to) => `${days} 天内购买人数占比从 ${from} 提高到 ${to}`,
  greeting: '{{ customer.name }}，您好：',
  coupon: '优惠券 {{ coupon.code }}：立减 {{ coupon.amount }}',
  unsubscribe: '退订',
  clear: {
    wentWell: '名单按自己的节奏挑选，对照组足够大，结果说得清。',
    wentBadly: '一部分人没有券也会买。',
    learned: '先看节奏再发券。',
  },
  unclear: {
    wentWell: '名单按自己的节奏挑选，发送与对照同一天开始。',
    wentBadly: '人数不够，这一次说不清值不值。',
    learned: '下次把几批客户合在一起再测。',
  },
  letterLessons: {
    wentWell: '信写得诚恳，退订很少。',
    wentBadly: '名单太小，事先就知道测不出差别。',
    learned: '小名单只适合积累，不适合下结论。',
  },
  nobodyContacted: '这是事后分组：没有联系任何人，真实效应为零；区间覆盖零才是正确的答案。',
};

const en: DemoTexts = {
  shop: 'Rekindle sample shop',
  winBack: {
    title: 'Autumn win-back: customers overdue by their own rhythm',
    subject: '{{ customer.name }}, a ¥40 autumn coupon for you',
    paragraphs: [
      'It has been a while. The new season is in, and we kept a coupon for you: valid for 30 days on orders from ¥299.',
    ],
  },
  letter: {
    title: 'A letter to lost high-value customers',
    subject: '{{ customer.name }}, our shop manager would like to hear from you',
    paragraphs: [
      'You have not been here for some time. If we did something wrong, simply reply to this letter: the shop manager reads it in person.',
    ],
  },
  retrospectiveTitle: 'Assigned afterwards: customers overdue by their own rhythm',
  goal: (days, from, to) => `Raise the share of people who buy within ${days} days from ${from} to ${to}`,
  greeting: 'Dear {{ customer.name }},',
  coupon: 'Coupon {{ coupon.code }}: {{ coupon.amount }} off',
  unsubscribe: 'Unsubscribe',
  clear: {
    wentWell:
      'The list was chosen by each customer’s own rhythm, and the control was large enough for a clear answer.',
    wentBadly: 'Some of these people would have bought without a coupon.',
    learned: 'Look at the rhythm before giving a coupon.',
  },
  unclear: {
    wentWell: 'The list was chosen by each customer’s own rhythm; sends and control began on the same day.',
    wentBadly: 'Too few people: this run cannot say whether it was worth it.',
    learned: 'Next time put several lists together before testing.',
  },
  letterLessons: {
    wentWell: 'The letter was sincere; few people unsubscribed.',
    wentBadly: 'The list was too small; we knew beforehand that no difference would show.',
    learned: 'A small list is for gathering experience, not for conclusions.',
  },
  nobodyContacted:
    'Assignment after the fact: nobody was contacted and the true effect is none; an interval that holds zero is the right answer.',
};

export const demoTexts = (locale: Locale): DemoTexts => (locale === 'en' ? en : zh);

/** The note of the demo on a real file, in both languages, as its report carries it. */
export const nobodyContacted = { zh: zh.nobodyContacted, en: en.nobodyContacted };

/** What a team would write under this outcome; the letter's list is known to be too small beforehand. */
export function lessonsOf(texts: DemoTexts, name: string, verdict: VerdictWord | null) {
  const isClear = verdict === 'paid' || verdict === 'lost';
  const lessons = name === 'lost-vip-letter' ? texts.letterLessons : isClear ? texts.clear : texts.unclear;
  return { ...lessons, nextTime: [], tags: ['demo'] };
}

/** The MJML of a message: greeting, paragraphs, the coupon if there is one, and the way out. */
export function demoMessage(
  texts: DemoTexts,
  { paragraphs, offer }: { paragraphs: readonly string[]; offer: CampaignDefinition['message']['offer'] },
): string {
  const line = (text: string) => `<mj-text font-size="16px" line-height="1.7">${text}</mj-text>`;
  const coupon =
    offer.kind === 'coupon' ? `<mj-text font-size="20px" font-weight="bold">${texts.coupon}</mj-text>` : '';
  return `<mjml>
  <mj-body background-color="#f5f5f5">
    <mj-section background-color="#ffffff" padding="24px">
      <mj-column>
        ${[texts.greeting, ...paragraphs].map(line).join('\n        ')}
        ${coupon}
        <mj-text font-size="12px" color="#666666">{{ organisation.name }} · <a href="{{ unsubscribe_url }}">${texts.unsubscribe}</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
}
