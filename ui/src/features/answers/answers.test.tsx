// Telling people: walking the real messages, approving all in one step, who is refused and why, taking back.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../../test/chain/open';
import { answer, tell } from '../../test/chain/told';

const hold = new Date(Date.now() + 60_000).toISOString();

describe('telling', () => {
  it('counts who can and cannot be told, with the reason', async () => {
    open('/answers/tell?release=re_1');
    expect(await screen.findByText('9 asked')).toBeTruthy();
    expect(screen.getByText('no consent to be contacted 1', { selector: 'span' })).toBeTruthy();
    expect(screen.getByText('1 customer got their answer')).toBeTruthy();
  });

  it('walks each real message with j and k', async () => {
    const { user } = open('/answers/tell?release=re_1');
    await screen.findByText(/Dear Ana R\./);
    await user.keyboard('j');
    expect(await screen.findByText(/Dear Jörg K\./)).toBeTruthy();
    await user.keyboard('k');
    expect(await screen.findByText(/Dear Ana R\./)).toBeTruthy();
  });

  it('approves all but those to be asked, and shows who was refused', async () => {
    const { user, writes } = open('/answers/tell?release=re_1', {
      'POST /tell/re_1/draft': () => ({ created: 2, answers: [answer(1, 'draft'), answer(2, 'draft')], skipped: [] }),
      'POST /answers/approve': () => ({
        approved: 1,
        hold_until: hold,
        refused: [{ id: 'an_2', why: 'no_quote_consent', note: '' }],
      }),
    });
    await screen.findByRole('button', { name: 'Approve 2 answers' });
    await user.keyboard('A');
    await waitFor(() => expect(writes().map((w) => w.path)).toEqual(['/tell/re_1/draft', '/answers/approve']));
    expect(writes()[1]?.body).toEqual({ ids: ['an_1', 'an_2'] });
    expect(await screen.findByText(/quotes words without permission/)).toBeTruthy();
  });

  it('takes held answers back within the minute', async () => {
    const held = {
      ...tell,
      sendable: [],
      answers: [
        {
          id: 'an_1',
          number: 'A-1',
          state: 'held',
          contact_id: 'co_1',
          contact_label: 'Ana R.',
          hold_until: hold,
          sent_at: null,
        },
      ],
    };
    const { user, writes } = open('/answers/tell?release=re_1', {
      'GET /tell/re_1': () => held,
      'POST /answers/cancel': () => ({ cancelled: 1, too_late: [] }),
    });
    expect(await screen.findByText(/1 answer leaves in \d+ s/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(writes()[0]?.body).toEqual({ ids: ['an_1'] }));
    expect(await screen.findByText('1 answer taken back')).toBeTruthy();
  });

  it('shows what left as files', async () => {
    const { user } = open('/outbox');
    await user.click(await screen.findByText('What became of what you told us'));
    expect(await screen.findByText(/Dear Noor/)).toBeTruthy();
    expect(screen.getByText('<https://example.org/u/x>')).toBeTruthy();
  });
});
