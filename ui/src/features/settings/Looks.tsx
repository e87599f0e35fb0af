// Light or dark, language, single-letter keys: kept in this browser.
import { Button, SegmentedControl, Select, Stack, Switch, Text, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../i18n';
import { localeNames, setLocale, useLocale } from '../../i18n/locale';
import { saveKeyOverrides, setSingleKeys, singleKeysOn, useRegistry } from '../../kit/commands';

const isScheme = (v: string): v is 'light' | 'dark' | 'auto' => v === 'light' || v === 'dark' || v === 'auto';

export function Looks() {
  const t = useT();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const locale = useLocale();
  return (
    <Stack gap="md" maw={420}>
      <div>
        <Text size="sm" fw={500} id="scheme-label">
          {t('settings.scheme')}
        </Text>
        <SegmentedControl
          aria-labelledby="scheme-label"
          value={colorScheme}
          onChange={(v) => isScheme(v) && setColorScheme(v)}
          data={[
            { value: 'light', label: t('settings.scheme.light') },
            { value: 'dark', label: t('settings.scheme.dark') },
            { value: 'auto', label: t('settings.scheme.auto') },
          ]}
        />
      </div>
      <Select
        label={t('settings.language')}
        description={t('settings.language.why')}
        data={localeNames.map(([value, label]) => ({ value, label }))}
        value={locale}
        onChange={(v) => v && setLocale(v)}
        allowDeselect={false}
      />
      <Text size="sm" c="dimmed">
        {t('settings.here')}
      </Text>
    </Stack>
  );
}

export function Keys() {
  const t = useT();
  const registry = useRegistry();
  const [single, setSingle] = useState(singleKeysOn());
  const openHelp = () =>
    registry
      .all()
      .find((e) => e.command.id === 'help')
      ?.command.run();
  return (
    <Stack gap="md" align="start">
      <Switch
        label={t('keys.single')}
        description={t('settings.keys.why')}
        checked={single}
        onChange={(e) => {
          setSingleKeys(e.currentTarget.checked);
          setSingle(e.currentTarget.checked);
        }}
      />
      <Button variant="default" onClick={openHelp}>
        {t('settings.keys.all')}
      </Button>
      <Button variant="subtle" onClick={() => saveKeyOverrides({})}>
        {t('settings.keys.reset')}
      </Button>
    </Stack>
  );
}
