// An opportunity: to the roadmap with goal and reason, and a score whose automatic inputs want a reason to differ.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { card } from '../../test/chain/decide';
import { row } from '../../test/chain/make';
import { open } from '../../test/chain/open';
import { refuse } from '../../test/chain/server';

describe('opportunity', () => {
  it('goes to next only with a goal and a reason', async () => {
    const placed = {
      roadmap_item: card(1, 'Hand figures', 'next'),
      decision: null,
      goal: null,
      asked: { asked: 31, reachable: 24, answered: 0 },
    };
    const { user, writes, path } = open('/opportunities/O-7', { 'POST /roadmap/place': () => placed });
    await screen.findByRole('button', { name: 'Put on the roadmap' });
    await user.keyboard('H');
    await user.click(await screen.findByRole('menuitem', { name: 'next' }));
    const goal = await screen.findByLabelText('Goal', { selector: 'input' });
    await user.click(screen.getByRole('button', { name: 'Put in next' }));
    expect(document.activeElement).toBe(goal);
    expect(writes()).toHaveLength(0);
    await user.keyboard('Auditors finish in an hour');
    await user.type(screen.getByLabelText('Reason'), 'Five accounts retype every month{Enter}');
    await waitFor(() => expect(path()).toBe('/roadmap-items/R-1'));
    expect(writes()[0]?.body).toMatchObject({
      opportunity_id: 'op_1',
      horizon: 'next',
      goal_title: 'Auditors finish in an hour',
      reason: 'Five accounts retype every month',
    });
  });

  it('keeps what was typed and focuses the field the server refuses', async () => {
    const { user } = open('/opportunities/O-7', {
      'POST /roadmap/place': () =>
        refuse(422, 'invalid', 'Some fields are not valid.', [
          { field: 'reason', message: 'say why, in words a customer could read' },
        ]),
    });
    await screen.findByRole('button', { name: 'Put on the roadmap' });
    await user.keyboard('H');
    await user.click(await screen.findByRole('menuitem', { name: 'later' }));
    const reason = await screen.findByLabelText('Reason');
    await user.type(reason, 'later{Enter}');
    expect(await screen.findByText('say why, in words a customer could read')).toBeTruthy();
    expect(reason).toHaveProperty('value', 'later');
    expect(document.activeElement).toBe(reason);
  });

  it('asks why a reach differs from the evidence', async () => {
    const { user, writes } = open('/opportunities/O-7', {
      'POST /opportunities/op_1/score': () =>
        row('sc_1', { value: 560, inputs: {}, warnings: ['Confidence of 1 needs an experiment.'] }),
    });
    await user.click(await screen.findByRole('button', { name: 'Score' }));
    const reach = await screen.findByLabelText('Reach');
    await user.clear(reach);
    await user.type(reach, '700');
    await user.type(screen.getByLabelText('Effort'), '1');
    await user.click(screen.getByRole('button', { name: 'Save the score' }));
    expect(writes()).toHaveLength(0);
    await user.type(screen.getByLabelText('Why differ from the evidence?'), 'Counted in the product');
    await user.click(screen.getByRole('button', { name: 'Save the score' }));
    await waitFor(() =>
      expect(writes()[0]?.body).toEqual({ reach: 700, impact: 1, effort: 1, reason: 'Counted in the product' }),
    );
    expect(await screen.findByText('Confidence of 1 needs an experiment.')).toBeTruthy();
  });
});
