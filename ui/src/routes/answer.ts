// Answers to customers, and how well the loop closes.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

export const answerRoutes = (app: AnyRoute) => [
  createRoute({
    getParentRoute: () => app,
    path: '/answers/tell',
    component: lazyRouteComponent(() => import('../features/answers/TellPage'), 'TellPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/answers',
    component: lazyRouteComponent(() => import('../features/answers/AnswersPage'), 'AnswersPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/answers/$id',
    component: lazyRouteComponent(() => import('../features/answers/AnswerPage'), 'AnswerPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/outbox',
    component: lazyRouteComponent(() => import('../features/answers/OutboxPage'), 'OutboxPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/health',
    component: lazyRouteComponent(() => import('../features/health/HealthPage'), 'HealthPage'),
  }),
];
