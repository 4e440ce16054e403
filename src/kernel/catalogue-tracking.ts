/** Texts of the tracking API: what it refuses at the door, and the rules an event may break; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const trackingTexts: CataloguePart = {
  'body-not-gzip': {
    zh: '请求体标明是 gzip，却无法解压。',
    en: 'The body is said to be gzip and cannot be unpacked.',
    remedy: {
      zh: '请用 gzip 压缩整个请求体，或去掉 Content-Encoding。',
      en: 'Pack the whole body with gzip, or leave out Content-Encoding.',
    },
  },
  'track-event-too-large': {
    zh: '{path} 有 {received} 字节，超过一个事件的上限 {expected} 字节。',
    en: '{path} has {received} bytes; one event may have {expected}.',
    remedy: { zh: '请去掉大的字段，或拆成几个事件。', en: 'Leave out large fields, or split the event.' },
  },
  'track-batch-too-large': {
    zh: '这一批有 {received} 字节，超过上限 {expected} 字节。',
    en: 'The batch has {received} bytes; at most {expected} are taken.',
    remedy: { zh: '请分成更小的批次发送。', en: 'Send smaller batches.' },
  },
  'track-busy': {
    zh: '等待写入的事件太多，这一批没有收下。',
    en: 'Too many events are waiting to be stored; this request was not taken.',
    remedy: { zh: '请在 {seconds} 秒后重发同一批。', en: 'Send the same request again in {seconds} s.' },
  },
  'spool-full': {
    zh: '事实库不可用，磁盘上的暂存区也已满；这一批没有收下。',
    en: 'The facts store does not answer and the spool on disk is full; this request was not taken.',
    remedy: {
      zh: '请恢复事实库；暂存的事件会自动补写。请在 {seconds} 秒后重发。',
      en: 'Bring the facts store back; spooled events are replayed by themselves. Send again in {seconds} s.',
    },
  },
  'track-not-object': {
    zh: '这一项不是 JSON 对象。',
    en: 'This entry is no JSON object.',
    remedy: { zh: '每个事件是一个 JSON 对象。', en: 'Each event is one JSON object.' },
  },
  'track-type-unknown': {
    zh: '事件类型“{received}”不认识。',
    en: 'The event type "{received}" is not known.',
    remedy: { zh: 'type 可以是：{expected}。', en: 'type may be: {expected}.' },
  },
  'track-id-missing': {
    zh: '事件没有说明是谁：缺少 {expected}。',
    en: 'The event does not say whose it is: {expected} is missing.',
    remedy: {
      zh: '请发送 userId（会员号）或 anonymousId（访客标识）。',
      en: 'Send userId (the member number) or anonymousId (the visitor’s id).',
    },
  },
  'track-id-junk': {
    zh: '{path} 是“{received}”：这是程序里的空值，不是某个人。',
    en: '{path} is "{received}": an empty value of a program, not a person.',
    remedy: {
      zh: '没有标识时请不要发送该字段；否则许多人会变成同一个人。',
      en: 'Leave the field out where there is no id; otherwise many people become one.',
    },
  },
  'track-field-missing': {
    zh: '缺少 {path}。',
    en: '{path} is missing.',
    remedy: { zh: '请填写 {path}（{expected}）。', en: 'Send {path} ({expected}).' },
  },
  'track-field-invalid': {
    zh: '{path} 的形式不对。',
    en: '{path} has the wrong form.',
    remedy: { zh: '应为：{expected}。', en: 'Expected: {expected}.' },
  },
  'track-order-invalid': {
    zh: '订单事件的 {path} 无法读取。',
    en: '{path} of the order event cannot be read.',
    remedy: { zh: '应为：{expected}。', en: 'Expected: {expected}.' },
  },
  'track-order-contact': {
    zh: '{path} 是电话号码或地址，不能作为单号。',
    en: '{path} is a phone number or address and can be no order id.',
    remedy: { zh: '请发送商店自己的单号。', en: 'Send the shop’s own order id.' },
  },
  'track-time-invalid': {
    zh: '{path} 的时间“{received}”无法读取。',
    en: 'The time "{received}" in {path} cannot be read.',
    remedy: { zh: '请用 ISO 8601，例如 {expected}。', en: 'Use ISO 8601, for example {expected}.' },
  },
  'refused-event-unknown': {
    zh: '没有这个被拒收的事件。',
    en: 'There is no such refused event.',
    remedy: {
      zh: '它可能已过保留期限；请刷新列表。',
      en: 'It may be past its retention period; refresh the list.',
    },
  },
  'refused-event-settled': {
    zh: '这个事件已经补收过了。',
    en: 'This event has been taken in already.',
    remedy: { zh: '每个事件只补收一次；请刷新列表。', en: 'Each is taken in once; refresh the list.' },
  },
  'refused-event-field': {
    zh: '“{received}”不是这个事件出错的字段。',
    en: '"{received}" is not the field this event was refused for.',
    remedy: { zh: '可以修改：{expected}。', en: 'What can be changed: {expected}.' },
  },
  'plan-event-undeclared': {
    zh: '事件“{received}”不在跟踪计划中。',
    en: 'The event "{received}" is not in the tracking plan.',
    remedy: {
      zh: '请在跟踪计划中声明它，或改正程序中的名称。',
      en: 'Declare it in the tracking plan, or correct the name in the program.',
    },
  },
  'plan-property-missing': {
    zh: '缺少跟踪计划要求的 {path}。',
    en: '{path} is missing, which the tracking plan requires.',
    remedy: {
      zh: '请发送 {path}，或在计划中改为非必填。',
      en: 'Send {path}, or make it optional in the plan.',
    },
  },
  'plan-property-type': {
    zh: '{path} 的类型与跟踪计划不符。',
    en: '{path} is not of the type the tracking plan says.',
    remedy: { zh: '请按计划的类型发送，或修改计划。', en: 'Send it as the plan says, or change the plan.' },
  },
  'planned-event-unknown': {
    zh: '跟踪计划中没有“{received}”。',
    en: 'The tracking plan has no "{received}".',
    remedy: { zh: '请刷新后再试。', en: 'Refresh and try again.' },
  },
  'live-busy': {
    zh: '正在看实时事件的人已达上限（{expected}）。',
    en: 'As many watch live events as may ({expected}).',
    remedy: {
      zh: '请在 {seconds} 秒后再试，或关闭其他窗口。',
      en: 'Try again in {seconds} s, or close other windows.',
    },
  },
  'hook-value-invalid': {
    zh: '消息中的 {path} 无法按映射读取。',
    en: '{path} of the message cannot be read as the mapping says.',
    remedy: {
      zh: '应为：{expected}。请修改映射（或标为 optional），再从隔离区补收。',
      en: 'Expected: {expected}. Change the mapping (or mark the value optional), then take the message in from quarantine.',
    },
  },
  'hook-too-much': {
    zh: '映射从一条消息中生成的内容太多（{received}）。',
    en: 'The mapping makes too much of one message ({received}).',
    remedy: { zh: '上限：{expected}。请缩小映射。', en: 'At most {expected}. Narrow the mapping.' },
  },
  'hook-unknown': {
    zh: '没有这个接入地址。',
    en: 'There is no such hook.',
    remedy: { zh: '请核对地址；它可能已被删除。', en: 'Check the address; it may have been removed.' },
  },
  'hook-signature-wrong': {
    zh: '消息的签名不对：不是用这个接入地址的密钥签的，或内容在途中被改动。',
    en: 'The signature is wrong: it was not made with this hook’s secret, or the message was changed on its way.',
    remedy: {
      zh: '请核对商店里的密钥、签名方式与（标准签名的）时间。',
      en: 'Compare the secret and the kind of signature with the shop’s, and for standard ones the clock.',
    },
  },
  'hook-paused': {
    zh: '这个接入地址已暂停。',
    en: 'This hook is paused.',
    remedy: { zh: '请在 {seconds} 秒后重发。', en: 'Send it again in {seconds} s.' },
  },
  'hook-name-taken': {
    zh: '已有名为“{received}”的接入地址。',
    en: 'There is a hook named "{received}".',
    remedy: { zh: '请换一个名称。', en: 'Choose another name.' },
  },
  'hook-mapping-invalid': {
    zh: '映射在 {path} 处不对。',
    en: 'The mapping is wrong at {path}.',
    remedy: { zh: '此处应为：{expected}。', en: 'Expected there: {expected}.' },
  },
};
