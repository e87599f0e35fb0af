// Names of key presses. A printable key is named by what it types ("?", "M"), others by their name with modifiers
// ("Shift+ArrowDown", "mod+k"); "g t" is a sequence.
type Press = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean };

export function nameOfPress(e: Press): string {
  const printable = e.key.length === 1 && e.key !== ' ';
  const key = e.key === ' ' ? 'Space' : e.key;
  const mod = e.ctrlKey || e.metaKey ? 'mod+' : '';
  const alt = e.altKey ? 'alt+' : '';
  const shift = e.shiftKey && !printable ? 'Shift+' : '';
  return `${mod}${alt}${shift}${mod && printable ? key.toLowerCase() : key}`;
}

/** True where single letters belong to the text being typed. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|range|file)$/.test(target.type);
}

/** True where Enter and Space already mean something: on a button, link, option. */
export function hasOwnEnter(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button,a[href],summary,label,[role="option"],[role="radio"]') !== null
  );
}

/** True inside a dialog, menu or list of choices: what lies behind does not listen. */
export function isInLayer(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null;
}

/** Keys as a person reads them. */
export function showKeys(keys: string): string {
  const mac = /Mac|iP/.test(navigator.platform);
  return keys
    .replace(/mod\+(\w+)/g, (_, k: string) => `${mac ? '⌘' : 'Ctrl+'}${k.length === 1 ? k.toUpperCase() : k}`)
    .replace(/alt\+/g, mac ? '⌥' : 'Alt+')
    .replace('ArrowDown', '↓')
    .replace('ArrowUp', '↑')
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace('Escape', 'Esc');
}

export const isSingle = (keys: string) => keys.length === 1 || /^\w \w$/.test(keys);
