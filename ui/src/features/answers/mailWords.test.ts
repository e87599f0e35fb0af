import { describe, expect, it } from 'vitest';
import { mailWords } from './mailWords';

describe('mail headers', () => {
  it('reads encoded words, joined and mixed with plain text', () => {
    expect(mailWords('=?UTF-8?B?SsO2cmc=?= <j@example.org>')).toBe('Jörg <j@example.org>');
    expect(mailWords('=?utf-8?q?Caf=C3=A9_ici?=')).toBe('Café ici');
    expect(mailWords('=?UTF-8?B?SsO2?= =?UTF-8?B?cmc=?=')).toBe('Jörg');
  });

  it('leaves what is not well encoded', () => {
    expect(mailWords('=?UTF-8?B?/w==?=')).toBe('=?UTF-8?B?/w==?=');
    expect(mailWords('plain')).toBe('plain');
  });
});
