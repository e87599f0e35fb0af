// A release: its changelog, whom it concerns, and who got their answer.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { card } from '../../test/chain/decide';
import { row } from '../../test/chain/make';
import { open } from '../../test/chain/open';

describe('release', () => {
  it('offers to tell those who asked and lists who was told', async () => {
    open('/releases/re_1');
    expect(await screen.findByText('9 customers asked, 4 reachable, 1 answered')).toBeTruthy();
    expect(screen.getByText('1 customer got their answer')).toBeTruthy();
    expect(await screen.findByText(/keeps every column/)).toBeTruthy();
  });

  it('is made from a roadmap item and leads to telling', async () => {
    const reply = {
      release: row('re_2', { name: 'Release' }),
      roadmap_item: card(1, 'x', 'now', { state: 'released' }),
      changelog_entry: null,
      asked: { asked: 31, reachable: 24, answered: 0 },
    };
    const { user, writes } = open('/roadmap-items/R-1', { 'POST /roadmap-items/rm_1/release': () => reply });
    await screen.findByRole('button', { name: 'Make a release' });
    await user.keyboard('R');
    await screen.findByLabelText('Name');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(writes()[0]?.path).toBe('/roadmap-items/rm_1/release'));
    const tell = await screen.findByRole('link', { name: 'Tell everyone who asked' });
    expect(tell.getAttribute('href')).toContain('release=re_2');
    expect(document.activeElement).toBe(tell);
  });
});
