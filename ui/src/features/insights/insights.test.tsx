// An insight says whether anyone looked for the contrary; looking links what speaks against it or records the search.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { insight, strength } from '../../test/chain/decide';
import { open } from '../../test/chain/open';

const bare = { 'GET /strength/in_1': () => ({ ...strength, contradicts: [] }) };

describe('insight', () => {
  it('says that nobody searched, and records who did', async () => {
    const { user, writes } = open('/insights/I-3', { ...bare, 'PATCH /insights/in_1': () => insight });
    expect(await screen.findByText(/Not searched yet/)).toBeTruthy();
    await user.keyboard('s');
    await user.click(await screen.findByRole('button', { name: 'Record that I looked' }));
    await waitFor(() => expect(writes()[0]?.body).toMatchObject({ contradiction_searched_by: 'mb_1' }));
  });

  it('links an item as contradicting', async () => {
    const { user, writes } = open('/insights/I-3', { ...bare, 'POST /links': () => ({ id: 'li_9' }) });
    await screen.findByText(/Not searched yet/);
    await user.keyboard('s');
    await user.click(await screen.findByRole('button', { name: 'Speaks against it' }));
    await waitFor(() => expect(writes()[0]?.body).toEqual({ from: 'ev_9', to: 'in_1', sign: -1 }));
  });

  it('names what a handoff pack lacks', async () => {
    const { user } = open('/insights/I-3', bare);
    await screen.findByText(/Not searched yet/);
    await user.keyboard('h');
    expect(await screen.findByText(/three verbatims; a search for contradicting evidence/)).toBeTruthy();
  });
});
