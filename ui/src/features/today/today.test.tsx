// Today: counts lead to exactly what they count; a trend names its denominators; an empty workspace teaches.
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { me } from '../../test/fakeApi';

const today = {
  since: '2026-11-22T08:00:00Z',
  now: '2026-11-25T08:00:00Z',
  inbox: { open: 12, overdue: 3, urgent: 1 },
  new: { evidence: 42, accounts: 0, themes: 1, opportunities: 0, decisions: 0, answers: 0 },
  rising: [
    {
      id: 'th_0000000000001',
      number: 'T-1',
      name: 'Export',
      recent: 14,
      before: 3,
      heard_recent: 60,
      heard_before: 58,
      p: 0.004,
      adjusted: 0.012,
      rising: true,
      is_new: false,
    },
  ],
  new_themes: [],
  overdue: [
    {
      id: 'ev_0000000000001',
      type: 'evidence',
      number: null,
      label: 'Old address',
      what: 'triage',
      due_at: '2026-11-24T08:00:00Z',
      owner_label: null,
    },
  ],
  overdue_total: 1,
  waiting_for_me: [],
  to_tell: [
    {
      id: 'de_0000000000001',
      type: 'decision',
      number: 'D-1',
      label: 'Build the export?',
      asked: 31,
      reachable: 24,
      answered: 0,
    },
  ],
};

describe('today', () => {
  it('shows what is new, rising and overdue, each with its way in', async () => {
    const { clashes } = openApp('/today', (a) => a.on('GET', '/today', () => today));
    const items = await screen.findByRole('link', { name: '42 new items' });
    expect(items.getAttribute('href')).toContain('created_at:2026-11-22T08:00:00Z..');
    expect(clashes()).toEqual([]);
    expect(screen.queryByText(/new accounts/)).toBeNull();
    screen.getByText(/14\/60 accounts, before 3\/58/);
    screen.getByText(/p \.012/);
    screen.getByText(/31 asked, 24 reachable, 0 answered\./);
    screen.getByText(/12 items wait in the inbox/);
    expect(screen.getByRole('link', { name: 'Old address' }).getAttribute('href')).toContain(
      '/evidence/ev_0000000000001',
    );
  });

  it('teaches when nothing is there yet', async () => {
    openApp('/today', (a) => {
      a.on('GET', '/me', () => ({ ...me, counts: { evidence: 0 } }));
      a.on('GET', '/today', () => ({ ...today, new: {} }));
    });
    await screen.findByText('No words of customers yet');
    screen.getByRole('link', { name: 'Import a file' });
    screen.getByRole('button', { name: 'See the sample' });
  });
});
