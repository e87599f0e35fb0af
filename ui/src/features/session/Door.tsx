// The frame of pages outside the shell.
import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import css from './session.module.css';

export function Door({ title, children }: { title: string; children: ReactNode }) {
  const t = useT();
  return (
    <main className={css.door}>
      <Paper withBorder p="xl" className={css.card}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('product')}
          </Text>
          <Title order={1} size={26}>
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
