// Every resource without a hand-made page: its list and its object page, and short addresses such as /t12.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const objectRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/$path',
    component: lazyRouteComponent(() => import('../features/objects/AnyList'), 'AnyList'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/$path/$id',
    component: lazyRouteComponent(() => import('../features/objects/AnyObject'), 'AnyObject'),
  }),
];
