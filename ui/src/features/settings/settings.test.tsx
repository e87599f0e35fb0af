// Invitations and tokens are shown once; signing out everywhere leads to the door; the matrix says who may do what.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { row } from '../../test/fakeApi';
import { agentName } from './Sessions';

describe('settings', () => {
  it('makes an invitation link to copy', async () => {
    const { api, user } = openApp('/settings/members', (a) =>
      a.on('POST', '/invitations', () => ({ tx: 't', body: row('iv_0000000000001', { token: 'secret1' }) })),
    );
    await user.click(await screen.findByRole('button', { name: 'Make the link' }));
    const link = await screen.findByRole('textbox', { name: 'Invitation link' });
    expect(link).toHaveProperty('value', expect.stringContaining('#/join?token=secret1'));
    expect(api.sent('POST', '/invitations')[0]?.body).toEqual({ roles: ['viewer'] });
  });

  it('shows a new token once', async () => {
    const { api, user } = openApp('/settings/tokens', (a) =>
      a.on('POST', '/tokens', () => ({ status: 201, body: { id: 'tk_1', secret: 'es_abc' } })),
    );
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'nightly');
    await user.click(screen.getByRole('button', { name: 'Make the token' }));
    await screen.findByText('es_abc');
    expect(Object(api.sent('POST', '/tokens')[0]?.body)).toMatchObject({ name: 'nightly', scopes: [] });
    await user.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText('es_abc')).toBeNull();
  });

  it('signs out everywhere', async () => {
    const { api, user, path } = openApp('/settings/sessions', (a) => {
      a.on('GET', '/sessions', () => ({ data: [] }));
      a.on('DELETE', '/sessions', () => ({ status: 200, body: {} }));
    });
    await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
    await waitFor(() => expect(path()).toContain('/signin'));
    expect(api.sent('DELETE', '/sessions')).toHaveLength(1);
  });

  it('names roles and permissions in words', async () => {
    openApp('/settings/roles', (a) =>
      a.on('GET', '/permissions', () => ({
        permissions: [
          { name: 'evidence_update_all', label: '', group: 'evidence' },
          { name: 'audit_read', label: '', group: 'special' },
        ],
        roles: [
          { name: 'owner', label: 'Owner', permissions: ['audit_read'] },
          { name: 'pm', label: 'Product manager', permissions: ['evidence_update_all'] },
        ],
      })),
    );
    const line = (await screen.findByRole('rowheader', { name: 'Evidence: change all' })).closest('tr');
    expect(
      within(line ?? document.body)
        .getAllByRole('cell')
        .map((c) => c.textContent),
    ).toEqual(['·no', '●yes'].map((x) => x.replace('no', 'No').replace('yes', 'Yes')));
  });

  it('reads a user agent', () => {
    expect(agentName('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0')).toBe('Firefox, Linux');
    expect(agentName('curl/8.0')).toBe('curl');
    expect(agentName('')).toBe('–');
  });
});
