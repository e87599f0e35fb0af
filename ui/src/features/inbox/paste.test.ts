// Taking a pasted ticket apart.
import { describe, expect, it } from 'vitest';
import { readPasted } from './paste';

describe('readPasted', () => {
  it('takes sender, subject and date out of a mail', () => {
    const p = readPasted(
      'From: Ana Ruiz <ana@nord.example>\nDate: 3 Mar 2026 10:15 +0000\nSubject: Old address\nTo: help@x.example\n\nThe invoice shows the old address.\nPlease fix.',
    );
    expect(p).toEqual({
      email: 'ana@nord.example',
      name: 'Ana Ruiz',
      title: 'Old address',
      said_at: '2026-03-03T10:15:00.000Z',
      words: 'The invoice shows the old address.\nPlease fix.',
    });
  });

  it('knows other languages and quoted names', () => {
    const p = readPasted('Von: "Jo Meier" <jo@x.example>\nBetreff: Export\n\nGeht nicht');
    expect([p.name, p.email, p.title, p.words]).toEqual(['Jo Meier', 'jo@x.example', 'Export', 'Geht nicht']);
  });

  it('leaves plain words alone, even with a colon', () => {
    expect(readPasted('Note: it broke at 10:15')).toEqual({ words: 'Note: it broke at 10:15' });
    expect(readPasted('To: me it seems slow')).toEqual({ words: 'To: me it seems slow' });
    expect(readPasted('')).toEqual({ words: '' });
  });
});
