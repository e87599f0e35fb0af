// All keys that work here, read from the same registry that runs them; each can be changed, single letters can be off.
import { Modal, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../i18n';
import {
  type Command,
  keyOverrides,
  keysOf,
  type Level,
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

type Entry = { level: Level; command: Command };

function KeyTable({ title, entries, changed }: { title: string; entries: Entry[]; changed: () => void }) {
  const t = useT();
  if (entries.length === 0) return null;
  return (
    <table className={css.help}>
      <caption>{title}</caption>
      <tbody>
        {entries.map(({ level, command }) => (
          <tr key={`${level}${command.id}`}>
            <td>{t(command.label)}</td>
            <td>
              <KeyCell command={command} changed={changed} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Help({ close }: { close: () => void }) {
  const t = useT();
  const registry = useRegistry();
  const [, redraw] = useState(0);
  const changed = () => redraw((n) => n + 1);
  const [single, setSingle] = useState(singleKeysOn());
  const rows = registry.all().filter(({ command }) => command.keys !== undefined);
  return (
    <Modal opened onClose={close} title={t('help')} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
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
      <KeyTable title={t('keys.here')} entries={rows.filter((r) => r.level !== 'app')} changed={changed} />
      <KeyTable title={t('keys.everywhere')} entries={rows.filter((r) => r.level === 'app')} changed={changed} />
      <Text size="sm" mt="sm">
        {t('keys.list')}
      </Text>
    </Modal>
  );
}
