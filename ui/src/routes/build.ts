// Roadmap and releases.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const buildRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/roadmap',
    component: lazyRouteComponent(() => import('../features/roadmap/RoadmapPage'), 'RoadmapPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/roadmap-items/$id',
    component: lazyRouteComponent(() => import('../features/roadmap/RoadmapItemPage'), 'RoadmapItemPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/releases',
    component: lazyRouteComponent(() => import('../features/releases/ReleasesPage'), 'ReleasesPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/releases/$id',
    component: lazyRouteComponent(() => import('../features/releases/ReleasePage'), 'ReleasePage'),
  }),
];
