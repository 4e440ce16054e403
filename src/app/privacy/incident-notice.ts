/**
 * Drafts of what the authority and the people are told, from the facts of an incident. Contents: PIPL 57 (kinds of data,
 * cause, possible harm, measures taken, what people can do, contact), GDPR 33(3) (besides: approximate number of people)
 * and 34(2) (plain language). A draft: whoever sends it answers for it.
 */
import { DateTime } from 'luxon';
import type { Locale } from '../../kernel/settings.ts';
import type { AffectedCounts, NoticeFacts, StopDone } from '../../records/incident.ts';
import type { DataKind, NoticeRecipient } from '../../records/incident-names.ts';

export interface NoticeInput {
  readonly drill: boolean;
  readonly organisation: string;
  readonly zone: string;
  readonly foundAt: Date;
  readonly counts: AffectedCounts;
  readonly facts: NoticeFacts;
  /** Null: nothing was stopped yet. */
  readonly stopped: StopDone | null;
}

const kindWords: Readonly<Record<DataKind, { zh: string; en: string }>> = {
  name: { zh: '姓名', en: 'name' },
  phone: { zh: '手机号码', en: 'phone number' },
  email: { zh: '电子邮箱', en: 'e-mail address' },
  number: { zh: '会员号', en: 'customer number' },
  orders: { zh: '订单记录', en: 'orders' },
  consents: { zh: '同意记录', en: 'consents' },
  figures: { zh: '消费分级与统计', en: 'tiers and figures of purchases' },
  masked: { zh: '脱敏后的姓名与联系方式', en: 'masked name and contact data' },
};

const kindsIn = ({ counts, facts }: NoticeInput, language: 'zh' | 'en'): string => {
  const kinds = facts.dataKinds ?? counts.dataKinds;
  const none = language === 'zh' ? '尚在核实' : 'still being established';
  return kinds.map(kind => kindWords[kind][language]).join(language === 'zh' ? '、' : ', ') || none;
};

function measuresZh({ stopped, facts, drill }: NoticeInput): string[] {
  const would = drill ? '（演练，未实际执行）' : '';
  return [
    ...(stopped && stopped.campaigns.length > 0
      ? [`暂停 ${stopped.campaigns.length} 个营销活动的发送${would}`]
      : []),
    ...(stopped && stopped.keysRevoked > 0 ? [`吊销 ${stopped.keysRevoked} 个程序密钥${would}`] : []),
    ...(stopped && stopped.sessionsEnded !== null ? [`强制涉事账号退出登录${would}`] : []),
    ...(facts.measures ? [facts.measures] : []),
  ];
}

function measuresEn({ stopped, facts, drill }: NoticeInput): string[] {
  const would = drill ? ' (drill: not carried out)' : '';
  return [
    ...(stopped && stopped.campaigns.length > 0
      ? [`Sending paused for ${stopped.campaigns.length} marketing campaign(s)${would}`]
      : []),
    ...(stopped && stopped.keysRevoked > 0
      ? [`${stopped.keysRevoked} key(s) of programs revoked${would}`]
      : []),
    ...(stopped && stopped.sessionsEnded !== null
      ? [`The account concerned signed out everywhere${would}`]
      : []),
    ...(facts.measures ? [facts.measures] : []),
  ];
}

const listed = (items: readonly string[], none: string): string =>
  items.length > 0 ? items.map(item => `- ${item}`).join('\n') : none;

const foundIn = ({ foundAt, zone }: NoticeInput) =>
  `${DateTime.fromJSDate(foundAt, { zone }).toFormat('yyyy-MM-dd HH:mm')} (${zone})`;

function authorityZh(input: NoticeInput): string {
  const { counts, facts, organisation } = input;
  return `个人信息安全事件报告

报告单位：${organisation}
发现时间：${foundIn(input)}
涉及个人信息的种类：${kindsIn(input, 'zh')}
涉及人数：${counts.people} 人（有电子邮箱 ${counts.withEmail} 人，有手机号码 ${counts.withPhone} 人，无法直接通知 ${counts.withoutContact} 人）

发生原因：
${facts.cause}

可能造成的危害：
${facts.harm}

已采取的补救措施：
${listed(measuresZh(input), '尚未采取。')}

个人可以采取的减轻危害的措施：
${facts.advice}

联系方式：${facts.contact}
`;
}

function authorityEn(input: NoticeInput): string {
  const { counts, facts, organisation } = input;
  return `Notification of a personal data breach

Controller: ${organisation}
Became aware: ${foundIn(input)}
Kinds of personal data: ${kindsIn(input, 'en')}
People concerned: ${counts.people} (${counts.withEmail} with an e-mail address, ${counts.withPhone} with a phone number, ${counts.withoutContact} cannot be told directly)

Nature and cause:
${facts.cause}

Likely consequences:
${facts.harm}

Measures taken:
${listed(measuresEn(input), 'None yet.')}

What the people concerned can do:
${facts.advice}

Contact: ${facts.contact}
`;
}

function peopleZh(input: NoticeInput): string {
  const { facts, organisation } = input;
  return `关于您个人信息的安全通知

您好：

${organisation}于 ${foundIn(input)} 发现一起涉及您个人信息的安全事件。

可能泄露的信息：${kindsIn(input, 'zh')}。

原因：${facts.cause}

可能的影响：${facts.harm}

我们已采取的措施：
${listed(measuresZh(input), '尚未采取。')}

您可以这样保护自己：${facts.advice}

如有疑问，请联系：${facts.contact}

${organisation}
`;
}

function peopleEn(input: NoticeInput): string {
  const { facts, organisation } = input;
  return `About the safety of your personal data

Hello,

On ${foundIn(input)} ${organisation} found that personal data about you may have got into the wrong hands.

What may have got out: ${kindsIn(input, 'en')}.

Why: ${facts.cause}

What may come of it: ${facts.harm}

What we have done:
${listed(measuresEn(input), 'Nothing yet.')}

What you can do: ${facts.advice}

If you have questions: ${facts.contact}

${organisation}
`;
}

/** One draft. A drill says so in its first and last line, so that no copy of it passes for a real notice. */
export function draftNotice(input: NoticeInput, recipient: NoticeRecipient, locale: Locale): string {
  const zh = locale === 'zh-CN';
  const draft = recipient === 'authority' ? (zh ? authorityZh : authorityEn) : zh ? peopleZh : peopleEn;
  const mark = zh ? '【演练，请勿发出】' : '[DRILL – do not send]';
  return input.drill ? `${mark}\n\n${draft(input)}\n${mark}\n` : draft(input);
}
