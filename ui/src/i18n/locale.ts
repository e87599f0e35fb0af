// Which language this browser shows; a tiny store, so that changing it changes every text at once.
import { useSyncExternalStore } from 'react';
import { directionOf, intlOf, type Locale, locales } from './index';

const key = 'earshot.locale';
const listeners = new Set<() => void>();

export const localeNames: readonly [Locale, string][] = [
  ['en', 'English'],
  ['en-XA', 'Pseudo: longer, accented'],
  ['ar-XB', 'Pseudo: mirrored'],
];

const stored = (): Locale => locales.find((l) => l === localStorage.getItem(key)) ?? 'en';

/** The page tells its language and direction, for readers, hyphenation and layout. */
function tellPage(locale: Locale) {
  document.documentElement.lang = locale === 'en' ? 'en' : (intlOf(locale) ?? 'en');
  document.documentElement.dir = directionOf(locale);
}

export function setLocale(to: string) {
  const locale = locales.find((l) => l === to);
  if (!locale) return;
  localStorage.setItem(key, locale);
  tellPage(locale);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  tellPage(stored());
  return () => void listeners.delete(listener);
}

export const useLocale = (): Locale => useSyncExternalStore(subscribe, stored);
