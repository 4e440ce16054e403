/** Texts of the app area; see catalogue.ts. */

import { accessTexts } from './catalogue-access.ts';
import { cliTexts } from './catalogue-cli.ts';
import type { CataloguePart } from './catalogue-text.ts';

export const appTexts: CataloguePart = {
  ...cliTexts,
  ...accessTexts,
  'internal-error': {
    zh: '出现了意料之外的错误（请求 {requestId}）。',
    en: 'Something unexpected went wrong (request {requestId}).',
    remedy: {
      zh: '请在服务器日志中按请求编号查看原因；如可重现，请附上编号反馈。',
      en: 'Look up the request id in the server log; report it with the id if it happens again.',
    },
  },
  'store-unreachable': {
    zh: '数据库暂时连接不上。',
    en: 'The database cannot be reached right now.',
    remedy: {
      zh: '请稍后重试；仍不行请检查服务器日志与磁盘。',
      en: 'Try again shortly; if it persists check the server log and the disk.',
    },
  },
  'field-invalid': {
    zh: '“{path}” 的值不符合要求。',
    en: 'The value of "{path}" is not valid.',
    remedy: { zh: '请按 expected 一栏的说明修改。', en: 'Change it as the expected field says.' },
  },
  'body-not-json': {
    zh: '请求内容不是合法的 JSON。',
    en: 'The request body is not valid JSON.',
    remedy: {
      zh: '请检查 JSON 语法与 Content-Type。',
      en: 'Check the JSON syntax and the Content-Type header.',
    },
  },
  'body-too-large': {
    zh: '请求内容过大。',
    en: 'The request body is too large.',
    remedy: { zh: '请改用文件上传，或分批提交。', en: 'Upload a file instead, or send it in parts.' },
  },
  'media-type-unknown': {
    zh: '不支持的内容类型。',
    en: 'This content type is not supported.',
    remedy: {
      zh: '请使用 application/json；文件请用 multipart/form-data。',
      en: 'Use application/json, or multipart/form-data for files.',
    },
  },
  'route-unknown': {
    zh: '没有这个地址：{path}。',
    en: 'There is nothing at {path}.',
    remedy: { zh: '可用的接口见 /api/openapi.json。', en: 'See /api/openapi.json for what exists.' },
  },
  'request-rejected': {
    zh: '请求被拒绝：{reason}。',
    en: 'The request was rejected: {reason}.',
  },
  'not-logged-in': {
    zh: '请先登录。',
    en: 'You are not logged in.',
    remedy: {
      zh: '请登录，或在 Authorization 头中提供 API 密钥。',
      en: 'Log in, or send an API key in the Authorization header.',
    },
  },
  'login-throttled': {
    zh: '尝试次数过多，请在 {seconds} 秒后再试。',
    en: 'Too many attempts; try again in {seconds} seconds.',
  },
  'session-ended': {
    zh: '登录已过期，请重新登录。',
    en: 'Your session has ended; log in again.',
  },
  'origin-foreign': {
    zh: '来自其他网站的请求已被拒绝。',
    en: 'A request from another site was refused.',
    remedy: { zh: '请从控制台本身操作，或使用 API 密钥。', en: 'Use the console itself, or an API key.' },
  },
  'idempotency-key-invalid': {
    zh: 'Idempotency-Key 应为 8 至 200 个可见字符。',
    en: 'An Idempotency-Key is 8 to 200 visible characters.',
  },
  'idempotency-key-reused': {
    zh: '同一个 Idempotency-Key 已用于另一项不同的请求。',
    en: 'This Idempotency-Key was used for a different request.',
    remedy: { zh: '请为新的操作换一个新的键。', en: 'Use a new key for a new operation.' },
  },
  'idempotency-in-progress': {
    zh: '同一个请求正在处理中。',
    en: 'The same request is being handled right now.',
    remedy: {
      zh: '请稍候用同一个键重试，将得到同样的结果。',
      en: 'Try again shortly with the same key; you will get its result.',
    },
  },
  'too-many-requests': {
    zh: '请求过于频繁，请稍后再试。',
    en: 'Too many requests; try again later.',
  },
  'job-unknown': { zh: '没有这个任务。', en: 'There is no such job.' },
  'job-kind-unknown': { zh: '没有“{kind}”这种任务。', en: 'There is no job of kind "{kind}".' },
  'job-not-resumable': {
    zh: '任务处于“{state}”状态，不能继续。',
    en: 'The job is {state} and cannot be resumed.',
    remedy: { zh: '只有失败或已取消的任务可以继续。', en: 'Only failed or canceled jobs can be resumed.' },
  },
  'job-interrupted': {
    zh: '执行此任务的进程已中断。',
    en: 'The process that ran this job went away.',
    remedy: {
      zh: '可在任务列表中继续执行；已完成的部分不会重复。',
      en: 'Resume it from the job list; finished parts are not repeated.',
    },
  },
  'work-canceled': { zh: '已按要求取消。', en: 'Canceled as requested.' },
  'work-stopped': {
    zh: '服务正在停止，任务将在下次启动后继续。',
    en: 'The server is stopping; the job continues after the next start.',
  },
  'cursor-invalid': {
    zh: '翻页游标无效。',
    en: 'The cursor is not valid.',
    remedy: { zh: '请从第一页重新开始。', en: 'Start again from the first page.' },
  },
  'views-full': {
    zh: '这个列表已有 {most} 个保存的视图，不能再多。',
    en: 'This list has {most} saved views already, which is the most.',
    remedy: {
      zh: '请先删除一个不用的视图，或用已有的名称覆盖。',
      en: 'Delete one you no longer use, or save under a name you have.',
    },
  },
  'settings-fixed': {
    zh: '已有导入数据，{path} 不能再改。',
    en: 'Data has been imported, so {path} can no longer be changed.',
    remedy: { zh: '如需更改，请用新的数据目录重新导入。', en: 'Import into a new data folder to change it.' },
  },
  'money-not-decimal': {
    zh: '金额不是十进制数。',
    en: 'The amount is not a decimal number.',
    remedy: { zh: '写成 12.34 的形式。', en: 'Write it as 12.34.' },
  },
  'email-invalid': {
    zh: '邮箱格式不正确。',
    en: 'This is not an e-mail address.',
    remedy: { zh: '例如 name@example.com。', en: 'For example name@example.com.' },
  },
  'port-taken': {
    zh: '端口 {port} 已被占用。',
    en: 'Port {port} is already in use.',
    remedy: {
      zh: '请用 --port 或 REKINDLE_PORT 换一个端口，或停止占用它的程序。',
      en: 'Choose another with --port or REKINDLE_PORT, or stop the program that holds it.',
    },
  },
  'host-refused': {
    zh: '无法在地址 {host} 上监听（{reason}）。',
    en: 'Cannot listen at {host} ({reason}).',
    remedy: {
      zh: '请检查地址与权限；1024 以下的端口需要特权。',
      en: 'Check the address and your rights; ports below 1024 need privileges.',
    },
  },
  'role-needs-servers': {
    zh: '内嵌数据库只有一个进程可用，不能使用角色“{received}”。',
    en: 'Embedded databases belong to one process, so the role "{received}" cannot be used.',
    remedy: {
      zh: '请使用 --role all，或用 DATABASE_URL 和 CLICKHOUSE_URL 连接服务器。',
      en: 'Use --role all, or connect servers by DATABASE_URL and CLICKHOUSE_URL.',
    },
  },
  'smtp-url-invalid': {
    zh: 'REKINDLE_SMTP_URL 的格式不正确。',
    en: 'REKINDLE_SMTP_URL is not valid.',
    remedy: { zh: '格式为 smtps://用户:密码@主机:465。', en: 'Write it as smtps://user:password@host:465.' },
  },
  'port-invalid': {
    zh: '端口“{received}”无效。',
    en: 'Port "{received}" is not valid.',
    remedy: { zh: '请给出 0 到 65535 的整数。', en: 'Give a whole number from 0 to 65535.' },
  },
  'usage-wrong': {
    zh: '用法不正确：{reason}。',
    en: 'Wrong usage: {reason}.',
    remedy: { zh: '运行 rekindle --help 查看用法。', en: 'Run rekindle --help to see how it is used.' },
  },
  'verb-not-built': {
    zh: '“{verb}”尚未提供。',
    en: '"{verb}" is not built yet.',
    remedy: { zh: '运行 rekindle --help 查看已有的命令。', en: 'Run rekindle --help to see what there is.' },
  },
  'file-unreadable': {
    zh: '无法读取文件“{received}”。',
    en: 'The file "{received}" cannot be read.',
    remedy: { zh: '请检查路径与读取权限。', en: 'Check the path and that you may read it.' },
  },
  'file-is-folder': {
    zh: '“{received}”是文件夹，不是文件。',
    en: '"{received}" is a folder, not a file.',
    remedy: { zh: '请给出其中某个文件的路径。', en: 'Give the path of a file in it.' },
  },
  'file-not-json': {
    zh: '文件“{received}”不是合法的 JSON。',
    en: 'The file "{received}" is not valid JSON.',
    remedy: { zh: '请检查文件内容。', en: 'Check the content of the file.' },
  },
  'server-unreachable': {
    zh: '数据目录由 {url} 的服务占用，但连接不上。',
    en: 'The data folder belongs to a server at {url}, which does not answer.',
    remedy: { zh: '请检查该进程，或停止它后重试。', en: 'Check that process, or stop it and try again.' },
  },
  'upload-unknown': {
    zh: '没有这个上传文件，或已被清理。',
    en: 'There is no such upload, or it has been cleared away.',
    remedy: { zh: '请重新上传文件。', en: 'Upload the file again.' },
  },
  'upload-cleared': {
    zh: '上传期间有一位客户的资料被删除，上传中的文件随之清除。',
    en: 'A person was erased while this file was coming in, and the file was cleared away with that.',
    remedy: { zh: '请重新上传文件。', en: 'Upload the file again.' },
  },
  'upload-missing': {
    zh: '请求中没有文件。',
    en: 'The request holds no file.',
    remedy: {
      zh: '请以 multipart/form-data 的 file 字段上传。',
      en: 'Send it as the file field of multipart/form-data.',
    },
  },
};
