/** Words of an incident that the console needs without its schemas. */

export const incidentModes = ['drill', 'real'] as const;

/** In the order of the checklist. */
export const incidentSteps = [
  'found',
  'people',
  'sending-stopped',
  'notice-drafted',
  'authority-told',
  'people-told',
  'closed',
] as const;
export type IncidentStepName = (typeof incidentSteps)[number];

/** What may have got out about a person. `masked`: names and contacts as lists show them; `figures`: tier, stage, R, F, M. */
export const dataKinds = [
  'name',
  'phone',
  'email',
  'number',
  'orders',
  'consents',
  'figures',
  'masked',
] as const;
export type DataKind = (typeof dataKinds)[number];

export const noticeRecipients = ['authority', 'people'] as const;
export type NoticeRecipient = (typeof noticeRecipients)[number];
export const noticeLocales = ['zh-CN', 'en'] as const;
export const sourceKinds = ['file', 'key', 'account', 'import', 'span', 'customers'] as const;
