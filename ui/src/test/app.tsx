// Renders the whole app at an address, on a stand-in server.
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, vi } from 'vitest';
import { makeRouter } from '../app/router';
import { theme } from '../app/theme';
import { LocaleContext } from '../i18n';
import { ActProvider } from '../kit/act';
import { CommandProvider, clashes, useRegistry } from '../kit/commands';
import { LiveContext, LiveStore } from '../kit/live';
import { FakeApi } from './fakeApi';

afterEach(() => {
  cleanup();
  window.location.hash = '';
  vi.unstubAllGlobals();
});

export function openApp(path: string, setUp: (api: FakeApi) => void = () => undefined) {
  const api = new FakeApi();
  setUp(api);
  vi.stubGlobal('fetch', api.fetch);
  window.location.hash = `#${path}`;
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 15_000 } } });
  const live = new LiveStore();
  const router = makeRouter(client, live);
  let listClashes: () => string[] = () => [];
  function Probe() {
    const registry = useRegistry();
    listClashes = () => clashes(registry.all());
    return null;
  }
  render(
    <LocaleContext value="en">
      <MantineProvider theme={theme} env="test">
        <QueryClientProvider client={client}>
          <LiveContext value={live}>
            <CommandProvider>
              <Probe />
              <ActProvider>
                <RouterProvider router={router} />
              </ActProvider>
            </CommandProvider>
          </LiveContext>
        </QueryClientProvider>
      </MantineProvider>
    </LocaleContext>,
  );
  return {
    api,
    live,
    user: userEvent.setup(),
    clashes: () => listClashes(),
    path: () => window.location.hash.slice(1),
  };
}
