// The frame of a page: title that starts with the object's number, actions, one side panel.
import { CloseButton, Group, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../i18n';
import { useCommands } from './commands';
import css from './kit.module.css';

type PageProps = {
  title: string;
  number?: string | null;
  mark?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  full?: boolean;
  children: ReactNode;
};

export function Page({ title, number, mark, actions, narrow, full, children }: PageProps) {
  useEffect(() => {
    document.title = [number, title, 'Earshot'].filter(Boolean).join(' · ').slice(0, 160);
  }, [number, title]);
  return (
    <div className={`${css.page} ${full ? css.list : ''}`} data-narrow={narrow || undefined}>
      <div className={css.pageHead}>
        <div className={css.pageTitle}>
          {number ? <span className={css.number}>{number}</span> : null}
          <Title order={1} size={20} lineClamp={3}>
            {title}
          </Title>
          {mark}
        </div>
        {actions ? <Group gap="xs">{actions}</Group> : null}
      </div>
      {children}
    </div>
  );
}

/** The one side panel: takes focus when it opens, gives it back when it closes. */
export function Panel({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const t = useT();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    box.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useCommands('panel', [{ id: 'panel.close', label: 'close', keys: 'Escape', typing: true, quiet: true, run: close }]);
  return (
    <aside ref={box} tabIndex={-1} className={css.panel} aria-label={title}>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <Title order={2} size={16}>
          {title}
        </Title>
        <CloseButton aria-label={t('close')} onClick={close} />
      </Group>
      {children}
    </aside>
  );
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size={14}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </section>
  );
}

export function Facts({ of }: { of: (readonly [string, ReactNode] | null)[] }) {
  return (
    <dl className={css.facts}>
      {of.map((pair) =>
        pair ? (
          <div key={pair[0]} style={{ display: 'contents' }}>
            <dt>{pair[0]}</dt>
            <dd>{pair[1]}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
