/** The menu in the order of the loop, and the letter that goes to each page after `g`. */
export interface NavItem {
  /** The page's name in the shell's texts. */
  readonly page: string;
  readonly to: string;
  readonly letter: string;
}
export interface NavGroup {
  /** The stage's name in the shell's texts; null for pages above the loop. */
  readonly stage: string | null;
  readonly items: readonly NavItem[];
}

export const navigation: readonly NavGroup[] = [
  { stage: null, items: [{ page: 'home', to: '/', letter: 'h' }] },
  {
    stage: 'collect',
    items: [
      { page: 'imports', to: '/collect/imports', letter: 'i' },
      { page: 'salesDefinition', to: '/collect/sales-definition', letter: 'd' },
    ],
  },
  {
    stage: 'understand',
    items: [
      { page: 'review', to: '/understand/review', letter: 'v' },
      { page: 'customers', to: '/understand/customers', letter: 'c' },
    ],
  },
  {
    stage: 'decide',
    items: [
      { page: 'opportunities', to: '/decide/opportunities', letter: 'o' },
      { page: 'segments', to: '/decide/segments', letter: 's' },
    ],
  },
  {
    stage: 'act',
    items: [
      { page: 'campaigns', to: '/act/campaigns', letter: 'a' },
      { page: 'calendar', to: '/act/calendar', letter: 'k' },
      { page: 'sandbox', to: '/act/sandbox', letter: 'm' },
    ],
  },
  { stage: 'measure', items: [{ page: 'results', to: '/measure/results', letter: 'r' }] },
  {
    stage: 'learn',
    items: [
      { page: 'retrospectives', to: '/learn/retrospectives', letter: 'p' },
      { page: 'knowledge', to: '/learn/knowledge', letter: 'l' },
    ],
  },
  {
    stage: 'system',
    items: [
      { page: 'jobs', to: '/jobs', letter: 'j' },
      { page: 'settings', to: '/settings', letter: 't' },
    ],
  },
];
