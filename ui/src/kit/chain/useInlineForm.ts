// The small forms that open in place: keep what was typed on a refusal, show the refusal at its field and focus it.
import { type FormEvent, useRef, useState } from 'react';
import { problemOf } from '../../api/errors';
import { useT } from '../../i18n';
import { useProblemText } from '../problemText';

export function useInlineForm<T>(send: () => Promise<T | null>, done: (made: T) => void) {
  const t = useT();
  const say = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const focus = (name: string | undefined) =>
    name && form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  /** Names of required inputs that are empty: the first gets the focus. */
  const refuse = (missing: string[]) => {
    setErrors(Object.fromEntries(missing.map((n) => [n, t('form.required')])));
    focus(missing[0]);
    return missing.length > 0;
  };
  const submit = async (missing: string[] = []) => {
    if (refuse(missing) || busy) return;
    setBusy(true);
    try {
      const made = await send();
      if (made !== null) done(made);
    } catch (error) {
      const problem = problemOf(error);
      const known = problem.errors.filter((e) => form.current?.querySelector(`[name="${e.field}"]`));
      setErrors({
        ...Object.fromEntries(known.map((e) => [e.field, e.message])),
        '': known.length === problem.errors.length && known.length > 0 ? '' : say(problem),
      });
      focus(known[0]?.field);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit =
    (missing: string[] = []) =>
    (e: FormEvent) => {
      e.preventDefault();
      void submit(missing);
    };
  return { form, errors, busy, submit, onSubmit };
}
