/** Texts of data scopes: who sees which customers, and whose a customer is; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const scopeTexts: CataloguePart = {
  'scope-whole-base': {
    zh: '你的账号只能查看自己数据范围内的客户，而这项内容涉及全部客户。',
    en: 'You see only the customers in your data scope, and this concerns or counts all of them.',
    remedy: {
      zh: '请由不受数据范围限制的同事操作，或请所有者、管理员调整你的数据范围。',
      en: 'Ask a colleague without a data scope, or an owner or admin to change yours.',
    },
  },
  'scope-of-owner': {
    zh: '所有者必须能看到全部客户，不能设置数据范围。',
    en: 'An owner sees every customer and cannot be given a data scope.',
    remedy: { zh: '请先改为其他角色。', en: 'Give the person another role first.' },
  },
  'scope-own-key': {
    zh: '密钥没有自己的客户，只能按门店或区域限定。',
    en: 'A key owns no customers: limit it by stores or regions.',
  },
  'owner-unknown': {
    zh: '归属人不是在用的账号。',
    en: 'The owner is nobody’s active account.',
    remedy: {
      zh: '请使用同事登录用的邮箱；先邀请对方，再指定归属人。',
      en: 'Use the e-mail address a colleague logs in with; invite them first.',
    },
  },
  'left-out-owner-unreadable': {
    zh: '归属人不是邮箱地址，已留空',
    en: 'The owner is no e-mail address; left empty',
  },
  'owner-unreadable': { zh: '归属人不是邮箱地址', en: 'The owner is no e-mail address' },
  'help-user-scope': {
    zh: '设置此人能看到的客户：自己的、某些门店、某些区域，或全部',
    en: 'which customers a person sees: own, of stores, of regions, or all',
  },
  'help-scope-own': { zh: '归属于此人的客户', en: 'customers whose owner this account is' },
  'help-scope-stores': { zh: '这些门店的客户（可多个）', en: 'customers of these stores (several)' },
  'help-scope-regions': { zh: '这些区域的客户（可多个）', en: 'customers of these regions (several)' },
  'help-scope-all': { zh: '全部客户', en: 'every customer' },
  'help-alone': {
    zh: '不经第二人批准的理由，写入审计日志',
    en: 'why to go on without a second person; it stands in the audit log',
  },
  'help-approvals': { zh: '第二人审批', en: 'requests for a second person' },
  'help-approvals-list': { zh: '列出待审批的请求', en: 'list the requests that wait' },
  'help-approvals-all': { zh: '包括已决定的', en: 'decided ones too' },
  'help-approvals-approve': { zh: '批准请求', en: 'approve a request' },
  'help-approvals-reject': { zh: '拒绝请求', en: 'refuse a request' },
  'help-approvals-note': { zh: '理由，与决定一同保留', en: 'why; kept with the decision' },
  'cli-approvals-none': { zh: '没有待审批的请求。', en: 'No request waits.' },
  'cli-approved': { zh: '已批准；请对方再操作一次。', en: 'Approved; who asked does it again.' },
  'cli-rejected': { zh: '已拒绝。', en: 'Refused.' },
  'help-user-limit-roles': {
    zh: '这些角色只能看到自己的客户，除非账号另有数据范围；不写角色则全部取消',
    en: 'roles that see only their own customers unless the account says more; none: no role is limited',
  },
  'cli-scope-one': {
    zh: '请给出 --own、--store、--region 中的至少一个，或单独给出 --all。',
    en: 'Give at least one of --own, --store and --region, or --all by itself.',
  },
  'cli-limited-roles': { zh: '受限角色：{roles}', en: 'Limited roles: {roles}' },
};
