// Themes and insights.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const understandRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/themes',
    component: lazyRouteComponent(() => import('../features/themes/ThemesPage'), 'ThemesPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/themes/$id',
    component: lazyRouteComponent(() => import('../features/themes/ThemePage'), 'ThemePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/insights/$id',
    component: lazyRouteComponent(() => import('../features/insights/InsightPage'), 'InsightPage'),
  }),
];
