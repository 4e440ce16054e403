/** Texts of inbound hooks on the command line; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const hookTexts: CataloguePart = {
  'hook-mapping-missing': {
    zh: '没有给出映射。',
    en: 'No mapping is given.',
    remedy: {
      zh: '给出 JSON 文件，或用 --ready 恢复自带的映射。',
      en: 'Give a JSON file, or --ready for the ready one.',
    },
  },
  'help-hooks': {
    zh: '商店和工具发送消息的接入地址',
    en: 'addresses shops and tools send their own messages to',
  },
  'help-hooks-list': { zh: '列出接入地址', en: 'list the hooks' },
  'help-hooks-show': { zh: '一个接入地址、它的消息和映射', en: 'one with its messages and mapping' },
  'help-hooks-add': { zh: '新建一个；先处于暂停状态', en: 'make one; it begins paused' },
  'help-hooks-source': { zh: '订单以此来源保存', en: 'under which its orders are kept' },
  'help-hooks-shop': { zh: '用哪种商店自带的映射：{shops}', en: 'whose ready mapping: {shops}' },
  'help-hooks-scheme': {
    zh: '签名方式；不给则按商店，或用 standard',
    en: 'how it is signed; else as the shop does, or standard',
  },
  'help-hooks-client-id': { zh: '有赞应用的 client_id', en: 'client_id of the Youzan application' },
  'help-hooks-header': { zh: 'hmac 签名所在的请求头', en: 'header of the hmac signature' },
  'help-hooks-mapping-file': { zh: '自己的映射（JSON 文件）', en: 'a mapping of your own (JSON file)' },
  'help-hooks-secret-file': {
    zh: '密钥所在的文件；不给则在这里生成',
    en: 'file with the secret; without it one is made here',
  },
  'help-hooks-try': {
    zh: '试一条消息会保存什么；不保存任何内容',
    en: 'what would be stored of a message; nothing is kept',
  },
  'help-hooks-live': { zh: '启用', en: 'set live' },
  'help-hooks-pause': { zh: '暂停', en: 'pause' },
  'help-hooks-mapping': { zh: '换一个映射', en: 'give it another mapping' },
  'help-hooks-ready': { zh: '恢复自带的映射', en: 'the ready one again' },
  'help-hooks-secret': {
    zh: '换密钥；旧密钥立即失效',
    en: 'give it another secret; the old one ends at once',
  },
  'help-hooks-remove': { zh: '删除；已收到的内容保留', en: 'remove it; what it brought stays' },
  'cli-hooks-row': {
    zh: '{name}  {state}  {shop}  来源 {source}  {path}  近七天：{week}',
    en: '{name}  {state}  {shop}  source {source}  {path}  seven days: {week}',
  },
  'cli-hooks-live': { zh: '启用', en: 'live' },
  'cli-hooks-paused': { zh: '暂停', en: 'paused' },
  'cli-hooks-none': { zh: '还没有接入地址。', en: 'There is no hook yet.' },
  'cli-hooks-delivery': {
    zh: '  {at}  {outcome}  {events} 个事件  {message}',
    en: '  {at}  {outcome}  {events} events  {message}',
  },
  'cli-hooks-secret': {
    zh: '密钥（只显示这一次）：{secret}',
    en: 'Secret (shown this once): {secret}',
  },
  'cli-hooks-secret-kept': { zh: '密钥已换。', en: 'The secret is changed.' },
  'cli-hooks-removed': { zh: '已删除 {name}。', en: 'Removed {name}.' },
  'cli-hooks-refused': { zh: '拒收 {path}：{message} {remedy}', en: 'refused {path}: {message} {remedy}' },
  'cli-hooks-event': { zh: '事件 {event}  {at}  {person}', en: 'event {event}  {at}  {person}' },
  'cli-hooks-order': {
    zh: '订单 {orderId}  {status}  {at}  {lines} 行',
    en: 'order {orderId}  {status}  {at}  {lines} lines',
  },
  'cli-hooks-refund': {
    zh: '退款 {refundId}  订单 {orderId}  {amount}',
    en: 'refund {refundId}  order {orderId}  {amount}',
  },
  'cli-hooks-nothing': { zh: '不会保存任何内容。', en: 'Nothing would be stored.' },
};
