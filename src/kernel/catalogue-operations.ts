/** Texts about running the system: backups and restores; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const operationsTexts: CataloguePart = {
  'backup-facts': { zh: '复制分析数据', en: 'copying the facts' },
  'backup-state': { zh: '复制业务数据', en: 'copying the state' },
  'backup-verify': { zh: '核对备份', en: 'verifying the backup' },
  'backup-no-room': {
    zh: '磁盘空间不够做备份：需要约 {needed}，剩 {free}，还要保留 {reserve}。',
    en: 'There is no room for a backup: it needs about {needed}, {free} are free and {reserve} must stay.',
    remedy: {
      zh: '在 {path} 所在的磁盘上腾出空间，或少保留几份备份；每小时自动重试。',
      en: 'Free some room on the disk of {path}, or keep fewer backups; it is tried again each hour.',
    },
  },
  'backup-not-scheduled': {
    zh: '没有安排自动备份。',
    en: 'No backup is scheduled.',
    remedy: { zh: '在后台任务页安排每日备份。', en: 'Schedule one on the page Background work.' },
  },
  'backup-target-exists': {
    zh: '{path} 已经存在，备份不会覆盖任何东西。',
    en: '{path} exists already; a backup overwrites nothing.',
    remedy: { zh: '换一个名字，或先移走旧的备份。', en: 'Choose another name or move the old one away.' },
  },
  'backup-path-not-allowed': {
    zh: '从控制台或接口只能给备份起名字，不能指定任意路径。',
    en: 'The console and the API may name a backup but not choose a path.',
    remedy: {
      zh: '只写名字（备份放在数据文件夹的 backups/ 里），或在服务器上运行 rekindle backup --out 路径。',
      en: 'Give a name only (backups lie in backups/ of the data folder), or run rekindle backup --out PATH on the server.',
    },
  },
  'backup-not-found': {
    zh: '{path} 不是备份：里面没有 {file}。',
    en: '{path} is no backup: it holds no {file}.',
    remedy: {
      zh: '指定 backup --out 生成的那个文件夹；名字以 .part 结尾的是没有完成的备份。',
      en: 'Name the folder that backup --out made; one whose name ends in .part was never finished.',
    },
  },
  'backup-newer': {
    zh: '这份备份由更新的版本（{found}）写成，本程序读不了。',
    en: 'This backup was written by a newer version ({found}) and cannot be read by this one.',
    remedy: {
      zh: '用 {found} 或更新的版本恢复；什么都没有写入。',
      en: 'Restore it with {found} or later; nothing was written.',
    },
  },
  'backup-damaged': {
    zh: '备份已损坏：{file} 与写入时不一致。',
    en: 'The backup is damaged: {file} is not what was written.',
    remedy: {
      zh: '从另一份拷贝恢复；用 rsync --checksum 重新传输这份备份也许能修好。',
      en: 'Restore from another copy; sending this one again with rsync --checksum may mend it.',
    },
  },
  'passphrase-missing': {
    zh: '没有给出口令；密钥只能用口令封装后离开这台机器。',
    en: 'No passphrase was given; keys leave this machine only wrapped by one.',
    remedy: {
      zh: '用 --passphrase-file 文件、--passphrase-stdin 或环境变量 REKINDLE_BACKUP_PASSPHRASE 给出口令，并另行妥善保存。',
      en: 'Give one with --passphrase-file FILE, --passphrase-stdin or REKINDLE_BACKUP_PASSPHRASE, and keep it elsewhere.',
    },
  },
  'passphrase-short': {
    zh: '口令太短，至少要 {shortest} 个字符。',
    en: 'The passphrase is too short; it takes at least {shortest} characters.',
    remedy: { zh: '用几个不相干的词组成口令。', en: 'Use several unrelated words.' },
  },
  'passphrase-wrong': {
    zh: '口令不对，或封装的密钥已损坏。',
    en: 'The passphrase is wrong, or the wrapped keys are damaged.',
    remedy: {
      zh: '找到做这份备份时用的口令；没有它，联系方式无法读出。什么都没有写入。',
      en: 'Find the passphrase this backup was made with; without it contact data cannot be read. Nothing was written.',
    },
  },
  'restore-target-not-empty': {
    zh: '{path} 里已经有东西，恢复只写入空文件夹或空数据库。',
    en: '{path} holds something already; a restore writes only into an empty folder and an empty database.',
    remedy: {
      zh: '用 --data 指定一个空的或还不存在的文件夹；什么都没有改动。',
      en: 'Name an empty or absent folder with --data; nothing was changed.',
    },
  },
  'restore-unfinished': {
    zh: '{path} 里的恢复没有做完，不能打开。',
    en: 'A restore into {path} was not finished; it cannot be opened.',
    remedy: {
      zh: '对同一个文件夹再运行一次 rekindle restore，会从头做起；或删掉这个文件夹。',
      en: 'Run rekindle restore into the same folder again, it starts over; or remove the folder.',
    },
  },
  'facts-backup-needs-embedded': {
    zh: '分析数据在 ClickHouse 服务器上时，本程序不做备份。',
    en: 'With the facts on a ClickHouse server this program makes no backups.',
    remedy: {
      zh: '请用 ClickHouse 自己的 BACKUP 命令与 PostgreSQL 的工具；先备份 PostgreSQL。',
      en: 'Use BACKUP of ClickHouse and the tools of PostgreSQL; back PostgreSQL up first.',
    },
  },
  'facts-restore-failed': {
    zh: '分析数据没能从 {path} 恢复。',
    en: 'The facts could not be restored from {path}.',
    remedy: {
      zh: '看磁盘是否够用，然后再试；若再失败，请从另一份备份恢复。',
      en: 'Look whether the disk has room and try again; if it fails again, restore from another backup.',
    },
  },
  'help-backup': {
    zh: '在运行中备份两个数据库与密钥',
    en: 'back up both stores and the keys while running',
  },
  'help-backup-out': { zh: '要建立的文件夹，不能已存在', en: 'folder to make; it must not exist' },
  'help-jobs': {
    zh: '后台任务：list、show、cancel、resume、schedules',
    en: 'background work: list, show, cancel, resume, schedules',
  },
  'help-jobs-list': { zh: '列出任务，最新的在前', en: 'list the work, newest first' },
  'help-jobs-state': {
    zh: '只列这一状态：queued、running、done、failed、canceled',
    en: 'only those queued, running, done, failed or canceled',
  },
  'help-jobs-kind': { zh: '只列这一类，如 import', en: 'only this kind, such as import' },
  'help-jobs-show': { zh: '一个任务的进度、结果与错误', en: 'progress, result and error of one' },
  'help-jobs-cancel': { zh: '请任务停下', en: 'ask one to stop' },
  'help-jobs-resume': {
    zh: '让失败或已取消的任务继续或重试',
    en: 'go on with or retry one that failed or was canceled',
  },
  'help-jobs-schedules': {
    zh: '服务器定时做的事：上次、上次成功、下次',
    en: 'what the server does by itself: last run, last success, next run',
  },
  'cli-jobs-none': { zh: '没有这样的任务（0 个）。', en: 'No such work.' },
  'cli-schedule': {
    zh: '{name}  每 {every} 秒  上次 {last}  上次成功 {success}  下次 {next}',
    en: '{name}  every {every} s  last {last}  last success {success}  next {next}',
  },
  'help-settings': { zh: '组织的设置：show、set', en: "the organisation's settings: show, set" },
  'help-settings-show': { zh: '显示设置', en: 'show them' },
  'help-settings-set': {
    zh: '更改设置，如 sessionIdleMinutes=15 approvalExportPeople=200',
    en: 'change them, such as sessionIdleMinutes=15 approvalExportPeople=200',
  },
  'help-retention': { zh: '数据保留期限：show、set、purge', en: 'how long data is kept: show, set, purge' },
  'help-retention-show': {
    zh: '显示期限（天）与每次清理的报告',
    en: 'show the days and the report of each purge',
  },
  'help-retention-set': {
    zh: '更改期限，如 quarantineDays=30',
    en: 'change them, such as quarantineDays=30',
  },
  'help-retention-purge': { zh: '立即清理到期的数据', en: 'purge what is due now' },
  'cli-purge': { zh: '清理 {at}：{rows} 行', en: 'Purge of {at}: {rows} rows' },
  'help-backups': {
    zh: '自动备份：list、schedule、stop',
    en: 'backups by themselves: list, schedule, stop',
  },
  'help-backups-list': { zh: '列出备份与安排', en: 'list the backups and the schedule' },
  'help-backups-schedule': {
    zh: '每天定时备份；旧的在新的核对之后才删除',
    en: 'make one each day; an older one goes when a newer one was verified',
  },
  'help-backups-at': { zh: '时间 HH:MM（组织的时区）', en: "time HH:MM, in the organisation's zone" },
  'help-backups-keep': { zh: '保留几份（1 到 90）', en: 'how many to keep (1 to 90)' },
  'help-backups-same': { zh: '沿用原来的口令', en: 'keep the passphrase it has' },
  'help-backups-stop': { zh: '不再自动备份；已有的保留', en: 'make no more by itself; those made stay' },
  'cli-backups-scheduled': {
    zh: '每天 {at} 备份，保留 {keep} 份；下一次 {nextAt}，最近核对过的一份 {lastVerifiedAt}。',
    en: 'A backup each day at {at}, {keep} kept; the next {nextAt}, the newest verified {lastVerifiedAt}.',
  },
  'cli-backups-unscheduled': { zh: '没有安排自动备份。', en: 'No backup is scheduled.' },
  'cli-backups-failing': {
    zh: '已连续失败 {failures} 次：{error}',
    en: 'It has failed {failures} times: {error}',
  },
  'help-restore': {
    zh: '把备份恢复到空文件夹',
    en: 'restore a backup into an empty folder',
  },
  'help-restore-erasures': {
    zh: '原系统的 audit/erasures.jsonl；其中的人会再次被删除',
    en: 'audit/erasures.jsonl of the replaced system; whom it lists is erased again',
  },
  'help-passphrase-file': {
    zh: '口令所在的文件（第一行）',
    en: 'file whose first line is the passphrase',
  },
  'help-passphrase-stdin': { zh: '从标准输入读口令', en: 'read the passphrase from standard input' },
  'cli-restore-verify': { zh: '核对备份的每个文件…', en: 'checking every file of the backup …' },
  'cli-restore-facts': { zh: '恢复分析数据…', en: 'restoring the facts …' },
  'cli-restore-state': { zh: '恢复业务数据…', en: 'restoring state …' },
  'cli-restore-open': { zh: '打开并核对行数…', en: 'opening and counting rows …' },
  'cli-campaigns-held': {
    zh: '{count} 个正在发送的活动已暂停：原来的系统在备份之后可能又发过。核对后在控制台继续。',
    en: '{count} campaigns that were sending are paused: the original may have sent since the backup. Look, then resume them.',
  },
};
