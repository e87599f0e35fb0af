// The frame of a form that opens in place: Escape closes, the refusal that belongs to no field stands at the foot.
import { Button, Group, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode, Ref } from 'react';
import { useT } from '../../i18n';
import css from './chain.module.css';

type Props = {
  title: string;
  form: Ref<HTMLFormElement>;
  onSubmit: (e: FormEvent) => void;
  close: () => void;
  submit: string;
  busy: boolean;
  error?: string;
  extra?: ReactNode;
  children: ReactNode;
};

export function InlineForm({ title, form, onSubmit, close, submit, busy, error, extra, children }: Props) {
  const t = useT();
  return (
    <form
      ref={form}
      className={css.form}
      aria-label={title}
      onSubmit={onSubmit}
      noValidate
      onKeyDown={(e) => {
        if (e.key !== 'Escape' || e.defaultPrevented) return;
        e.preventDefault();
        close();
      }}
    >
      <Stack gap="sm">
        <Text fw={600} size="sm">
          {title}
        </Text>
        {children}
        {error ? (
          <Text role="alert" size="sm" c="var(--es-bad)">
            {error}
          </Text>
        ) : null}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={busy}>
            {submit}
          </Button>
          {extra}
          <Button size="xs" variant="subtle" onClick={close}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
