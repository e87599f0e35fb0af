// An account's page: revenue as money, everything it said and what became of it, promises late in words.
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { row } from '../../test/fakeApi';

const id = 'ac_0000000000001';
const said = { id: 'ev_0000000000001', type: 'evidence', number: null, label: 'The export fails' };
const timeline = {
  figures: { items: 3, open: 1, decided: 2, answered: 1, contacts: 2, newest_said_at: '2026-11-24T10:00:00Z' },
  promises: [
    {
      about: { id: 'rm_0000000000001', type: 'roadmap_item', number: 'R-1', label: 'Export' },
      contact_label: 'Ana',
      due_at: '2026-10-01T00:00:00Z',
      kept_at: null,
      state: 'late',
    },
  ],
  data: [
    {
      at: '2026-11-24T10:00:00Z',
      kind: 'decided',
      object: { id: 'de_0000000000001', type: 'decision', number: 'D-1', label: 'Build it?' },
      text: '',
      state: null,
      evidence_kind: null,
      emotion: null,
      contact_label: null,
      by_label: 'Lea',
      because: said,
    },
    {
      at: '2026-11-20T10:00:00Z',
      kind: 'said',
      object: said,
      text: 'The export fails',
      state: 'decided',
      evidence_kind: 'verbatim',
      emotion: -2,
      contact_label: 'Ana',
      by_label: null,
      because: null,
    },
  ],
  next: null,
};

describe('account page', () => {
  it('shows what was said, why it was decided, and the late promise', async () => {
    const { user, clashes } = openApp(`/accounts/${id}`, (a) => {
      a.on('GET', '/accounts/:id', () => row(id, { name: 'Nord', arr: 480000, arr_currency: 'EUR', plan: 'pro' }));
      a.on('GET', '/accounts/:id/timeline', () => timeline);
    });
    await screen.findByText('late');
    expect(clashes()).toEqual([]);
    screen.getByText('€4,800');
    screen.getByText('2/3');
    screen.getByRole('link', { name: '“The export fails”' });
    expect(screen.getByRole('link', { name: '3 items said' }).getAttribute('href')).toContain(`account_id:${id}`);
    await user.click(screen.getByRole('radio', { name: 'What we did' }));
    expect(screen.queryByRole('link', { name: 'The export fails' })).toBeNull();
  });
});
