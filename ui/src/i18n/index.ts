// Translations. Ids are typed from en.json; a missing id does not compile. The locale is read at render, never at
// module load, so that changing it changes every text.
import { createContext, use, useCallback } from 'react';
import en from './en.json';
import { format, type Values } from './icu';
import { longer, mirrored } from './pseudo';

export type MsgId = keyof typeof en;
export type Locale = 'en' | 'en-XA' | 'ar-XB';

export const locales: readonly Locale[] = ['en', 'en-XA', 'ar-XB'];
export const LocaleContext = createContext<Locale>('en');

const catalogue: Readonly<Record<string, string>> = en;

export const isMsgId = (id: string): id is MsgId => id in catalogue;
export const directionOf = (locale: Locale) => (locale === 'ar-XB' ? 'rtl' : 'ltr');
/** The locale for Intl: the pretend ones count and write dates in English. */
export const intlOf = (locale: Locale) => (locale === 'en' ? undefined : 'en');

export function translate(locale: Locale, id: MsgId, values?: Values): string {
  const message = catalogue[id] ?? id;
  const dressed = locale === 'en-XA' ? longer(message) : locale === 'ar-XB' ? mirrored(message) : message;
  return format(dressed, values, intlOf(locale) ?? 'en');
}

/** Words for a machine name: the catalogue's when it has them, else the name made readable ("due_on" -> "Due on"). */
export function wordsFor(locale: Locale, kind: string, name: string): string {
  const id = `${kind}.${name}`;
  if (isMsgId(id)) return translate(locale, id);
  const plain = name.replace(/_id$/, '').replace(/_/g, ' ');
  const capital = plain.charAt(0).toUpperCase() + plain.slice(1);
  return locale === 'en-XA' ? longer(capital) : capital;
}

export type Translate = (id: MsgId, values?: Values) => string;

export function useT(): Translate {
  const locale = use(LocaleContext);
  return useCallback((id, values) => translate(locale, id, values), [locale]);
}

export function useWords(): (kind: string, name: string) => string {
  const locale = use(LocaleContext);
  return useCallback((kind: string, name: string) => wordsFor(locale, kind, name), [locale]);
}
