/** The letter and the short text a new campaign starts with: complete, plain, with the way out customers must have. */
import type { Locale } from '../../format/number.ts';

interface Lines {
  readonly hello: string;
  readonly body: string;
  readonly leave: string;
}

const letter = (lines: Lines) => `<mjml>
  <mj-body background-color="#f4f6f8">
    <mj-section background-color="#ffffff" padding="28px">
      <mj-column>
        <mj-text font-size="16px" line-height="1.7">${lines.hello}</mj-text>
        <mj-text font-size="15px" line-height="1.7">${lines.body}{% if coupon.code != '' %} <strong>{{ coupon.amount }} · {{ coupon.code }}</strong>{% endif %}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column>
        <mj-text font-size="12px" color="#525f70">{{ organisation.name }} · <a href="{{ unsubscribe_url }}">${lines.leave}</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

export const firstLetter = (locale: Locale): string =>
  locale === 'en'
    ? letter({
        hello: 'Hello {{ customer.name }},',
        body: 'It has been a while. We would be glad to see you again.',
        leave: 'Unsubscribe',
      })
    : letter({
        hello: '{{ customer.name }}，您好：',
        body: '有一阵子没见到您了，欢迎回来看看。',
        leave: '退订',
      });

export const firstText = (locale: Locale): string =>
  locale === 'en'
    ? 'Hello {{ customer.name }}, it has been a while. Reply STOP to opt out (unsubscribe).'
    : '{{ customer.name }}，您好！有一阵子没见，欢迎回来看看。拒收请回复T退订';
