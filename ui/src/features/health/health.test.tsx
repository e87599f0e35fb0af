// Loop health: no bare number; the completed-only median never stands alone; figures open what they count.
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '../../test/chain/open';
import { loop } from '../../test/chain/told';

describe('loop health', () => {
  it('shows rates with numerator, denominator, interval and period', async () => {
    open('/health');
    expect(await screen.findByText('26/40')).toBeTruthy();
    expect(screen.getByText(/49% to 78%/)).toBeTruthy();
    expect(screen.getByText(/Apart, not in these rates: 9 customers who cannot be reached/)).toBeTruthy();
    expect(screen.getByText(/median 8 h; completed only 6.5 h/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^linked: 75% 84.112 · 61 by machine/i })).toBeTruthy();
  });

  it('has the table behind the funnel and opens the items', async () => {
    const { user, search } = open('/health');
    const figure = await screen.findByRole('figure', { name: /How far words got/ });
    await user.click(within(figure).getByRole('button', { name: 'Table' }));
    expect(within(figure).getAllByRole('row')).toHaveLength(5);
    await user.click(screen.getByRole('button', { name: /^Closed loop: 65%/ }));
    expect(await screen.findByRole('complementary', { name: 'Evidence' })).toBeTruthy();
    expect(search()).toMatchObject({ panel: 'evidence|state:decided' });
  });

  it('says why there is nothing, and that history is apart', async () => {
    const none = { ...loop, population: { received: 0, history: 1532, spam: 0, duplicates: 0 } };
    open('/health', { 'GET /loop': () => none });
    expect(await screen.findByText(/1,?532 items entered as history/)).toBeTruthy();
  });
});
