// Themes: figures with their denominators, and the first step of the short path by keyboard alone.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { opportunity } from '../../test/chain/decide';
import { open } from '../../test/chain/open';
import { refuse } from '../../test/chain/server';

describe('themes', () => {
  it('shows accounts over all heard, who was not heard, and sorts', async () => {
    const { user } = open('/themes');
    const table = await screen.findByRole('table', { name: 'Themes' });
    expect(within(table).getByText('14/23')).toBeTruthy();
    expect(screen.getAllByText(/Enterprise/).length).toBeGreaterThan(0);
    expect(screen.getByText(/30% of accounts, 9/)).toBeTruthy();
    const names = () =>
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map((r) => r.textContent?.replace(/^T-\d+/, '').slice(0, 6));
    expect(names()[0]).toContain('Export');
    await user.click(within(table).getByRole('button', { name: /^Theme/ }));
    await user.click(within(table).getByRole('button', { name: /^Theme/ }));
    expect(names()[0]).toContain('Export');
    expect(names()[3]).toContain('Slow');
  });

  it('teaches when empty, and names what to drop when the filter hides all', async () => {
    const none = {
      heard: { value: null, numerator: 0, denominator: 0, low: null, high: null, reason: 'no accounts', unit: 'share' },
      items: 0,
      unlinked: 0,
      themes: [],
      not_heard: [],
    };
    const { user } = open('/themes', { 'GET /themes/overview': () => none });
    expect(await screen.findByText('No themes yet')).toBeTruthy();
    await user.type(screen.getByLabelText('Filter themes'), 'zebra');
    expect(await screen.findByText('No theme fits “zebra”')).toBeTruthy();
  });

  it('says in its region why the list failed', async () => {
    open('/themes', { 'GET /themes/overview': () => refuse(503, 'unavailable', 'The store is busy.') });
    expect(await screen.findByText('The store is busy.')).toBeTruthy();
    expect(screen.getByText('Request rq_1')).toBeTruthy();
  });

  it('becomes an opportunity by one typed field', async () => {
    const { user, writes, path } = open('/themes/T-1', { 'POST /themes/th_1/opportunity': () => opportunity });
    await screen.findByText(/Few voices: as if 1.54/);
    await user.keyboard('o');
    const need = await screen.findByLabelText('Need');
    expect(document.activeElement).toBe(need);
    await user.keyboard('Add a tax column');
    expect(screen.getByText(/“Add” sounds like a solution/)).toBeTruthy();
    await user.clear(need);
    await user.keyboard('Hand complete figures to the auditor{Enter}');
    await waitFor(() => expect(path()).toBe('/opportunities/O-7'));
    expect(writes()[0]?.body).toEqual({ need: 'Hand complete figures to the auditor' });
  });

  it('marks machine links and takes an item out', async () => {
    const { user, writes } = open('/themes/T-1', { 'POST /themes/th_1/items': () => ({ added: 0, removed: 1 }) });
    const buttons = await screen.findAllByRole('button', { name: 'Not this' });
    expect(screen.getAllByText('machine').length).toBeGreaterThan(1);
    await user.click(buttons[1] ?? document.body);
    await waitFor(() => expect(writes()[0]?.body).toEqual({ remove: ['ev_2'] }));
    expect(await screen.findByText('1 item taken out')).toBeTruthy();
  });
});
