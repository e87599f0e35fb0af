// The ICU subset: plurals, select, numbers, and that values never become syntax.
import { describe, expect, it } from 'vitest';
import en from './en.json';
import { format } from './icu';
import { longer, mirrored } from './pseudo';

describe('format', () => {
  it('puts values in and leaves missing ones empty', () => {
    expect(format('Hello {name}, {n} items', { name: 'Ana', n: 1234 }, 'en')).toBe('Hello Ana, 1,234 items');
    expect(format('Hello {name}', {}, 'en')).toBe('Hello ');
  });

  it('chooses plural cases, exact ones first, and fills #', () => {
    const message = '{n, plural, =0 {none} one {# item} other {# items}}';
    expect(format(message, { n: 0 }, 'en')).toBe('none');
    expect(format(message, { n: 1 }, 'en')).toBe('1 item');
    expect(format(message, { n: 6623 }, 'en')).toBe('6,623 items');
  });

  it('selects by word and nests', () => {
    const message = '{who, select, me {you have {n, plural, one {# task} other {# tasks}}} other {they have {n}}}';
    expect(format(message, { who: 'me', n: 2 }, 'en')).toBe('you have 2 tasks');
    expect(format(message, { who: 'x', n: 2 }, 'en')).toBe('they have 2');
  });

  it('treats braces inside a value as text', () => {
    expect(format('{q}', { q: '{n, plural, other {#}}' }, 'en')).toBe('{n, plural, other {#}}');
  });
});

describe('catalogue', () => {
  it('has only messages that format without leaving braces, in every pretend locale', () => {
    for (const [id, message] of Object.entries(en)) {
      for (const dressed of [message, longer(message), mirrored(message)]) {
        expect(format(dressed, {}, 'en'), id).not.toMatch(/[{}]/);
      }
    }
  });

  it('is sorted by key, so that two authors rarely touch the same lines', () => {
    const keys = Object.keys(en);
    expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
  });
});
