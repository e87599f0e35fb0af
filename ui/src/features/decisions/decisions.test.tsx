// Decision records: who waits for the answer, seats that may not close, and no editing after closing.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../../test/chain/open';
import { closed, decision, tell } from '../../test/chain/told';

describe('decision', () => {
  it('warns that one person drives and approves, closes, and offers the answers', async () => {
    const reply = {
      decision: { ...decision, decided_at: '2026-11-25T10:00:00Z', outcome: 'wont' },
      asked: { asked: 23, reachable: 14, answered: 0 },
    };
    const waiting = { ...tell, asked: 23, reachable: 14, answered: 0, answers: [], sendable: [], not: [] };
    const { user, writes } = open('/decisions/D-4', {
      'POST /decisions/de_1/close': () => reply,
      'GET /tell/de_1': () => waiting,
    });
    expect(await screen.findByText('23 customers asked, 14 reachable. Closing offers to tell them.')).toBeTruthy();
    expect(await screen.findByText(/Driver and Approver are the same person/)).toBeTruthy();
    await user.keyboard('D');
    await user.click(await screen.findByRole('combobox', { name: 'Outcome' }));
    await user.click(await screen.findByRole('option', { name: 'will not do' }));
    await user.type(screen.getByLabelText('Reason'), 'Two accounts only');
    const buttons = screen.getAllByRole('button', { name: 'Close the decision' });
    await user.click(buttons.find((b) => b.getAttribute('type') === 'submit') ?? document.body);
    await waitFor(() => expect(writes()[0]?.body).toMatchObject({ outcome: 'wont', reason: 'Two accounts only' }));
    expect(await screen.findByRole('link', { name: 'Tell everyone who asked' })).toBeTruthy();
  });

  it('is superseded, not edited, once closed', async () => {
    open('/decisions/D-5');
    expect(await screen.findByRole('button', { name: 'Supersede' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Close the decision' })).toBeNull();
    expect(screen.getByText(String(closed.reason))).toBeTruthy();
    expect(screen.getByText('What was known then')).toBeTruthy();
  });
});
