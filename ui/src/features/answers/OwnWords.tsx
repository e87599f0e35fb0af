// Replacing the drafted text for all, a text a language. What stands in braces is filled in per customer.
import { Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import type { useTell } from './useTell';

export function OwnWords({ tell, languages }: { tell: ReturnType<typeof useTell>; languages: string[] }) {
  const t = useT();
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  return (
    <Stack gap="xs" mt="xs">
      <Group gap="xs">
        <Select
          size="xs"
          label={t('answers.language')}
          data={languages}
          value={language}
          onChange={(v) => setLanguage(v ?? 'en')}
          allowDeselect={false}
          w={120}
        />
      </Group>
      <Textarea
        label={t('answers.ownWords')}
        description={t('answers.ownWordsWhy', { list: '{name} {words} {reason} {title}' })}
        autosize
        minRows={4}
        lang={language}
        dir="auto"
        value={tell.words[language] ?? ''}
        onChange={(e) => tell.setWords({ ...tell.words, [language]: e.currentTarget.value })}
        maxLength={20000}
      />
      <Group gap="xs">
        <ActButton
          size="xs"
          variant="default"
          disabled={!tell.words[language]?.trim()}
          onAct={() => tell.draft(undefined, false)}
        >
          {t('answers.draftAll')}
        </ActButton>
        <Text size="xs" c="dimmed">
          {t('answers.draftWhy')}
        </Text>
      </Group>
    </Stack>
  );
}
