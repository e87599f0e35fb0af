// Opportunities and decisions.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const decideRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/opportunities',
    component: lazyRouteComponent(() => import('../features/opportunities/OpportunitiesPage'), 'OpportunitiesPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/opportunities/$id',
    component: lazyRouteComponent(() => import('../features/opportunities/OpportunityPage'), 'OpportunityPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/decisions',
    component: lazyRouteComponent(() => import('../features/decisions/DecisionsPage'), 'DecisionsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/decisions/$id',
    component: lazyRouteComponent(() => import('../features/decisions/DecisionPage'), 'DecisionPage'),
  }),
];
