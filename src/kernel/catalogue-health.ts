/** Texts of the health checks, one code a verdict; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const healthTexts: CataloguePart = {
  'disk-nearly-full': {
    zh: '磁盘只剩 {free}（少于保留的 {reserve}），暂不接受新的工作。',
    en: 'Only {free} are free on the disk, less than the reserve of {reserve}: no new work is taken.',
    remedy: {
      zh: '腾出空间或扩大磁盘；有空间后会自动恢复，已有的数据完好。',
      en: 'Free some room or enlarge the disk; work goes on by itself then, and nothing is lost.',
    },
  },
  'check-state': { zh: '业务数据库', en: 'State database' },
  'check-facts': { zh: '分析数据库', en: 'Facts store' },
  'check-versions': { zh: '版本', en: 'Versions' },
  'check-disk': { zh: '磁盘', en: 'Disk' },
  'check-clock': { zh: '时钟', en: 'Clock' },
  'check-jobs': { zh: '后台任务', en: 'Background work' },
  'check-schedules': { zh: '定时工作', en: 'Scheduled work' },
  'check-outbox': { zh: '发件箱', en: 'Outbox' },
  'check-sending': { zh: '发送', en: 'Sending' },
  'check-spool': { zh: '事件暂存区', en: 'Event spool' },
  'check-providers': { zh: '发送渠道', en: 'Providers' },
  'check-quarantine': { zh: '隔离行', en: 'Quarantine' },
  'check-quality': { zh: '数据质量', en: 'Data quality' },
  'check-backup': { zh: '备份', en: 'Backup' },
  'health-quality-none': { zh: '尚未测量。', en: 'Not measured yet.' },
  'health-quality-ok': {
    zh: '闸口都已通过，承诺的数据已到达（{hours} 小时前测量）。',
    en: 'Every gate has passed and promised rows have come (measured {hours} hours ago).',
  },
  'health-quality-gates': {
    zh: '闸口未通过：{gates}（{hours} 小时前测量）。',
    en: 'Gates have failed: {gates} (measured {hours} hours ago).',
    remedy: {
      zh: '看 采集 › 数据质量；没有通过的行可以打开查看，更正后重新测量。',
      en: 'See Collect › Data quality: rows that fail can be looked at there; correct them and measure again.',
    },
  },
  'health-quality-late': {
    zh: '承诺的数据没有按时到达：{late}。',
    en: 'Rows promised by a time have not come: {late}.',
    remedy: {
      zh: '看来源为何没有送来数据；到达后一小时内重新测量。',
      en: 'See why the source sent nothing; the data is measured again within the hour after it comes.',
    },
  },
  'health-quality-gates-late': {
    zh: '闸口未通过：{gates}；承诺的数据没有按时到达：{late}。',
    en: 'Gates have failed: {gates}; rows promised by a time have not come: {late}.',
    remedy: {
      zh: '看 采集 › 数据质量；没有通过的行可以打开查看，更正后重新测量。',
      en: 'See Collect › Data quality: rows that fail can be looked at there; correct them and measure again.',
    },
  },
  'health-state-down': {
    zh: '业务数据库没有回答。',
    en: 'The state database does not answer.',
    remedy: {
      zh: '内置数据库会自动重启，看 state/postgres.log；使用服务器时检查 DATABASE_URL 与网络。恢复后工作自动继续。',
      en: 'The embedded one is started again by itself, see state/postgres.log; with a server check DATABASE_URL and the network. Work goes on by itself then.',
    },
  },
  'health-facts-down': {
    zh: '分析数据库没有回答。',
    en: 'The facts store does not answer.',
    remedy: {
      zh: '看服务器日志；内置引擎需要重启 rekindle。等待中的行不会丢。',
      en: 'Read the server log; the embedded engine needs a restart of rekindle. Rows that wait are kept.',
    },
  },
  'health-store-up': {
    zh: '正常，{ms} 毫秒（版本 {version}）。',
    en: 'Answers in {ms} ms (version {version}).',
  },
  'health-store-slow': {
    zh: '回答用了 {ms} 毫秒。',
    en: 'Took {ms} ms to answer.',
    remedy: {
      zh: '看机器是否过载（处理器、磁盘）。',
      en: 'Look whether the machine is overloaded (processor, disk).',
    },
  },
  'health-versions': {
    zh: '版本：Rekindle {product}，Node {node}。',
    en: 'Rekindle {product}, Node {node}.',
  },
  'health-disk-ok': { zh: '{total} 中剩 {free}。', en: '{free} of {total} are free.' },
  'health-disk-low': {
    zh: '{total} 中只剩 {free}；少于 {reserve} 时不再接受新的工作。',
    en: 'Only {free} of {total} are free; below {reserve} no new work is taken.',
    remedy: {
      zh: '腾出空间：旧备份、旧上传，或扩大磁盘。',
      en: 'Free some room (old backups, other files) or enlarge the disk.',
    },
  },
  'health-disk-full': {
    zh: '只剩 {free}，少于保留的 {reserve}：已停止接受新的工作。',
    en: 'Only {free} are free, less than the reserve of {reserve}: no new work is taken.',
    remedy: {
      zh: '在 {path} 所在的磁盘上腾出空间；有空间后自动恢复。',
      en: 'Free some room on the disk of {path}; work goes on by itself then.',
    },
  },
  'health-clock-ok': { zh: '与数据库一致。', en: 'Agrees with the database.' },
  'health-clock-skew': {
    zh: '与数据库相差 {seconds} 秒。',
    en: 'Differs from the database by {seconds} s.',
    remedy: { zh: '在两台机器上启用时间同步（NTP）。', en: 'Keep both machines’ clocks by NTP.' },
  },
  'health-clock-moved': {
    zh: '业务时间与机器时间相差 {days} 天（演示会移动它）。',
    en: 'The organisation’s time differs from the machine’s by {days} days (the demo moves it).',
    remedy: {
      zh: '真实数据不应如此；演示数据文件夹可以忽略。',
      en: 'Must not be so with real data; a demo folder may ignore it.',
    },
  },
  'health-jobs-ok': { zh: '{running} 个在做，{queued} 个排队。', en: '{running} running, {queued} queued.' },
  'health-jobs-failed': {
    zh: '24 小时内有 {failed} 个没有做成。',
    en: '{failed} failed within 24 hours.',
    remedy: {
      zh: '在后台任务页看原因，改正后点“重试”。',
      en: 'Read the reason on the page of background work, mend it and press “Retry”.',
    },
  },
  'health-jobs-waiting': {
    zh: '最早的一个已排队 {minutes} 分钟。',
    en: 'The oldest has been queued for {minutes} minutes.',
    remedy: {
      zh: '看是否有一个长任务占着；必要时停止它。',
      en: 'Look whether one long job is in the way; cancel it if need be.',
    },
  },
  'health-jobs-stuck': {
    zh: '{stuck} 个已一分钟没有动静。',
    en: '{stuck} have given no sign of life for a minute.',
    remedy: {
      zh: '它的进程多半已经没了；一分钟内会自动重新排队，最多三次。',
      en: 'Its process has probably gone; it is queued again within a minute, at most three times.',
    },
  },
  'health-schedules-ok': { zh: '{count} 项，都按时。', en: '{count}, all on time.' },
  'health-schedules-late': {
    zh: '迟到：{names}。',
    en: 'Late: {names}.',
    remedy: {
      zh: '看后台任务页；若没有进程以 worker 身份运行，请启动一个。',
      en: 'See the page of background work; start a worker if none runs.',
    },
  },
  'health-schedules-failing': {
    zh: '失败：{names}。',
    en: 'Failing: {names}.',
    remedy: {
      zh: '后台任务页有原因；会以越来越长的间隔自动重试。',
      en: 'The reason stands on the page of background work; it is tried again with growing pauses.',
    },
  },
  'health-outbox-ok': { zh: '{waiting} 批在途。', en: '{waiting} batches on their way.' },
  'health-outbox-behind': {
    zh: '{waiting} 批在等，最早的已等 {minutes} 分钟；结果会拒绝读取。',
    en: '{waiting} batches wait, the oldest for {minutes} minutes; results refuse to be read.',
    remedy: {
      zh: '先让分析数据库恢复正常；之后自动补送。',
      en: 'Mend the facts store; they are shipped by themselves then.',
    },
  },
  'health-sending-ok': { zh: '{due} 条待发，没有延误。', en: '{due} messages due, none late.' },
  'health-sending-late': {
    zh: '{due} 条待发，其中 {late} 条晚了 15 分钟以上。',
    en: '{due} messages due, {late} of them for more than 15 minutes.',
    remedy: {
      zh: '看活动页：渠道是否停了，是否有 worker 在运行。',
      en: 'See the campaign: has its channel stopped, does a worker run?',
    },
  },
  'health-providers-ok': {
    zh: '24 小时内接受了 {accepted} 条。',
    en: '{accepted} messages were taken within 24 hours.',
  },
  'health-providers-quiet': { zh: '24 小时内没有发送。', en: 'Nothing was sent within 24 hours.' },
  'health-providers-failing': {
    zh: '{names}：24 小时内 {failed} 条失败或结果不明。',
    en: '{names}: {failed} messages failed or are unknown within 24 hours.',
    remedy: {
      zh: '打开活动看失败原因；检查邮件服务器与密码。',
      en: 'Open the campaign for the reasons; check the mail server and its password.',
    },
  },
  'health-spool-none': { zh: '没有等待的事件。', en: 'No events wait.' },
  'health-spool-waiting': {
    zh: '事实库没有收下的事件占 {size}，等了 {minutes} 分钟。',
    en: 'Events that facts did not take fill {size} and have waited for {minutes} min.',
    remedy: {
      zh: '它们在磁盘上安全；请恢复事实库，之后会自动按顺序补写。',
      en: 'They are safe on disk; bring the facts store back and they are replayed in order by themselves.',
    },
  },
  'health-spool-damaged': {
    zh: '{damaged} 个暂存段损坏，已放在一边（spool/*.damaged）。',
    en: '{damaged} spool segments are not what was written and were set aside (spool/*.damaged).',
    remedy: {
      zh: '损坏之前的事件已补写；请检查磁盘，并保留该文件以便查找。',
      en: 'Events before the damage were replayed; check the disk, and keep the file for whoever looks for the rest.',
    },
  },
  'health-quarantine-events': {
    zh: '一天内有 {events} 个事件不合规则；导入留下 {count} 行。',
    en: '{events} events broke a rule within a day; imports kept back {count} rows.',
    remedy: {
      zh: '用 GET /v1/ingest/errors 看原因、位置和改法，请开发者修正后重发。',
      en: 'GET /v1/ingest/errors tells reason, place and remedy of each; have the program mended and the events sent again.',
    },
  },
  'health-quarantine-none': { zh: '没有。', en: 'None.' },
  'health-quarantine-rows': {
    zh: '{count} 行被导入留下。',
    en: 'Imports kept back {count} rows.',
    remedy: {
      zh: '在导入页下载、改正后重新导入。',
      en: 'Download them on the import’s page, mend them and import again.',
    },
  },
  'health-backup-ok': { zh: '最近一次在 {hours} 小时前。', en: 'The newest is {hours} h old.' },
  'health-backup-schedule-failing': {
    zh: '自动备份已连续失败 {failures} 次（{code}）。',
    en: 'The scheduled backup has failed {failures} times in a row ({code}).',
    remedy: {
      zh: '原因见后台任务页的失败任务；解决后每小时自动重试。旧的备份都还在。',
      en: 'The failed job on the page Background work says why; it is tried again each hour. The older ones are still there.',
    },
  },
  'health-backup-schedule-late': {
    zh: '已安排每日备份，但最近一次在 {hours} 小时前。',
    en: 'A daily backup is scheduled, but the newest is {hours} h old.',
    remedy: {
      zh: '服务器在安排的时间没有运行，或备份卡住了：看后台任务页。',
      en: 'The server did not run at that time, or the backup is stuck: see the page Background work.',
    },
  },
  'health-backup-old': {
    zh: '最近一次已是 {days} 天前。',
    en: 'The newest is {days} days old.',
    remedy: {
      zh: '运行 rekindle backup --out 路径，或在本页做一次。',
      en: 'Run rekindle backup --out PATH, or make one on this page.',
    },
  },
  'health-backup-none': {
    zh: '还没有备份。',
    en: 'There is none yet.',
    remedy: {
      zh: '运行 rekindle backup --out 路径，或在本页做一次。',
      en: 'Run rekindle backup --out PATH, or make one on this page.',
    },
  },
  'help-doctor': {
    zh: '检查两个数据库、磁盘、队列与备份，并说明怎么办',
    en: 'check stores, disk, queues and backups, with remedies',
  },
};
