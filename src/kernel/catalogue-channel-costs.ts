/** Texts of channels as they sell, reach and cost; those that send are in catalogue-channel.ts. See catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const channelCostTexts: CataloguePart = {
  'channels-definition-changed': {
    zh: '体检按销售口径第 {then} 版计算，现行为第 {now} 版，渠道无法与之相符。',
    en: 'The review was made under sales definition {then}, {now} is in force now: channels would not agree with it.',
    remedy: { zh: '重新运行一次存量体检。', en: 'Run a review again.' },
  },
  'channels-none': {
    zh: '这一年没有任何订单：只有覆盖情况可看。',
    en: 'There is no order in this year: only coverage can be seen.',
    remedy: { zh: '导入订单，并映射渠道一列。', en: 'Import orders, and map their channel column.' },
  },
  'channels-only-one': {
    zh: '所有订单都走同一个渠道（{channel}）：重叠、转换、价格冲突与协同都无从谈起。',
    en: 'Every order went through one channel ({channel}): overlap, switching, price conflicts and synergy have nothing to say.',
    remedy: {
      zh: '若其实不止一个，请在导入时映射渠道一列。',
      en: 'If there are more, map the channel column on import.',
    },
  },
  'channels-unnamed': {
    zh: '{orders} 个订单没有渠道，作为没有名称的一个渠道列出。',
    en: '{orders} orders have no channel and are listed as one without a name.',
  },
  'channels-costs-missing': {
    zh: '没有这一年的花费：成本一栏都空着，其余照常。',
    en: 'No spend of this year is known: costs stay empty, everything else stands.',
    remedy: {
      zh: '导入花费表（日期、渠道、金额），或在“费用与设置”里录入。',
      en: 'Import a spend table (day, channel, amount), or enter it under "Costs and settings".',
    },
  },
  'channels-service-other-currency': {
    zh: '{cases} 个服务工单的费用不是 {currency}：计入次数，不计费用。',
    en: 'Service cases with a cost that is not in {currency} ({cases}) count as contacts, their cost is left out.',
  },
  'channels-service-both': {
    zh: '服务工单自带费用，又有“服务”用途的花费，两者相加：请确认花费里没有包含工单自带的费用。',
    en: 'Service cases carry costs and there is spend for service too; both are added. Make sure that the spend does not hold what the cases carry.',
  },
  'channels-credits': {
    zh: '{rows} 行花费为负数，按返还抵减同一渠道的花费。',
    en: 'Rows of spend below nought ({rows}) count as credits against the spend of their channel.',
  },
  'channels-other-currency': {
    zh: '{rows} 行花费以 {other} 计（共 {amount}），没有汇率表，未计入以 {currency} 计的数字。',
    en: 'Spend in {other} (rows: {rows}, {amount} in all) is left out of figures in {currency}: there is no rate table.',
    remedy: { zh: '换算成本位币后再导入。', en: 'Convert them before importing.' },
  },
  'channels-cost-unallocated': {
    zh: '这些花费没有分摊到销售渠道：{channels}',
    en: 'This spend is laid on no sales channel: {channels}',
    remedy: {
      zh: '在“费用与设置”里为它们选择分摊依据。',
      en: 'Choose a basis for it under "Costs and settings".',
    },
  },
  'channels-no-addresses': {
    zh: '没有任何客户有可用的邮箱或手机号：覆盖为零。',
    en: 'No customer has an e-mail address or phone number in use: coverage is nought.',
    remedy: {
      zh: '导入带联系方式与同意的客户表。',
      en: 'Import customers with contact points and consents.',
    },
  },
  'spend-unknown': {
    zh: '没有这一行花费：{id}',
    en: 'There is no such row of spend: {id}',
    remedy: {
      zh: '刷新列表，它可能已被删除或所属导入已撤销。',
      en: 'Refresh the list: it may have been removed, or its import undone.',
    },
  },
  'spend-day-ahead': {
    zh: '花费的日期在将来',
    en: 'The day of the spend lies ahead',
    remedy: { zh: '填写今天或更早的日期。', en: 'Give today or an earlier day.' },
  },
  'cost-rules-changed': {
    zh: '分摊规则在此期间被别人改过（现为第 {version} 版）',
    en: 'Somebody else changed the allocation rules meanwhile (version {version} now)',
    remedy: { zh: '重新打开规则，再改一次。', en: 'Open the rules again and repeat the change.' },
  },
  'cost-rule-twice': {
    zh: '渠道 {channel} 有两条规则',
    en: 'Channel {channel} has two rules',
    remedy: { zh: '每个渠道只留一条。', en: 'Keep one rule a channel.' },
  },
};
