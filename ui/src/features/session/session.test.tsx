// The door: the first question, signing in by link, joining.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { me } from '../../test/fakeApi';

describe('start', () => {
  it('keeps a file that comes before the name and goes on when the product is named', async () => {
    let product: { id: string; name: string } | null = null;
    const { api, user, path } = openApp('/start', (a) => {
      a.on('GET', '/me', () => ({ ...me, product }));
      a.on('POST', '/workspaces/:id/setup', () => {
        product = { id: 'pr_1', name: 'Harbour' };
        return { status: 200, body: {} };
      });
      a.on('POST', '/imports/preview', () => ({
        status: 422,
        body: { title: 'no rows', status: 422, code: 'invalid', detail: 'no rows', request_id: 'r1', errors: [] },
      }));
    });
    const input = await screen.findByRole('textbox', { name: 'What is your product called?' });
    const file = document.querySelector<HTMLInputElement>('input[type=file]');
    if (file) await user.upload(file, new File(['a,b\n1,2'], 'words.csv', { type: 'text/csv' }));
    await screen.findByText('words.csv is ready. Name your product to go on.');
    expect(api.sent('POST', '/imports/preview')).toHaveLength(0);
    await user.type(input, 'Harbour{Enter}');
    await waitFor(() => expect(path()).toBe('/imports/new'));
    await waitFor(() => expect(api.sent('POST', '/imports/preview')[0]?.query.get('name')).toBe('words.csv'));
  });
});

describe('sign in', () => {
  it('spends the link only when the person asks', async () => {
    const { api, user, path } = openApp('/signin?token=once', (a) =>
      a.on('POST', '/sessions/link', () => ({ status: 200, body: {} })),
    );
    const enter = await screen.findByRole('button', { name: 'Enter' });
    expect(api.sent('POST', '/sessions/link')).toHaveLength(0);
    await user.click(enter);
    await waitFor(() => expect(path()).toBe('/today'));
    expect(api.sent('POST', '/sessions/link')[0]?.body).toEqual({ token: 'once' });
  });

  it('says why joining was refused, at the field', async () => {
    const problem = {
      title: 'x',
      status: 422,
      code: 'invalid',
      detail: '',
      request_id: 'r',
      errors: [{ field: 'password', message: 'too easy to guess' }],
    };
    const { user } = openApp('/join?token=t', (a) =>
      a.on('POST', '/invitations/accept', () => ({ status: 422, body: problem })),
    );
    await user.type(await screen.findByRole('textbox', { name: /Name/ }), 'Ana');
    await user.type(screen.getByRole('textbox', { name: /Email/ }), 'ana@x.example');
    await user.type(screen.getByLabelText(/^Password/), 'aaaaaaaaaa');
    await user.click(screen.getByRole('button', { name: 'Join' }));
    await screen.findByText('too easy to guess');
  });
});
