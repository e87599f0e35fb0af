// Settings: one page a topic.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const settingsRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/settings/$topic',
    component: lazyRouteComponent(() => import('../features/settings/SettingsPage'), 'SettingsPage'),
  }),
];
