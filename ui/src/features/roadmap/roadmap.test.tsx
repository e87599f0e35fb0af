// The board: keys and menu do what a drag does; committing wants an aim or the words "unmeasured bet".
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { card } from '../../test/chain/decide';
import { open } from '../../test/chain/open';

describe('roadmap', () => {
  it('shows aim, prediction, strength and staleness on a card', async () => {
    open('/roadmap');
    const now = await screen.findByRole('region', { name: 'now' });
    expect(within(now).getByText(/Retyped lines 400 → 40 by/)).toBeTruthy();
    expect(within(now).getByText('70% likely')).toBeTruthy();
    expect(within(now).getByText('strength 61 strong')).toBeTruthy();
    const next = screen.getByRole('region', { name: 'next' });
    expect(within(next).getByText('Unmeasured bet')).toBeTruthy();
    expect(within(next).getByText('stale')).toBeTruthy();
  });

  it('moves a card by key, asking for goal and reason in place', async () => {
    const placed = {
      roadmap_item: card(2, 'Faster first load', 'now'),
      decision: { ...card(9, 'x', 'now'), id: 'de_7' },
      goal: null,
      asked: { asked: 31, reachable: 24, answered: 0 },
    };
    const { user, writes } = open('/roadmap', { 'POST /roadmap/place': () => placed });
    const target = (await screen.findAllByRole('listitem', { name: 'Faster first load' }))[0];
    target?.focus();
    await user.keyboard('H');
    await user.click(await screen.findByRole('menuitem', { name: 'Move to now' }));
    const now = screen.getByRole('region', { name: 'now' });
    await user.type(await within(now).findByLabelText('Reason'), 'Half the trials leave here{Enter}');
    await waitFor(() =>
      expect(writes()[0]?.body).toMatchObject({
        roadmap_item_id: 'rm_2',
        horizon: 'now',
        goal_id: 'go_1',
        reason: 'Half the trials leave here',
      }),
    );
    expect(await screen.findByText('31 customers asked, 24 reachable, 0 answered')).toBeTruthy();
  });

  it('orders with Alt and an arrow, without asking', async () => {
    const { user, writes } = open('/roadmap', {
      'POST /roadmap/place': () => ({
        roadmap_item: card(3, 'One login', 'next'),
        decision: null,
        goal: null,
        asked: { asked: 0, reachable: 0, answered: 0 },
      }),
    });
    (await screen.findAllByRole('listitem', { name: 'One login' }))[0]?.focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() =>
      expect(writes()[0]?.body).toMatchObject({ roadmap_item_id: 'rm_3', horizon: 'next', before_id: 'rm_2' }),
    );
  });

  it('strikes through what an audience does not see', async () => {
    open('/roadmap?type=customer');
    expect(await screen.findByText(/2 of 3 items are hidden from: customer/i)).toBeTruthy();
    expect(screen.getAllByText('hidden from this audience')).toHaveLength(2);
  });

  it('commits with an aim or as an unmeasured bet', async () => {
    const { user, writes } = open('/roadmap-items/R-1', {
      'POST /roadmap-items/rm_1/commit': () => card(1, 'Hand figures', 'next', { state: 'committed' }),
    });
    await screen.findByRole('button', { name: 'Commit' });
    await user.keyboard('C');
    const metric = await screen.findByLabelText('Metric');
    const submit = () =>
      screen.getAllByRole('button', { name: 'Commit' }).find((b) => b.getAttribute('type') === 'submit') ??
      document.body;
    await user.click(submit());
    expect(document.activeElement).toBe(metric);
    expect(writes()).toHaveLength(0);
    await user.click(screen.getByLabelText('This is an unmeasured bet'));
    await user.click(submit());
    await waitFor(() => expect(writes()[0]?.body).toEqual({ unmeasured_bet: true }));
  });
});
