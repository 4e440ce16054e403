/** Organisation-wide settings, written at first start; the environment only seeds them. */
export type Locale = 'zh-CN' | 'en';

export interface Settings {
  readonly organisation: string;
  /** IANA zone in which days, quiet hours and reports are computed. */
  readonly zone: string;
  /** ISO 4217 code of the organisation's money. */
  readonly currency: string;
  readonly locale: Locale;
  /** Address under which customers reach `/u/`, `/t/`; null until known (then the server's own URL is used). */
  readonly publicUrl: string | null;
  /** After so many minutes without a request a log-in ends. */
  readonly sessionIdleMinutes: number;
  /** After so many hours a log-in ends in any case. */
  readonly sessionHours: number;
  /** A campaign to a larger share of all customers needs a second person. */
  readonly approvalAudienceShare: number;
  /** A contact list of more people needs a second person. */
  readonly approvalExportPeople: number;
}
