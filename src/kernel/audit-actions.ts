/**
 * What the audit log can say was done, each with its words: one line an action. The code is stored, the words are
 * shown, so a code never changes its meaning; every place that changes something names one of these.
 */

export const auditActions = {
  'account.save': { zh: '新建或重设账号', en: 'Made or reset an account' },
  'api-key.add': { zh: '新建 API 密钥', en: 'Made an API key' },
  'api-key.revoke': { zh: '吊销 API 密钥', en: 'Revoked an API key' },
  'campaign.approve': { zh: '批准活动', en: 'Approved a campaign' },
  'campaign.await-read': { zh: '活动发送完毕，等待终读', en: 'Ended sending; the campaign awaits its read' },
  'campaign.cancel': { zh: '取消活动', en: 'Canceled a campaign' },
  'campaign.download': { zh: '下载活动名单', en: 'Downloaded the list of a campaign' },
  'campaign.edit': { zh: '编辑活动', en: 'Edited a campaign' },
  'campaign.export': { zh: '导出活动名单', en: 'Took the list of a campaign' },
  'campaign.finish': { zh: '结束活动', en: 'Finished a campaign' },
  'campaign.launch': { zh: '启动活动', en: 'Launched a campaign' },
  'campaign.pause': { zh: '暂停活动', en: 'Paused a campaign' },
  'campaign.receipts': { zh: '导入回执', en: 'Brought receipts back' },
  'campaign.resume': { zh: '恢复活动', en: 'Resumed a campaign' },
  'consent.withdraw': { zh: '退订', en: 'Unsubscribed' },
  'exclusions.change': { zh: '修改排除规则', en: 'Changed the exclusion rules' },
  'job.cancel': { zh: '要求停止任务', en: 'Asked a job to stop' },
  'job.resume': { zh: '重新运行任务', en: 'Ran a job again' },
  'job.start': { zh: '开始任务', en: 'Started a job' },
  'quarantine.download': { zh: '下载未脱敏的隔离行', en: 'Downloaded refused rows unmasked' },
  'result.read': { zh: '读取结果', en: 'Read a result' },
  'retrospective.change': { zh: '修改复盘', en: 'Changed a retrospective' },
  'retrospective.freeze': { zh: '定稿复盘', en: 'Froze a retrospective' },
  'sales-definition.change': { zh: '修改销售口径', en: 'Changed the sales definition' },
  'segment.change': { zh: '修改人群', en: 'Changed a segment' },
  'segment.count': { zh: '计算人群', en: 'Counted a segment' },
  'session.close': { zh: '退出登录', en: 'Logged out' },
  'session.language': { zh: '更改界面语言', en: 'Changed the own language' },
  'session.open': { zh: '登录', en: 'Logged in' },
  'settings.change': { zh: '修改设置', en: 'Changed the settings' },
  'upload.save': { zh: '上传文件', en: 'Uploaded a file' },
  'view.remove': { zh: '删除保存的视图', en: 'Deleted a saved view' },
  'view.save': { zh: '保存视图', en: 'Saved a view' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export type AuditAction = keyof typeof auditActions;
