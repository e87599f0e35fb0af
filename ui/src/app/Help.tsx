// All keys that work here, read from the same registry that runs them; each can be changed, single letters can be off.
import { Modal, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../i18n';
import {
  type Command,
  keyOverrides,
  keysOf,
  saveKeyOverrides,
  setSingleKeys,
  singleKeysOn,
  useRegistry,
} from '../kit/commands';
import { nameOfPress, showKeys } from '../kit/keys';
import css from './Palette.module.css';

function KeyCell({ command, changed }: { command: Command; changed: () => void }) {
  const t = useT();
  const keys = keysOf(command);
  const set = (name: string) => {
    const { [command.id]: _, ...rest } = keyOverrides();
    saveKeyOverrides(name === command.keys ? rest : { ...rest, [command.id]: name });
    changed();
  };
  return (
    <TextInput
      size="xs"
      w={110}
      readOnly
      aria-label={t('keys.change', { what: t(command.label) })}
      value={showKeys(keys ?? '')}
      onKeyDown={(e) => {
        if (/^(Tab|Escape|Shift|Control|Alt|Meta)$/.test(e.key)) return;
        e.preventDefault();
        e.stopPropagation();
        set(e.key === 'Backspace' ? (command.keys ?? '') : nameOfPress(e));
      }}
    />
  );
}

export function Help({ close }: { close: () => void }) {
  const t = useT();
  const registry = useRegistry();
  const [, redraw] = useState(0);
  const [single, setSingle] = useState(singleKeysOn());
  const rows = registry.all().filter(({ command }) => command.keys !== undefined);
  return (
    <Modal opened onClose={close} title={t('help')} size="lg">
      <Switch
        label={t('keys.single')}
        checked={single}
        onChange={(e) => {
          setSingleKeys(e.currentTarget.checked);
          setSingle(e.currentTarget.checked);
        }}
      />
      <Text size="sm" c="dimmed" my="sm">
        {t('keys.how')}
      </Text>
      <table className={css.help}>
        <tbody>
          {rows.map(({ level, command }) => (
            <tr key={`${level}${command.id}`}>
              <td>{t(command.label)}</td>
              <td>
                <KeyCell command={command} changed={() => redraw((n) => n + 1)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Text size="sm" mt="sm">
        {t('keys.list')}
      </Text>
    </Modal>
  );
}
