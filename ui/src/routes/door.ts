// Pages for people who are not (yet) inside: sign in, join, the first question.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const doorRoutes = (root: AnyRoute) => [
  createRoute({
    getParentRoute: () => root,
    path: '/signin',
    component: lazyRouteComponent(() => import('../features/session/SignIn'), 'SignIn'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/join',
    component: lazyRouteComponent(() => import('../features/session/Join'), 'Join'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/start',
    component: lazyRouteComponent(() => import('../features/session/Start'), 'Start'),
  }),
];
