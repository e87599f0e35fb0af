// Renders the whole app at an address against typed handlers, and keeps the writes it made.
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { makeQueryClient } from '../app/queryClient';
import { makeRouter } from '../app/router';
import { ActProvider } from '../kit/act';
import { CommandProvider } from '../kit/commands';
import { LiveContext, LiveStore } from '../kit/live';
import { answer, type Call, type Handlers } from './server';

// Whole pages are rendered: looking for hidden parts would cost more than the tests themselves, and a page printed on a
// failure hides the failure.
configure({
  asyncUtilTimeout: 8000,
  defaultHidden: true,
  getElementError: (message) => new Error(message?.split('\n')[0] ?? 'not found'),
});

export function stubApi(own: Handlers): Call[] {
  const writes: Call[] = [];
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), 'http://localhost/');
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const call = {
      method: init?.method ?? 'GET',
      path: url.pathname.replace(/^\/api\/v1/, ''),
      query: url.searchParams,
      body,
    };
    if (call.method !== 'GET') writes.push(call);
    const reply = answer(call, own);
    return new Response(JSON.stringify(reply.body), {
      status: reply.status,
      headers: { 'Content-Type': 'application/json', 'X-Tx': call.method === 'GET' ? '' : 'tx_1' },
    });
  };
  return writes;
}

export function open(address: string, own: Handlers = {}) {
  cleanup();
  const writes = stubApi(own);
  window.location.hash = `#${address}`;
  const client = makeQueryClient();
  const live = new LiveStore();
  const router = makeRouter(client, live);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <LiveContext value={live}>
          <CommandProvider>
            <ActProvider>
              <RouterProvider router={router} />
            </ActProvider>
          </CommandProvider>
        </LiveContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return {
    writes,
    user: userEvent.setup(),
    path: () => router.state.location.pathname,
    search: () => router.state.location.search,
  };
}
