// All addresses. They live behind `#`, so that the program needs no fallback page and runs under any sub-path.
import type { QueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { isStatus } from '../api/errors';
import { meQuery } from '../api/session';
import { useT } from '../i18n';
import type { LiveStore } from '../kit/live';
import { Page } from '../kit/Page';
import { Empty, Failed, Loading } from '../kit/States';
import { checkView, parseSearch, stringifySearch } from '../kit/useView';
import { answerRoutes } from '../routes/answer';
import { buildRoutes } from '../routes/build';
import { decideRoutes } from '../routes/decide';
import { doorRoutes } from '../routes/door';
import { listenRoutes } from '../routes/listen';
import { objectRoutes } from '../routes/objects';
import { settingsRoutes } from '../routes/settings';
import { understandRoutes } from '../routes/understand';
import { startLive } from './live';
import { Shell } from './Shell';

function Lost() {
  const t = useT();
  return (
    <Page title={t('error.notHere')}>
      <Empty title={t('error.notHere')} why={t('error.noPage')} />
    </Page>
  );
}

export function makeRouter(client: QueryClient, live: LiveStore) {
  const root = createRootRoute({ validateSearch: checkView, component: Outlet, notFoundComponent: Lost });

  function Signed() {
    const { data: me } = useQuery(meQuery);
    const workspace = me?.workspace.id;
    useEffect(() => (workspace ? startLive(client, live) : undefined), [workspace]);
    return me ? <Shell me={me} /> : <Loading />;
  }

  const app = createRoute({
    getParentRoute: () => root,
    id: 'app',
    beforeLoad: async ({ location }) => {
      const me = await client.ensureQueryData(meQuery).catch((error: unknown) => {
        if (isStatus(error, 401)) throw redirect({ to: '/signin', search: { to: location.href } });
        throw error;
      });
      if (!me.product && !me.workspaces.some((w) => w.id === me.workspace.id && w.is_sample))
        throw redirect({ to: '/start' });
    },
    component: Signed,
    notFoundComponent: Lost,
    pendingComponent: Loading,
    errorComponent: ({ error, reset }) => <Failed error={error} retry={reset} />,
  });
  const index = createRoute({
    getParentRoute: () => app,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/today' });
    },
  });
  const tree = root.addChildren([
    ...doorRoutes(root),
    app.addChildren([
      index,
      ...listenRoutes(app),
      ...understandRoutes(app),
      ...decideRoutes(app),
      ...buildRoutes(app),
      ...answerRoutes(app),
      ...settingsRoutes(app),
      ...objectRoutes(app),
    ]),
  ]);
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPendingMs: 150,
  });
}
