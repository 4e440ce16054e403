/** The menu in the order of the loop, and the letter that goes to each page after `g`. */
import type { Permission } from '../../../src/records/permission.ts';

export interface NavItem {
  /** The page's name in the shell's texts. */
  readonly page: string;
  readonly to: string;
  readonly letter: string;
  /** Who may open it; others do not see it. */
  readonly needs: Permission;
}
export interface NavGroup {
  /** The stage's name in the shell's texts; null for pages above the loop. */
  readonly stage: string | null;
  readonly items: readonly NavItem[];
}

/** Addresses below a page that ask for more than the page itself. */
export const addressNeeds: readonly { readonly path: string; readonly needs: Permission }[] = [
  { path: '/collect/imports/new', needs: 'import.change' },
  { path: '/collect/imports/pulls/new', needs: 'pull.change' },
  { path: '/collect/imports/pulls/:id/edit', needs: 'pull.change' },
  { path: '/collect/imports/pulls/:id', needs: 'pull.read' },
  { path: '/decide/segments/new', needs: 'segment.change' },
  { path: '/decide/segments/:name/edit', needs: 'segment.change' },
  { path: '/act/campaigns/new', needs: 'campaign.change' },
  { path: '/act/campaigns/:name/edit', needs: 'campaign.change' },
];

export const navigation: readonly NavGroup[] = [
  { stage: null, items: [{ page: 'home', needs: 'home.read', to: '/', letter: 'h' }] },
  {
    stage: 'collect',
    items: [
      { page: 'imports', needs: 'import.read', to: '/collect/imports', letter: 'i' },
      { page: 'quality', needs: 'quality.read', to: '/collect/quality', letter: 'q' },
      { page: 'tracking', needs: 'event.read', to: '/collect/tracking', letter: 'f' },
      { page: 'identity', needs: 'identity.read', to: '/collect/identity', letter: 'x' },
      { page: 'salesDefinition', needs: 'definition.read', to: '/collect/sales-definition', letter: 'd' },
    ],
  },
  {
    stage: 'understand',
    items: [
      { page: 'review', needs: 'review.read', to: '/understand/review', letter: 'v' },
      { page: 'customers', needs: 'customer.read', to: '/understand/customers', letter: 'c' },
      { page: 'products', needs: 'review.read', to: '/understand/products', letter: 'e' },
      { page: 'channelReview', needs: 'review.read', to: '/understand/channels', letter: 'w' },
    ],
  },
  {
    stage: 'decide',
    items: [
      { page: 'opportunities', needs: 'opportunity.read', to: '/decide/opportunities', letter: 'o' },
      { page: 'segments', needs: 'segment.read', to: '/decide/segments', letter: 's' },
    ],
  },
  {
    stage: 'act',
    items: [
      { page: 'campaigns', needs: 'campaign.read', to: '/act/campaigns', letter: 'a' },
      { page: 'calendar', needs: 'calendar.read', to: '/act/calendar', letter: 'k' },
      { page: 'sandbox', needs: 'sandbox.read', to: '/act/sandbox', letter: 'm' },
    ],
  },
  {
    stage: 'measure',
    items: [{ page: 'results', needs: 'result.read', to: '/measure/results', letter: 'r' }],
  },
  {
    stage: 'learn',
    items: [
      { page: 'retrospectives', needs: 'lesson.read', to: '/learn/retrospectives', letter: 'p' },
      { page: 'knowledge', needs: 'lesson.read', to: '/learn/knowledge', letter: 'l' },
    ],
  },
  {
    stage: 'system',
    items: [
      { page: 'privacy', needs: 'privacy.read', to: '/privacy', letter: 'n' },
      { page: 'audit', needs: 'audit.read', to: '/audit', letter: 'u' },
      { page: 'jobs', needs: 'job.read', to: '/jobs', letter: 'j' },
      { page: 'health', needs: 'health.read', to: '/health', letter: 'b' },
      { page: 'settings', needs: 'settings.read', to: '/settings', letter: 't' },
    ],
  },
];
