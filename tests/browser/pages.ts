/** Every page of the demo's console and the request its content waits for. */
export interface ConsolePage {
  readonly name: string;
  readonly path: string;
  /** The request whose failure or delay leaves the page without its content. */
  readonly api: RegExp;
}

const first = 'autumn-win-back';

export const consolePages: readonly ConsolePage[] = [
  { name: 'home', path: '/', api: /\/api\/home$/ },
  { name: 'imports', path: '/collect/imports', api: /\/api\/imports\?/ },
  { name: 'databases', path: '/collect/imports?tab=databases', api: /\/api\/pulls$/ },
  { name: 'data quality', path: '/collect/quality', api: /\/api\/quality\/runs\/latest$/ },
  { name: 'own rules of data quality', path: '/collect/quality?tab=rules', api: /\/api\/quality\/rules$/ },
  { name: 'event sources', path: '/collect/tracking', api: /\/api\/events\/sources$/ },
  { name: 'inbound hooks', path: '/collect/tracking?tab=hooks', api: /\/api\/hooks$/ },
  { name: 'tracking plan', path: '/collect/tracking?tab=plan', api: /\/api\/tracking-plan$/ },
  { name: 'refused events', path: '/collect/tracking?tab=quarantine', api: /\/refused\/counts$/ },
  { name: 'pairs in doubt', path: '/collect/identity', api: /\/api\/identity\/doubts\?/ },
  {
    name: 'keys shared too widely',
    path: '/collect/identity?tab=shared',
    api: /\/api\/identity\/shared-keys\?/,
  },
  {
    name: 'kinds of identity keys',
    path: '/collect/identity?tab=settings',
    api: /\/api\/identity\/settings$/,
  },
  { name: 'sales definition', path: '/collect/sales-definition', api: /\/api\/sales-definition$/ },
  { name: 'review', path: '/understand/review', api: /\/api\/reviews\/latest$/ },
  {
    name: 'who they are and how they buy',
    path: '/understand/review/behaviour',
    api: /\/api\/reviews\/latest\/behaviour$/,
  },
  { name: 'products', path: '/understand/products', api: /\/products\/summary$/ },
  { name: 'channels', path: '/understand/channels', api: /\/api\/reviews\/latest\/channels$/ },
  {
    name: 'costs of channels',
    path: '/understand/channels?tab=desk',
    api: /\/api\/reviews\/latest\/channels$/,
  },
  { name: 'customers', path: '/understand/customers', api: /\/api\/customers\?/ },
  { name: 'opportunities', path: '/decide/opportunities', api: /\/api\/opportunities$/ },
  { name: 'segments', path: '/decide/segments', api: /\/api\/segments\?/ },
  { name: 'segment', path: '/decide/segments/overdue-september', api: /\/members\?/ },
  { name: 'campaigns', path: '/act/campaigns', api: /\/api\/campaigns\?/ },
  { name: 'campaign', path: `/act/campaigns/${first}`, api: /\/status$/ },
  { name: 'campaign audience', path: `/act/campaigns/${first}?tab=audience`, api: /\/audience\?/ },
  { name: 'calendar', path: '/act/calendar', api: /\/api\/calendar\?/ },
  { name: 'mailbox', path: '/act/sandbox', api: /\/api\/sandbox\/messages\?.*limit=50/ },
  { name: 'results', path: '/measure/results', api: /\/api\/results\?/ },
  { name: 'result', path: `/measure/results/${first}`, api: /\/result$/ },
  { name: 'retrospectives', path: '/learn/retrospectives', api: /\/api\/retrospectives\?/ },
  { name: 'retrospective', path: `/learn/retrospectives/${first}`, api: /\/api\/retrospectives\/[^?]+$/ },
  { name: 'knowledge', path: '/learn/knowledge', api: /\/api\/knowledge\?.*limit=50/ },
  { name: 'jobs', path: '/jobs', api: /\/api\/jobs\?/ },
  { name: 'health', path: '/health', api: /\/api\/health$/ },
];
