// Search: hits are marked, a facet becomes a filter in the address, nothing found says what to drop.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { type FakeApi, row } from '../../test/fakeApi';

function world(api: FakeApi) {
  api.on('GET', '/search', (c) => ({
    data:
      c.query.get('q') === 'exprt'
        ? []
        : [row('ev_0000000000001', { verbatim: 'Exporting fails, export again', said_at: '2026-11-24T10:00:00Z' })],
    next: null,
    total: c.query.get('q') === 'exprt' ? 0 : 1,
    facets: [{ field: 'state', values: [{ value: 'received', label: 'received', count: 1 }] }],
    spelling: c.query.get('q') === 'exprt' ? 'export' : null,
  }));
}

describe('search', () => {
  it('marks hits and narrows down by a facet', async () => {
    const { api, user, clashes, path } = openApp('/search?q=export', world);
    await screen.findByText('1 item found.');
    expect(clashes()).toEqual([]);
    const marks = [...screen.getByRole('list', { name: 'Matches' }).querySelectorAll('mark')].map((m) => m.textContent);
    expect(marks).toEqual(['Exporting', 'export']);
    await user.click(screen.getByRole('button', { name: /Received/ }));
    await waitFor(() => expect(path()).toContain('f=state:received'));
    await waitFor(() => expect(api.sent('GET', '/search').at(-1)?.query.get('f')).toBe('state:received'));
  });

  it('offers the spelling that finds something', async () => {
    const { user, path } = openApp('/search?q=exprt', world);
    await user.click(await screen.findByRole('button', { name: /Did you mean/ }));
    await waitFor(() => expect(path()).toContain('q=export'));
  });
});
