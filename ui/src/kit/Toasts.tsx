// The messages at the foot of the screen. One polite region; refusals are announced at once and stay until closed.
import { Button, CloseButton, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useT } from '../i18n';
import type { Toast } from './act';
import css from './kit.module.css';

const shownMs = 10_000;

function ToastCard({ toast, close }: { toast: Toast; close: () => void }) {
  const t = useT();
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held || toast.problem) return;
    const timer = window.setTimeout(close, shownMs);
    return () => window.clearTimeout(timer);
  }, [held, toast.problem, close]);
  const undo = toast.undo;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only pauses the timer
    <div
      className={css.toast}
      data-bad={toast.problem ? true : undefined}
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <div>
        <Text size="sm">{toast.text}</Text>
        {toast.problem?.request_id ? (
          <Text size="xs" className={css.toastId}>
            {t('error.request', { id: toast.problem.request_id })}
          </Text>
        ) : null}
      </div>
      {undo ? (
        <Button
          size="compact-sm"
          variant="white"
          onClick={() => {
            close();
            undo();
          }}
        >
          {t('undo')}
        </Button>
      ) : null}
      <CloseButton size="sm" variant="transparent" c="inherit" aria-label={t('close')} onClick={close} />
    </div>
  );
}

export function Toasts({ toasts, drop }: { toasts: Toast[]; drop: (id: number) => void }) {
  const calm = toasts.filter((x) => !x.problem);
  const bad = toasts.filter((x) => x.problem);
  return (
    <div className={css.toasts}>
      <div role="alert">
        {bad.map((x) => (
          <ToastCard key={x.id} toast={x} close={() => drop(x.id)} />
        ))}
      </div>
      <div role="status">
        {calm.map((x) => (
          <ToastCard key={x.id} toast={x} close={() => drop(x.id)} />
        ))}
      </div>
    </div>
  );
}
