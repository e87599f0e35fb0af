// Highlighting by keyboard, corrections with their difference, our reading saved when left.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { type FakeApi, row } from '../../test/fakeApi';

const id = 'ev_0000000000001';
const text = '👍🏽 The invoice shows the old address.';

function world(api: FakeApi) {
  const item = row(id, {
    verbatim: text,
    state: 'received',
    kind: 'verbatim',
    said_at: '2026-11-24T10:00:00Z',
    need: null,
    request: null,
  });
  api.on('GET', '/evidence/:id', () => item);
  api.on('GET', '/codes', () => ({ data: [row('cd_0000000000001', { name: 'Billing' })], next: null }));
  api.on('POST', '/highlights', (c) => ({ tx: 't', body: row('hl_0000000000001', Object(c.body)) }));
  api.on('PATCH', '/evidence/:id', (c) => ({ tx: 't', body: { ...item, ...Object(c.body), rev: item.rev + 1 } }));
}

describe('evidence page', () => {
  it('highlights by keys: v, arrows with Shift, Enter, a code; places are code points', async () => {
    const { api, user, clashes } = openApp(`/evidence/${id}`, world);
    await screen.findByRole('document', { name: 'Their words' });
    expect(clashes()).toEqual([]);
    await user.keyboard('v{ArrowRight}{Shift>}{ArrowRight}{/Shift}{Enter}');
    const code = await screen
      .findByRole('combobox', { name: 'Code' })
      .catch(() => screen.findByRole('textbox', { name: 'Code' }));
    await user.type(code, 'Billing');
    await user.click(screen.getByRole('button', { name: 'Highlight' }));
    await waitFor(() => expect(api.sent('POST', '/highlights')).toHaveLength(1));
    const body = Object(api.sent('POST', '/highlights')[0]?.body);
    expect([...text].slice(body.start, body.start + body.length).join('')).toBe('invoice shows');
    expect(body.code_id).toBe('cd_0000000000001');
  });

  it('saves the need when the field is left, with the version it was read at', async () => {
    const { api, user } = openApp(`/evidence/${id}`, world);
    await user.type(await screen.findByRole('textbox', { name: 'Need' }), 'pay on time');
    expect(api.sent('PATCH', `/evidence/${id}`)).toHaveLength(0);
    await user.tab();
    await waitFor(() => expect(api.sent('PATCH', `/evidence/${id}`)).toHaveLength(1));
    const sent = api.sent('PATCH', `/evidence/${id}`)[0];
    expect(sent?.body).toEqual({ need: 'pay on time' });
    expect(sent?.headers.get('If-Match')).toMatch(/^"\d+"$/);
  });

  it('shows what a correction changed, word by word', async () => {
    const { user } = openApp(`/evidence/${id}`, (api) => {
      world(api);
      api.on('GET', '/evidence/:id/versions', () => ({
        data: [
          {
            version: 0,
            at: '2026-11-24T11:00:00Z',
            who_label: 'Lea',
            reason: 'typo',
            fields: { verbatim: text.replace('old', 'odl') },
          },
        ],
      }));
    });
    const versions = await screen.findByRole('region', { name: 'Versions' });
    await user.click(within(versions).getByRole('button', { name: 'Show' }));
    await waitFor(() => expect(versions.querySelector('del')?.textContent).toBe('odl'));
    expect(versions.querySelector('ins')?.textContent).toBe('old');
  });

  it('does not offer to change what the server does not permit', async () => {
    openApp(`/evidence/${id}`, (api) => {
      world(api);
      api.on('GET', '/evidence/:id', () => row(id, { verbatim: text, state: 'received', can: [] }));
    });
    const need = await screen.findByRole('textbox', { name: 'Need' });
    expect(need.hasAttribute('readonly')).toBe(true);
    expect(screen.queryByRole('button', { name: 'Correct the words' })).toBeNull();
  });
});
