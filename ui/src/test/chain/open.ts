// The whole app at an address on the small workspace of the chain; keeps the writes it made.
import { configure } from '@testing-library/react';
import { openApp } from '../app';
import { answer, type Handlers } from './server';

// Whole pages are rendered: looking for hidden parts would cost more than the tests themselves, and a page printed on a
// failure hides the failure.
configure({
  asyncUtilTimeout: 15_000,
  defaultHidden: true,
  getElementError: (message) => new Error(message?.split('\n')[0] ?? 'not found'),
});

export function open(address: string, own: Handlers = {}) {
  const app = openApp(address, (api) => {
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      api.on(method, '/.*', (call) => ({ ...answer(call, own), tx: method === 'GET' ? undefined : 'tx_1' }));
    }
  });
  return {
    ...app,
    path: () => app.path().split('?')[0] ?? '',
    search: () => Object.fromEntries(new URLSearchParams(app.path().split('?')[1])),
    writes: () => app.api.calls.filter((c) => c.method !== 'GET'),
  };
}
