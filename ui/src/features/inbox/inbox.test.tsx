// Triage by keys alone: the next item shows before the server answered; a refusal brings the item back.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { type FakeApi, row } from '../../test/fakeApi';

const items = () => [
  row('ev_0000000000001', {
    verbatim: 'The export fails',
    state: 'received',
    kind: 'verbatim',
    said_at: '2026-11-24T10:00:00Z',
    contact_id: 'co_0000000000001',
    contact_label: 'Ana',
  }),
  row('ev_0000000000002', {
    verbatim: 'Love the new search',
    state: 'received',
    kind: 'verbatim',
    said_at: '2026-11-24T11:00:00Z',
  }),
];

function inbox(api: FakeApi, answer: unknown = { tx: 'tx1', body: row('ev_0000000000001', { state: 'linked' }) }) {
  const rows = items();
  api.on('GET', '/evidence', () => ({ data: rows, next: null }));
  api.on('GET', '/evidence/:id/suggestions', () => ({
    themes: [{ id: 'th_0000000000001', number: 'T-1', name: 'Export', score: 0.81, words: ['export'] }],
    duplicates: [],
    similar: [{ id: 'ev_0000000000009', score: 0.9, verbatim: 'Export broken', same_contact: false }],
  }));
  api.on('POST', '/evidence/:id/triage', () => answer);
}

const ready = () => screen.findByRole('button', { name: /Export/ });
const hand = () => screen.getByRole('region', { name: 'Item in hand' }).textContent ?? '';

describe('inbox', () => {
  it('settles an item with 1 and Enter, offers undo and moves on', async () => {
    const { api, user, clashes } = openApp('/inbox', inbox);
    await ready();
    expect(clashes()).toEqual([]);
    await user.keyboard('1');
    expect(screen.getByRole('button', { name: /Export/ }).getAttribute('aria-pressed')).toBe('true');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(hand()).toContain('Love the new search'));
    const sent = api.sent('POST', '/evidence/ev_0000000000001/triage')[0];
    expect(sent?.body).toMatchObject({ theme_id: 'th_0000000000001', urgency: 'normal' });
    expect(sent?.headers.get('If-Match')).toMatch(/^"\d+"$/);
    expect(sent?.headers.get('X-Requested-With')).toBe('earshot');
    await screen.findByText('Triaged: Export');
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('brings the item back when the server refuses, and says why with the request id', async () => {
    const problem = {
      title: 'x',
      status: 409,
      code: 'state',
      detail: 'already decided',
      request_id: 'r77',
      errors: [],
    };
    const { user } = openApp('/inbox', (api) => inbox(api, { status: 409, body: problem }));
    await ready();
    await user.keyboard('n');
    await screen.findByText('already decided');
    expect(screen.getByText('Request r77')).toBeTruthy();
    await waitFor(() => expect(hand()).toContain('The export fails'));
  });

  it('refuses a duplicate of another contact and takes its theme instead', async () => {
    const { api, user } = openApp('/inbox', inbox);
    await ready();
    await user.keyboard('d');
    await screen.findByText(/from someone else/);
    expect(api.calls.some((c) => c.method === 'POST')).toBe(false);
    expect(screen.getByRole('button', { name: /Export/ }).getAttribute('aria-pressed')).toBe('true');
  });

  it('leaves Enter to the button that has the focus', async () => {
    const { api, user } = openApp('/inbox', inbox);
    await ready();
    screen.getByRole('button', { name: /Choose a theme/ }).focus();
    await user.keyboard('{Enter}');
    await screen.findByRole('combobox', { name: 'Choose a theme' });
    expect(api.calls.some((c) => c.method === 'POST')).toBe(false);
  });

  it('names the part of the filter that hides everything', async () => {
    const { user, path } = openApp('/inbox?f=state:received+urgency:high', (api) =>
      api.on('GET', '/evidence', () => ({ data: [], next: null })),
    );
    await user.click(await screen.findByRole('button', { name: 'Without Urgency: high' }));
    await waitFor(() => expect(decodeURIComponent(path())).not.toContain('urgency'));
  });
});

describe('capture', () => {
  it('reads a pasted mail, makes the contact and the item, and goes on to triage', async () => {
    const { api, user } = openApp('/capture', (a) => {
      a.on('POST', '/sources', () => row('so_0000000000001', { name: 'Added by hand' }));
      a.on('POST', '/contacts', () => row('co_0000000000002', { email: 'ana@nord.example' }));
      a.on('POST', '/evidence', (c) => ({
        tx: 'tx2',
        body: row('ev_0000000000003', { ...Object(c.body), state: 'received' }),
      }));
      a.on('GET', '/evidence/:id', () =>
        row('ev_0000000000003', { verbatim: 'It shows the old address', state: 'received' }),
      );
    });
    const box = await screen.findByRole('textbox', { name: /What did they say/ });
    box.focus();
    await user.paste('From: Ana <ana@nord.example>\nSubject: Invoice\n\nIt shows the old address');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved. It is searchable now.');
    expect(api.sent('POST', '/contacts')[0]?.body).toMatchObject({ email: 'ana@nord.example', name: 'Ana' });
    expect(api.sent('POST', '/evidence')[0]?.body).toMatchObject({
      verbatim: 'It shows the old address',
      title: 'Invoice',
      source_id: 'so_0000000000001',
      contact_id: 'co_0000000000002',
    });
    await screen.findByRole('button', { name: /Triaged/ });
  });
});
