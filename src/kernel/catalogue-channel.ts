/** Texts of channels: what keeps messages from leaving and what to do about it; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

const mendAndWait = {
  zh: '更正 REKINDLE_SMTP_URL 后重启服务；之后会自动继续，没有人会漏发或重复',
  en: 'Correct REKINDLE_SMTP_URL and restart the server; sending then goes on by itself, nobody is lost or sent to twice',
};

const lookAndResume = {
  zh: '核对名单来源和发件域名的 SPF、DKIM、DMARC；处理好后点“恢复”，已发的人不会再收到',
  en: 'Check where the list comes from and SPF, DKIM and DMARC of the sender’s domain; then resume: nobody gets it twice',
};

export const channelTexts: CataloguePart = {
  'campaign-stopped-rejected': {
    zh: '最近 {answered} 封中有 {count} 封被拒收或退回，超过 {limit}，活动已自动暂停',
    en: '{count} of the last {answered} messages were refused or bounced, more than {limit}: the campaign paused itself',
    remedy: lookAndResume,
  },
  'campaign-stopped-complained': {
    zh: '最近 {answered} 封中有 {count} 封被投诉，超过 {limit}，活动已自动暂停',
    en: '{count} of the last {answered} messages drew a complaint, more than {limit}: the campaign paused itself',
    remedy: {
      zh: '核对同意的来源和内容；投诉多的名单不应继续，可取消活动',
      en: 'Check where the consents come from and what the message says; a list that complains should not be continued: cancel it',
    },
  },
  'campaign-stopped-temporary': {
    zh: '最近 {answered} 封中有 {count} 封被暂缓接收，超过 {limit}，活动已自动暂停',
    en: '{count} of the last {answered} messages were put off, more than {limit}: the campaign paused itself',
    remedy: {
      zh: '多半是收件方在限速或不信任发件域名；过几小时再点“恢复”，被暂缓的人仍在队列里',
      en: 'Receivers slow the sender down or do not trust its domain yet: resume in some hours; those put off keep their place',
    },
  },
  'campaign-stopped-sender': {
    zh: '邮件服务器不接受本活动的发件人地址（{reply}），活动已自动暂停',
    en: 'The mail server does not accept the sender of this campaign ({reply}): the campaign paused itself',
    remedy: {
      zh: '请服务商允许该发件人（验证域名）后点“恢复”；发件人写错时取消活动并复制为新活动',
      en: 'Let the provider allow this sender (verify its domain), then resume; if the address is wrong, cancel and copy the campaign',
    },
  },
  'channel-elsewhere': {
    zh: '发送由另一个进程负责，本进程无法测试渠道',
    en: 'Another process sends; this one cannot test the channel',
    remedy: { zh: '在以 --role all 运行的服务上测试', en: 'Test it on a server with --role all' },
  },
  'test-message-file': {
    zh: '名单渠道不发送消息，无法测试发送',
    en: 'The file channel sends nothing itself, so there is nothing to test',
    remedy: { zh: '导出名单后由执行团队测试', en: 'Take the list and let the team that sends it test' },
  },
  'test-recipient': {
    zh: '测试邮件只发给本系统的账号',
    en: 'Test messages go only to people with an account here',
    remedy: { zh: '填写一个账号的邮箱', en: 'Name the address of an account' },
  },
  'test-message-held': {
    zh: '渠道正在自动重试，这封测试邮件没有发出',
    en: 'The channel is being probed just now; the test message was not sent',
    remedy: { zh: '过几秒再试', en: 'Try again in a few seconds' },
  },
  'test-message-sender': {
    zh: '邮件服务器不接受发件人地址（{reply}）',
    en: 'The mail server does not accept the sender ({reply})',
    remedy: {
      zh: '改用服务商允许的发件人，或请服务商验证该域名',
      en: 'Use a sender the provider allows, or let it verify the domain',
    },
  },
  'test-message-invalid-recipient': {
    zh: '邮件服务器说收件地址不存在（{reply}）',
    en: 'The mail server says that the recipient does not exist ({reply})',
    remedy: { zh: '核对账号的邮箱', en: 'Check the address of the account' },
  },
  'test-message-content-rejected': {
    zh: '邮件服务器拒收这封邮件的内容（{reply}）',
    en: 'The mail server refuses what the message says ({reply})',
    remedy: {
      zh: '核对链接、主题和正文，以及发件域名的 SPF、DKIM',
      en: 'Check links, subject and body, and SPF and DKIM of the sender’s domain',
    },
  },
  'test-message-unreachable-temporary': {
    zh: '收件方暂缓接收（{reply}）',
    en: 'The receiving side puts the message off ({reply})',
    remedy: { zh: '过几分钟再试', en: 'Try again in some minutes' },
  },
  'test-message-permanent-other': {
    zh: '邮件服务器拒收（{reply}）',
    en: 'The mail server refuses the message ({reply})',
    remedy: { zh: '向服务商查询该代码', en: 'Ask the provider about this code' },
  },
  'channel-not-configured-smtp': {
    zh: '没有正在运行的服务配置了 SMTP 邮件服务器，邮件发不出去',
    en: 'No running server has an SMTP mail server configured, so no message can leave',
    remedy: {
      zh: '在运行服务的地方设置 REKINDLE_SMTP_URL（如 smtps://user:password@host:465）并重启',
      en: 'Set REKINDLE_SMTP_URL where the server runs (such as smtps://user:password@host:465) and restart it',
    },
  },
  'channel-not-configured-sandbox': {
    zh: '没有正在运行的服务在发送',
    en: 'No running server is sending',
    remedy: { zh: '用 rekindle serve 启动服务', en: 'Start the server with rekindle serve' },
  },
  'channel-auth': {
    zh: '邮件服务器拒绝了用户名或密码（{reply}）',
    en: 'The mail server refused user name or password ({reply})',
    remedy: mendAndWait,
  },
  'channel-host-unknown': {
    zh: '找不到邮件服务器的主机名（{reply}）',
    en: 'The host name of the mail server cannot be found ({reply})',
    remedy: {
      zh: '核对 REKINDLE_SMTP_URL 中的主机名和本机的 DNS；恢复后会自动继续',
      en: 'Check the host in REKINDLE_SMTP_URL and the DNS of this machine; sending goes on by itself when it answers',
    },
  },
  'channel-refused': {
    zh: '邮件服务器拒绝连接（{reply}）',
    en: 'The mail server refuses connections ({reply})',
    remedy: {
      zh: '核对主机和端口，以及邮件服务器是否在运行；恢复后会自动继续',
      en: 'Check host and port and whether the mail server runs; sending goes on by itself when it answers',
    },
  },
  'channel-timeout': {
    zh: '邮件服务器没有应答（{reply}）',
    en: 'The mail server does not answer ({reply})',
    remedy: {
      zh: '核对主机、端口和防火墙；恢复后会自动继续',
      en: 'Check host, port and firewall; sending goes on by itself when it answers',
    },
  },
  'channel-tls': {
    zh: '与邮件服务器的加密连接失败（{reply}）',
    en: 'The encrypted connection to the mail server failed ({reply})',
    remedy: {
      zh: '465 端口用 smtps://，587 端口用 smtp://；证书须有效并与主机名一致',
      en: 'Use smtps:// for port 465 and smtp:// for 587; the certificate must be valid and name the host',
    },
  },
  'channel-blocked': {
    zh: '邮件服务器不接受本机的连接（{reply}）',
    en: 'The mail server does not accept connections from this machine ({reply})',
    remedy: {
      zh: '请服务商放行本机的地址，或改用允许的服务器',
      en: 'Ask the provider to allow the address of this machine, or use a server that does',
    },
  },
  'channel-relay': {
    zh: '邮件服务器不为此账号转发邮件（{reply}）',
    en: 'The mail server does not relay for this account ({reply})',
    remedy: mendAndWait,
  },
  'channel-quota': {
    zh: '邮件账号的发送额度已用完（{reply}）',
    en: 'The sending quota of the mail account is used up ({reply})',
    remedy: {
      zh: '向服务商提高额度，或等额度恢复；之后会自动继续',
      en: 'Raise the quota with the provider or wait until it is renewed; sending then goes on by itself',
    },
  },
  'channel-rate-limited': {
    zh: '邮件服务器要求放慢速度（{reply}）',
    en: 'The mail server asks to slow down ({reply})',
    remedy: {
      zh: '不必处理：到时会自动继续；经常出现时请向服务商提高速率',
      en: 'Nothing to do: sending goes on by itself; ask the provider for a higher rate if this comes often',
    },
  },
  'channel-unavailable': {
    zh: '邮件服务器暂时不可用（{reply}）',
    en: 'The mail server is not available at the moment ({reply})',
    remedy: {
      zh: '查看服务商的状态；恢复后会自动继续',
      en: 'Look at the status of the provider; sending goes on by itself when it answers',
    },
  },
  'channel-dropping': {
    zh: '邮件服务器在传输邮件时连续断开连接，这几封邮件结果不明',
    en: 'The mail server keeps breaking off in the middle of messages; the outcome of those few is unknown',
    remedy: {
      zh: '向服务商询问原因（常见为大小限制或内容过滤）；之后会自动再试',
      en: 'Ask the provider why (often a size limit or a content filter); it is tried again by itself',
    },
  },
};
