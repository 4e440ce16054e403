/** Texts of pulls from databases: what a source or a pull may not be, and how a run can fail; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const pullTexts: CataloguePart = {
  'pull-source-unknown': {
    zh: '没有这个数据库来源。',
    en: 'There is no such database source.',
    remedy: { zh: '请查看来源列表。', en: 'Look at the list of sources.' },
  },
  'pull-source-name-taken': {
    zh: '已有名为“{received}”的数据库来源。',
    en: 'There is a database source called "{received}" already.',
    remedy: { zh: '请换一个名称。', en: 'Choose another name.' },
  },
  'pull-source-used': {
    zh: '还有 {count} 个拉取在用这个来源。',
    en: '{count} pulls still use this source.',
    remedy: {
      zh: '请先删除这些拉取；它们带来的数据会保留。',
      en: 'Remove those pulls first; what they brought stays.',
    },
  },
  'pull-password-needed': {
    zh: '来源换了地址或放宽了加密，保存的密码不会发给新的地址。',
    en: 'The source lies elsewhere now, or is believed more easily; the kept password is not sent there.',
    remedy: { zh: '请连同密码一起修改。', en: 'Say the password together with the change.' },
  },
  'pull-unknown': {
    zh: '没有这个拉取。',
    en: 'There is no such pull.',
    remedy: { zh: '请查看拉取列表。', en: 'Look at the list of pulls.' },
  },
  'pull-name-taken': {
    zh: '已有名为“{received}”的拉取。',
    en: 'There is a pull called "{received}" already.',
    remedy: { zh: '请换一个名称。', en: 'Choose another name.' },
  },
  'pull-table-or-statement': {
    zh: '请只给出表名或一条 SELECT，二者选一。',
    en: 'Say either a table or one SELECT, not both and not neither.',
    remedy: {
      zh: '简单的表写表名；需要连接或换算时写 SELECT。',
      en: 'A plain table by its name; a SELECT to join or convert.',
    },
  },
  'pull-statement-refused': {
    zh: '这不是一条单独的 SELECT。',
    en: 'This is not one plain SELECT.',
    remedy: {
      zh: '以 SELECT 或 WITH 开头，不含分号、注释、反斜杠和美元引号，括号与引号成对；更复杂的请在数据库里建视图。',
      en: 'Begin with SELECT or WITH, without semicolons, comments, backslashes and dollar quotes, brackets and quotes in pairs; for more make a view in the database.',
    },
  },
  'pull-host-unknown': {
    zh: '查不到主机“{host}”。',
    en: 'The host "{host}" is not known.',
    remedy: { zh: '请检查拼写和本服务器的 DNS。', en: 'Check the spelling and this server’s DNS.' },
  },
  'pull-address-refused': {
    zh: '“{host}”的地址不允许连接。',
    en: 'The address of "{host}" may not be called.',
    remedy: {
      zh: '本机、链路本地和保留地址不连接。确要连接时，请管理员把地址范围写入 REKINDLE_PULL_ALLOW（例如 127.0.0.1/32）后重启。',
      en: 'This machine, link-local and reserved addresses are not called. Where it is meant, the operator names the ranges in REKINDLE_PULL_ALLOW (127.0.0.1/32, say) and starts anew.',
    },
  },
  'pull-allow-invalid': {
    zh: 'REKINDLE_PULL_ALLOW 里的“{received}”不是地址范围。',
    en: '"{received}" in REKINDLE_PULL_ALLOW is no address range.',
    remedy: { zh: '写成 10.0.0.0/8,192.168.1.20 这样的形式。', en: 'Write it like 10.0.0.0/8,192.168.1.20.' },
  },
  'pull-source-unreachable': {
    zh: '连不上数据库（{code}）。',
    en: 'The database does not answer ({code}).',
    remedy: {
      zh: '请检查主机、端口、防火墙，以及数据库是否在运行。',
      en: 'Check host, port and firewall, and that the database runs.',
    },
  },
  'pull-login-refused': {
    zh: '数据库拒绝了这个账号或密码（{code}）。',
    en: 'The database refuses this account or password ({code}).',
    remedy: {
      zh: '请检查账号和密码，以及账号是否允许从这里登录。',
      en: 'Check account and password, and that the account may log in from here.',
    },
  },
  'pull-database-unknown': {
    zh: '服务器上没有这个数据库（{code}）。',
    en: 'The server has no such database ({code}).',
    remedy: { zh: '请检查数据库名。', en: 'Check the database’s name.' },
  },
  'pull-table-unknown': {
    zh: '数据库里没有这个表或视图（{code}）。',
    en: 'The database has no such table or view ({code}).',
    remedy: { zh: '请检查表名和模式名。', en: 'Check the names of table and schema.' },
  },
  'pull-column-unknown': {
    zh: '来源没有列“{column}”。',
    en: 'The source has no column "{column}".',
    remedy: {
      zh: '请用来源现有的列：大小写须一致。',
      en: 'Use a column the source has, in its own letter case.',
    },
  },
  'pull-column-wrong': {
    zh: '语句用到了不存在的列（{code}）。',
    en: 'The statement names a column that is not there ({code}).',
    remedy: { zh: '请在数据库里先运行这条 SELECT。', en: 'Run the SELECT in the database first.' },
  },
  'pull-not-permitted': {
    zh: '账号没有读取权限（{code}）。',
    en: 'The account may not read this ({code}).',
    remedy: { zh: '请授予该账号对此表的 SELECT 权限。', en: 'Grant the account SELECT on the table.' },
  },
  'pull-statement-slow': {
    zh: '数据库一分钟内没有答完一页（{code}）。',
    en: 'The database did not answer one page within a minute ({code}).',
    remedy: { zh: '请为（更新时间，键）两列建索引。', en: 'Make an index on (time of change, key).' },
  },
  'pull-statement-writes': {
    zh: '语句试图修改数据，已被拒绝（{code}）。',
    en: 'The statement tries to change data and was refused ({code}).',
    remedy: { zh: '拉取只能读取。', en: 'A pull only reads.' },
  },
  'pull-statement-wrong': {
    zh: '数据库看不懂这条语句（{code}）。',
    en: 'The database does not understand the statement ({code}).',
    remedy: { zh: '请在数据库里先运行这条 SELECT。', en: 'Run the SELECT in the database first.' },
  },
  'pull-tls-failed': {
    zh: '加密连接没有建立（{code}）。',
    en: 'No encrypted connection came about ({code}).',
    remedy: {
      zh: '服务器须支持 TLS，证书须属于所填主机名；自签证书请填写其 CA 证书。',
      en: 'The server must offer TLS with a certificate of the host as entered; for an own authority enter its certificate.',
    },
  },
  'pull-source-failed': {
    zh: '数据库报告了错误 {code}。',
    en: 'The database reports error {code}.',
    remedy: {
      zh: '请按错误码查看数据库的文档或日志。',
      en: 'Look the code up in the database’s documentation or log.',
    },
  },
  'pull-time-unfit': {
    zh: '列“{column}”不是日期时间，不能作更新时间。',
    en: 'The column "{column}" is no date and time and cannot be the time of change.',
    remedy: {
      zh: '请选 timestamp、timestamptz 或 datetime 列；没有时留空，每次整表读取。',
      en: 'Choose a timestamp, timestamptz or datetime column; where there is none leave it out, and the whole table is read each time.',
    },
  },
  'pull-time-empty': {
    zh: '列“{column}”有空值：这些行永远不会被读到。',
    en: 'The column "{column}" is empty in some rows: they would never be read.',
    remedy: {
      zh: '请在 SELECT 里补上时间，例如 coalesce(updated_at, created_at)。',
      en: 'Fill it in a SELECT, with coalesce(updated_at, created_at), say.',
    },
  },
  'pull-busy': {
    zh: '这个拉取正在运行。',
    en: 'The pull is running.',
    remedy: {
      zh: '请等它结束，或在“后台工作”里停止它。',
      en: 'Wait for its end, or stop it under long work.',
    },
  },
  'pull-changed': {
    zh: '运行期间拉取被修改或删除。',
    en: 'The pull was changed or removed while it ran.',
    remedy: {
      zh: '已收下的数据保留；下次运行从头读起。',
      en: 'What was taken stays; the next run reads from the beginning.',
    },
  },
  'pull-gone-too-many': {
    zh: '{gone} 行（共 {known} 行）在来源里找不到了：看起来是来源出了问题，没有移除。',
    en: '{gone} of {known} rows are not at the source any more: that looks like a fault of the source, so none was removed.',
    remedy: {
      zh: '请先确认来源的表是完整的；确实删除了，请带 evenIfMany（命令行 --even-if-many）再运行。',
      en: 'Make sure the table is whole; if they were really deleted, run it again with evenIfMany (--even-if-many).',
    },
  },
  'help-pull-reconcile': {
    zh: '找出来源已删除的行并移除',
    en: 'look for rows the source has deleted and take them out',
  },
  'help-pull-even-if-many': {
    zh: '即使超过五分之一也移除',
    en: 'remove them although they are more than a fifth',
  },
  'help-pull': { zh: '从数据库拉取', en: 'pull rows from databases' },
  'help-pull-list': { zh: '列出拉取及其进度', en: 'list pulls and how far they have come' },
  'help-pull-add': { zh: '用 JSON 文件新建拉取', en: 'make a pull from a JSON file' },
  'help-pull-change': { zh: '用 JSON 文件修改拉取', en: 'change a pull by a JSON file' },
  'help-pull-run': { zh: '立即拉取', en: 'pull now' },
  'help-pull-rewind': { zh: '下次从头读起', en: 'let the next run read everything again' },
  'help-pull-remove': { zh: '删除拉取；数据保留', en: 'remove a pull; what it brought stays' },
  'help-pull-source': { zh: '可拉取的数据库', en: 'databases to pull from' },
  'help-pull-source-list': { zh: '列出数据库来源', en: 'list database sources' },
  'help-pull-source-add': { zh: '用 JSON 文件新建来源', en: 'add a source from a JSON file' },
  'help-pull-source-change': { zh: '用 JSON 文件修改来源', en: 'change a source by a JSON file' },
  'help-pull-source-test': { zh: '测试连接并列出可读的表', en: 'log in and list what the account may read' },
  'help-pull-source-preview': {
    zh: '按映射预览前 100 行',
    en: 'show the first 100 rows as they would be read',
  },
  'help-pull-source-remove': { zh: '删除来源', en: 'remove a source' },
  'help-pull-password-file': { zh: '密码所在文件（第一行）', en: 'file whose first line is the password' },
  'help-pull-password-stdin': { zh: '从标准输入读取密码', en: 'read the password from standard input' },
};
