/** Texts of what the HTTP server refuses before any stage sees it; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const httpTexts: CataloguePart = {
  'request-unreadable': {
    zh: '请求不是合法的 HTTP。',
    en: 'The request is not valid HTTP.',
    remedy: {
      zh: '请检查请求行、请求头与正文长度；地址中的 % 须成对编码。',
      en: 'Check the request line, the headers and the stated length; a % in an address must be encoded.',
    },
  },
  'expectation-unknown': {
    zh: 'Expect 请求头的值不支持。',
    en: 'The value of the Expect header is not supported.',
    remedy: { zh: '请去掉该请求头，或使用 100-continue。', en: 'Leave the header out or send 100-continue.' },
  },
  'text-not-allowed': {
    zh: '“{path}” 含有空字符或不完整的字符。',
    en: '"{path}" holds a NUL or half a character.',
    remedy: { zh: '请去掉这些字符后重试。', en: 'Remove such characters and try again.' },
  },
  'body-too-deep': {
    zh: '请求内容嵌套过深。',
    en: 'The request body is nested too deeply.',
    remedy: { zh: '请减少嵌套层数（最多 {expected} 层）。', en: 'Nest at most {expected} levels.' },
  },
  'state-server-ended': {
    zh: 'PostgreSQL 意外终止，服务随之停止。',
    en: 'PostgreSQL ended unexpectedly, and the server with it.',
    remedy: {
      zh: '请重新启动；已提交的数据会自动恢复。原因见数据目录下 state/postgres.log。',
      en: 'Start it again; what was committed is recovered. state/postgres.log in the data folder says why.',
    },
  },
  'upload-broken': {
    zh: '上传内容不完整或格式不对。',
    en: 'The upload is incomplete or malformed.',
    remedy: {
      zh: '请以 multipart/form-data 完整地重新上传。',
      en: 'Upload it again in full as multipart/form-data.',
    },
  },
};
