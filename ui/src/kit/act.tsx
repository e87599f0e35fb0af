// Every change goes through useAct: it runs the request, renews what it touched, says what happened in a toast that
// offers undo for 10 s, and says on failure what failed with its request id. Ctrl+Z undoes up to 20 changes back.
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';
import { api, type Reply } from '../api/client';
import { isStatus, type Problem, problemOf } from '../api/errors';
import { useT } from '../i18n';
import { useCommands } from './commands';
import { useProblemText } from './problemText';
import { Toasts } from './Toasts';

export type Toast = { id: number; text: string; problem?: Problem; undo?: () => void };

export type Act<T> = {
  run: () => Promise<Reply<T>>;
  /** What to say when it worked; nothing is said without it. */
  done?: string | ((body: T) => string);
  /** Query keys to renew; all active ones when absent. */
  renew?: QueryKey[];
  /** Leave 422 to the caller, who shows it at the fields. */
  fields?: boolean;
};

type Acting = { act: <T>(a: Act<T>) => Promise<T | null>; say: (text: string) => void; fail: (error: unknown) => void };

const ActContext = createContext<Acting | null>(null);

export function useAct(): Acting {
  const acting = use(ActContext);
  if (!acting) throw new Error('no ActProvider');
  return acting;
}

function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(1);
  const push = useCallback((t: Omit<Toast, 'id'>) => {
    const id = next.current++;
    setToasts((old) => [...old.slice(-3), { ...t, id }]);
  }, []);
  const drop = useCallback((id: number) => setToasts((old) => old.filter((t) => t.id !== id)), []);
  return { toasts, push, drop };
}

function useUndo(push: (t: Omit<Toast, 'id'>) => void, fail: (e: unknown) => void) {
  const t = useT();
  const client = useQueryClient();
  const stack = useRef<string[]>([]);
  const undo = async (tx: string | undefined) => {
    if (!tx) return push({ text: t('undo.none') });
    stack.current = stack.current.filter((x) => x !== tx);
    try {
      await api.post('/undo', { change_tx: tx });
      push({ text: t('undo.done') });
    } catch (e) {
      fail(e);
    }
    await client.invalidateQueries();
  };
  useCommands('app', [{ id: 'undo', label: 'undo.last', keys: 'mod+z', run: () => void undo(stack.current.at(-1)) }]);
  const remember = (tx: string) => {
    stack.current = [...stack.current, tx].slice(-20);
    return () => void undo(tx);
  };
  return remember;
}

export function ActProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { toasts, push, drop } = useToasts();
  const problemText = useProblemText();
  const fail = useCallback(
    (error: unknown) => push({ text: problemText(problemOf(error)), problem: problemOf(error) }),
    [push, problemText],
  );
  const remember = useUndo(push, fail);
  const latest = useRef({ remember, fail });
  latest.current = { remember, fail };
  const acting = useMemo<Acting>(
    () => ({
      say: (text) => push({ text }),
      fail: (error) => latest.current.fail(error),
      act: async <T,>(a: Act<T>) => {
        try {
          const { body, tx } = await a.run();
          const undo = tx ? latest.current.remember(tx) : undefined;
          const text = typeof a.done === 'function' ? a.done(body) : a.done;
          if (text) push({ text, undo });
          for (const queryKey of a.renew ?? [[]]) void client.invalidateQueries({ queryKey });
          return body;
        } catch (error) {
          if (a.fields && isStatus(error, 422)) throw error;
          latest.current.fail(error);
          if (isStatus(error, 412)) void client.invalidateQueries();
          return null;
        }
      },
    }),
    [client, push],
  );
  return (
    <ActContext value={acting}>
      {children}
      <Toasts toasts={toasts} drop={drop} />
    </ActContext>
  );
}
