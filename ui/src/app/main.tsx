// Start of the browser part: providers around the router.
import '@mantine/core/styles.css';
import './global.css';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from '../api/client';
import { directionOf, LocaleContext } from '../i18n';
import { useLocale } from '../i18n/locale';
import { ActProvider } from '../kit/act';
import { CommandProvider } from '../kit/commands';
import { LiveContext, LiveStore } from '../kit/live';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';
import { cssVariables, theme } from './theme';

const nonce = () => {
  const value = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return value === '' || value === '__CSP_NONCE__' ? '' : value;
};

function Localised({ children }: { children: ReactNode }) {
  const locale = useLocale();
  return (
    <LocaleContext value={locale}>
      <DirectionProvider key={directionOf(locale)} initialDirection={directionOf(locale)} detectDirection={false}>
        {children}
      </DirectionProvider>
    </LocaleContext>
  );
}

function App() {
  const client = useMemo(makeQueryClient, []);
  const live = useMemo(() => new LiveStore(), []);
  const router = useMemo(() => makeRouter(client, live), [client, live]);
  useEffect(() => {
    whenSignedOut(() => {
      const here = router.state.location;
      if (here.pathname === '/signin' || here.pathname === '/join') return;
      void router.navigate({ to: '/signin', search: { to: here.href } });
    });
  }, [router]);
  return (
    <Localised>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={nonce}
      >
        <QueryClientProvider client={client}>
          <LiveContext value={live}>
            <CommandProvider>
              <ActProvider>
                <RouterProvider router={router} />
              </ActProvider>
            </CommandProvider>
          </LiveContext>
        </QueryClientProvider>
      </MantineProvider>
    </Localised>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
