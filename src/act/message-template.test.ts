import { describe, expect, it } from 'vitest';
import { CodedError } from '../kernel/errors.ts';
import { campaignMessage } from '../records/campaign.ts';
import { compileMessage } from './message-template.ts';

const variables = {
  customer: { name: '王 <b>小明</b>' },
  organisation: { name: '青禾生活' },
  coupon: { code: 'BACK20', amount: '¥20' },
  unsubscribe_url: 'https://shop.example/u/token',
};

const mail = (mjmlBody: string, subject = '{{ customer.name }}，好久不见') =>
  campaignMessage.parse({
    channel: 'sandbox',
    subject,
    mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>${mjmlBody}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  });

describe('message template', () => {
  it('renders MJML and Liquid for one person and escapes what customers typed', async () => {
    const template = await compileMessage(
      mail('您好 {{ customer.name }}，<a href="{{ unsubscribe_url }}">退订</a>'),
    );
    const { subject, html, text } = template.render(variables);
    expect(html).toContain('王 &lt;b&gt;小明&lt;/b&gt;');
    expect(html).toContain('href="https://shop.example/u/token"');
    expect(subject).toBe('王 <b>小明</b>，好久不见');
    expect(text).toContain('退订 (https://shop.example/u/token)');
  });

  it('keeps a line break in a name out of the subject header', async () => {
    const template = await compileMessage(mail('x'));
    const { subject } = template.render({ ...variables, customer: { name: 'a\r\nBcc: b@x.com' } });
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it.each([
    ['an unclosed tag', '{% if customer %}x'],
    ['an unknown filter', '{{ customer.name | readFile }}'],
    ['a file inclusion', '{% include "/etc/passwd" %}'],
  ])('refuses %s with the line', async (_name, body) => {
    const outcome = await compileMessage(mail(body))
      .then(template => template.render(variables))
      .catch(error => error);
    expect(outcome).toBeInstanceOf(CodedError);
    expect((outcome as CodedError).code).toBe('campaign-template');
  });

  it('stops a template that would render without end', async () => {
    const template = await compileMessage(mail('{% for i in (1..100000000) %}{{ i }}{% endfor %}')).catch(
      error => error,
    );
    const outcome =
      template instanceof Error
        ? template
        : (() => {
            try {
              return template.render(variables);
            } catch (error) {
              return error;
            }
          })();
    expect(outcome).toBeInstanceOf(CodedError);
  });
});
