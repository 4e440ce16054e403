import { describe, expect, it } from 'vitest';
import { compileMessage } from '../../act/message-template.ts';
import type { CampaignDefinition } from '../../records/campaign.ts';
import { demoMessage, demoTexts } from './demo-texts.ts';

const offer = { kind: 'coupon', faceValueMinor: 4_000, thresholdMinor: 9_900, code: 'QIU40' } as const;

/** Every text of a language; the goal with figures in it. */
const allTexts = (locale: 'zh-CN' | 'en') => {
  const texts = demoTexts(locale);
  return JSON.stringify({ ...texts, goal: texts.goal(30, '5.0%', '6.5%') });
};

describe('the texts of the demo', () => {
  it('hold no Chinese in English, and no English sentence in Chinese', () => {
    expect(allTexts('en')).not.toMatch(/\p{Script=Han}/u);
    expect(Object.values(demoTexts('zh-CN').letterLessons).every(text => /\p{Script=Han}/u.test(text))).toBe(
      true,
    );
    expect(allTexts('zh-CN')).not.toMatch(/[a-z]+ [a-z]+ [a-z]+/);
  });

  it.each(['zh-CN', 'en'] as const)(
    'make a message in %s that names the customer, the coupon and the way out',
    async locale => {
      const texts = demoTexts(locale);
      const message: CampaignDefinition['message'] = {
        channel: 'sandbox',
        purpose: 'marketing',
        senderName: texts.shop,
        senderAddress: 'hello@shop.example',
        subject: texts.winBack.subject,
        mjml: demoMessage(texts, { ...texts.winBack, offer }),
        text: '',
        offer,
      };
      const rendered = (await compileMessage(message)).render({
        customer: { name: '王小明' },
        organisation: { name: texts.shop },
        coupon: { code: 'QIU40', amount: '¥40' },
        unsubscribe_url: 'https://shop.example/u/x',
      });
      expect(rendered.subject).toContain('王小明');
      for (const part of ['王小明', 'QIU40', '¥40', 'https://shop.example/u/x', texts.unsubscribe]) {
        expect(rendered.html).toContain(part);
      }
    },
  );
});
