/** One address, one page; every page but the home page comes in its own chunk. */
import { createBrowserRouter, type RouteObject } from 'react-router';
import { HomePage } from '../pages/home/home-page.tsx';
import { Gate } from './gate.tsx';
import { loadPageTexts } from './i18n.ts';
import { BrokenPage, MissingPage, WaitingPage } from './missing-page.tsx';

type Load = () => Promise<{ Component: React.ComponentType }>;
const page = (path: string, load: Load): RouteObject => ({
  path,
  lazy: async () => {
    const [module] = await Promise.all([load(), loadPageTexts()]);
    return module;
  },
});

const pages: RouteObject[] = [
  { index: true, Component: HomePage },
  page('collect/imports', () => import('../pages/collect/imports-page.tsx')),
  page('collect/imports/new', () => import('../pages/collect/new-import-page.tsx')),
  page('collect/imports/:id', () => import('../pages/collect/import-page.tsx')),
  page('collect/imports/pulls/new', () => import('../pages/collect/pull-edit-page.tsx')),
  page('collect/imports/pulls/:id', () => import('../pages/collect/pull-page.tsx')),
  page('collect/imports/pulls/:id/edit', () => import('../pages/collect/pull-edit-page.tsx')),
  page('collect/quality', () => import('../pages/collect/quality-page.tsx')),
  page('collect/tracking', () => import('../pages/collect/tracking-page.tsx')),
  page('collect/identity', () => import('../pages/collect/identity-page.tsx')),
  page('collect/sales-definition', () => import('../pages/collect/sales-definition-page.tsx')),
  page('understand/review', () => import('../pages/understand/review-page.tsx')),
  page('understand/review/value', () => import('../pages/understand/value-page.tsx')),
  page('understand/review/behaviour', () => import('../pages/understand/behaviour-page.tsx')),
  page('understand/review/movement', () => import('../pages/understand/movement-page.tsx')),
  page('understand/review/stages', () => import('../pages/understand/stage-backtest-page.tsx')),
  page('understand/customers', () => import('../pages/understand/customers-page.tsx')),
  page('understand/channels', () => import('../pages/understand/channels-page.tsx')),
  page('understand/products', () => import('../pages/understand/products-page.tsx')),
  page('understand/customers/:id', () => import('../pages/understand/customer-page.tsx')),
  page('decide/opportunities', () => import('../pages/decide/opportunities-page.tsx')),
  page('decide/opportunities/:id', () => import('../pages/decide/opportunity-page.tsx')),
  page('decide/segments', () => import('../pages/decide/segments-page.tsx')),
  page('decide/segments/new', () => import('../pages/decide/segment-edit-page.tsx')),
  page('decide/segments/:name', () => import('../pages/decide/segment-page.tsx')),
  page('decide/segments/:name/edit', () => import('../pages/decide/segment-edit-page.tsx')),
  page('act/campaigns', () => import('../pages/act/campaigns-page.tsx')),
  page('act/campaigns/new', () => import('../pages/act/campaign-edit-page.tsx')),
  page('act/campaigns/:name', () => import('../pages/act/campaign-page.tsx')),
  page('act/campaigns/:name/edit', () => import('../pages/act/campaign-edit-page.tsx')),
  page('act/calendar', () => import('../pages/act/calendar-page.tsx')),
  page('act/sandbox', () => import('../pages/act/sandbox-page.tsx')),
  page('measure/results', () => import('../pages/measure/results-page.tsx')),
  page('measure/results/:name', () => import('../pages/measure/result-page.tsx')),
  page('learn/retrospectives', () => import('../pages/learn/retrospectives-page.tsx')),
  page('learn/retrospectives/:campaign', () => import('../pages/learn/retrospective-page.tsx')),
  page('learn/knowledge', () => import('../pages/learn/knowledge-page.tsx')),
  page('privacy', () => import('../pages/privacy/privacy-page.tsx')),
  page('privacy/incidents/new', () => import('../pages/privacy/new-incident-page.tsx')),
  page('privacy/incidents/:id', () => import('../pages/privacy/incident-page.tsx')),
  page('audit', () => import('../pages/privacy/audit-page.tsx')),
  page('jobs', () => import('../pages/jobs/jobs-page.tsx')),
  page('health', () => import('../pages/health/health-page.tsx')),
  page('settings', () => import('../pages/settings/settings-page.tsx')),
  { path: '*', Component: MissingPage },
];

const routes: RouteObject[] = [
  {
    path: '/join',
    ErrorBoundary: BrokenPage,
    HydrateFallback: WaitingPage,
    lazy: () => import('../pages/login/join-page.tsx'),
  },
  {
    path: '/',
    Component: Gate,
    ErrorBoundary: BrokenPage,
    HydrateFallback: WaitingPage,
    children: [{ ErrorBoundary: BrokenPage, children: pages }],
  },
];

export const makeRouter = () => createBrowserRouter(routes);
