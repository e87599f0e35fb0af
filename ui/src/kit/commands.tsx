// One registry of everything a person can do here: keys, the command menu and the help list are read from it.
// The innermost scope wins; nothing fires while text is typed, save keys with a modifier and Escape.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef } from 'react';
import type { MsgId } from '../i18n';
import { hasOwnEnter, isInLayer, isSingle, isTyping, nameOfPress } from './keys';

export type Command = {
  id: string;
  label: MsgId;
  keys?: string;
  /** Also while the pointer is in a text field. */
  typing?: boolean;
  /** Keys only: not in the command menu. */
  quiet?: boolean;
  run: () => void;
};

export type Level = 'app' | 'page' | 'list' | 'item' | 'panel';
const order: readonly Level[] = ['app', 'page', 'list', 'item', 'panel'];

type Entry = { level: Level; read: () => readonly Command[] };
type Registry = { add: (entry: Entry) => () => void; all: () => { level: Level; command: Command }[] };

const RegistryContext = createContext<Registry | null>(null);
const overridesKey = 'earshot.keys';
const singleKey = 'earshot.singleKeys';

type Overrides = Record<string, string>;

export function keyOverrides(): Overrides {
  try {
    const stored: Overrides = JSON.parse(localStorage.getItem(overridesKey) ?? '{}');
    return stored;
  } catch {
    return {};
  }
}

export const saveKeyOverrides = (o: Overrides) => localStorage.setItem(overridesKey, JSON.stringify(o));
export const singleKeysOn = () => localStorage.getItem(singleKey) !== 'off';
export const setSingleKeys = (on: boolean) => localStorage.setItem(singleKey, on ? 'on' : 'off');
export const keysOf = (c: Command) => keyOverrides()[c.id] ?? c.keys;

function find(all: { level: Level; command: Command }[], press: string, typing: boolean): Command | null {
  const hits = all.filter(({ command: c }) => {
    const keys = keysOf(c);
    if (keys !== press) return false;
    if (isSingle(keys) && !singleKeysOn()) return false;
    return !typing || c.typing === true || press.startsWith('mod+');
  });
  hits.sort((a, b) => order.indexOf(b.level) - order.indexOf(a.level));
  return hits[0]?.command ?? null;
}

/** Keys that two commands of one level claim at the same time: a mistake, tested for on every screen. */
export function clashes(all: { level: Level; command: Command }[]): string[] {
  const seen = new Map<string, string>();
  const found: string[] = [];
  for (const { level, command } of all) {
    if (!command.keys) continue;
    const key = `${level} ${command.keys}`;
    const other = seen.get(key);
    if (other !== undefined && other !== command.id) found.push(`${key}: ${other}, ${command.id}`);
    seen.set(key, command.id);
  }
  return found;
}

/** True when some command's sequence starts with this press. */
const startsSequence = (all: { command: Command }[], press: string) =>
  all.some(({ command }) => keysOf(command)?.startsWith(`${press} `));

function useKeyListener(registry: Registry) {
  useEffect(() => {
    let first = '';
    let timer = 0;
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing || /^(Shift|Control|Alt|Meta)$/.test(e.key)) return;
      const typing = isTyping(e.target);
      const press = nameOfPress(e);
      if (isInLayer(e.target) && !press.startsWith('mod+')) return;
      if (/^(Enter|Space)$/.test(press) && hasOwnEnter(e.target)) return;
      const all = registry.all();
      const hit = (first && find(all, `${first} ${press}`, typing)) || find(all, press, typing);
      window.clearTimeout(timer);
      first = '';
      if (hit) {
        e.preventDefault();
        hit.run();
      } else if (!typing && startsSequence(all, press)) {
        first = press;
        timer = window.setTimeout(() => {
          first = '';
        }, 1200);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [registry]);
}

export function CommandProvider({ children }: { children: ReactNode }) {
  const entries = useRef<Entry[]>([]);
  const registry = useMemo<Registry>(
    () => ({
      add(entry) {
        entries.current.push(entry);
        return () => {
          entries.current = entries.current.filter((e) => e !== entry);
        };
      },
      all: () => entries.current.flatMap((e) => e.read().map((command) => ({ level: e.level, command }))),
    }),
    [],
  );
  useKeyListener(registry);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

export function useRegistry(): Registry {
  const registry = use(RegistryContext);
  if (!registry) throw new Error('no CommandProvider');
  return registry;
}

/** Offers commands while the component is on screen. */
export function useCommands(level: Level, commands: readonly Command[]) {
  const registry = useRegistry();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const read = useCallback(() => latest.current, []);
  useEffect(() => registry.add({ level, read }), [registry, level, read]);
}
