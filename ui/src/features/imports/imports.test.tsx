// The wizard: the proposed mapping is sent as it stands, consent is asked once, errors come by row.
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../test/app';
import { row } from '../../test/fakeApi';
import { choose, hasWords, toWire } from './mapping';

const preview = {
  upload: 'up_1',
  format: 'csv',
  encoding: 'UTF-8',
  delimiter: ',',
  header_rows: 1,
  rows: 3,
  words_rows: 2,
  bytes: 90,
  columns: [
    { index: 0, name: 'text', samples: ['It fails'], field: 'verbatim', why: 'long texts' },
    { index: 1, name: 'who', samples: ['ana@x.example'], field: 'contact.email', why: 'addresses' },
    { index: 2, name: 'note', samples: ['x'], field: null, why: null },
  ],
  fields: [
    { field: 'verbatim', label: 'verbatim' },
    { field: 'contact.email', label: 'contact email' },
  ],
  source_guess: 'helpdesk',
  history: { rows: 0, oldest: null, newest: null },
  summary: '3 rows. Text: text; mail: who. 2 have words; 1 kept as counts.',
};

describe('mapping', () => {
  it('joins several columns of words and takes a single field from its first column', () => {
    expect(toWire({ 0: 'verbatim', 1: 'verbatim', 2: null, 3: 'said_at' })).toEqual({ verbatim: [0, 1], said_at: 3 });
    expect(choose({ 0: 'said_at', 1: null }, 1, 'said_at')).toEqual({ 0: null, 1: 'said_at' });
    expect(hasWords({ 0: 'said_at' })).toBe(false);
  });
});

describe('import wizard', () => {
  it('asks for consent, then imports and shows what could not be read by row', async () => {
    const { api, user, path } = openApp('/imports/new', (a) => {
      a.on('POST', '/imports/preview', () => preview);
      a.on('POST', '/imports', () => ({ status: 202, body: { import: { id: 'im_0000000000001' }, job: 'jb_1' } }));
      a.on('GET', '/imports/:id', () =>
        row('im_0000000000001', {
          name: 'words.csv',
          state: 'done',
          read: 3,
          created: 2,
          failed: 1,
          errors: [{ row: 3, field: 'said_at', message: '31 Feb does not exist' }],
        }),
      );
    });
    await screen.findByRole('button', { name: 'Choose a file' });
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (input) await user.upload(input, new File(['x'], 'words.csv', { type: 'text/csv' }));
    const go = await screen.findByRole('button', { name: 'Import 3 rows' });
    expect(go).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('radio', { name: /Ask me each time/ }));
    await user.click(go);
    await waitFor(() => expect(path()).toBe('/imports/im_0000000000001'));
    expect(api.sent('POST', '/imports')[0]?.body).toEqual({
      upload: 'up_1',
      source: 'helpdesk',
      as: 'evidence',
      map: { verbatim: 0, 'contact.email': 1 },
      consent: 'each_time',
      dry_run: false,
    });
    await screen.findByText('31 Feb does not exist');
    screen.getByText('1 row could not be read');
    screen.getByRole('button', { name: 'Undo this import' });
  });
});
