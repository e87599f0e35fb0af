// Today, inbox, evidence, search, people, imports.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const listenRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/today',
    component: lazyRouteComponent(() => import('../features/today/TodayPage'), 'TodayPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/inbox',
    component: lazyRouteComponent(() => import('../features/inbox/InboxPage'), 'InboxPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/capture',
    component: lazyRouteComponent(() => import('../features/inbox/CapturePage'), 'CapturePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/search',
    component: lazyRouteComponent(() => import('../features/search/SearchPage'), 'SearchPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/evidence',
    component: lazyRouteComponent(() => import('../features/evidence/EvidenceList'), 'EvidenceList'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/evidence/$id',
    component: lazyRouteComponent(() => import('../features/evidence/EvidencePage'), 'EvidencePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/accounts/$id',
    component: lazyRouteComponent(() => import('../features/people/AccountPage'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/contacts/$id',
    component: lazyRouteComponent(() => import('../features/people/ContactPage'), 'ContactPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/imports',
    component: lazyRouteComponent(() => import('../features/imports/ImportsPage'), 'ImportsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/imports/new',
    component: lazyRouteComponent(() => import('../features/imports/ImportWizard'), 'ImportWizard'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/imports/$id',
    component: lazyRouteComponent(() => import('../features/imports/ImportPage'), 'ImportPage'),
  }),
];
