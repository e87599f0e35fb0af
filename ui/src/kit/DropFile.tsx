// Drop a file, choose one, or paste text.
import { Button, Group, Text, Textarea } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useT } from '../i18n';
import css from './DropFile.module.css';

type Props = { onFile: (name: string, body: Blob) => void; accept?: string; busy?: boolean; children?: ReactNode };

export function DropFile({ onFile, accept, busy, children }: Props) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [pasting, paste] = useState(false);
  const [text, setText] = useState('');
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file.name, file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra to the buttons inside
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        take(e.dataTransfer.files);
      }}
    >
      <Text>{t('drop.here')}</Text>
      <Text size="sm" c="dimmed">
        {t('drop.kinds')}
      </Text>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={t('drop.choose')}
        onChange={(e) => take(e.currentTarget.files)}
      />
      <Group justify="center">
        <Button loading={busy} onClick={() => input.current?.click()}>
          {t('drop.choose')}
        </Button>
        <Button variant="default" aria-expanded={pasting} onClick={() => paste(!pasting)}>
          {t('drop.paste')}
        </Button>
        {children}
      </Group>
      {pasting ? (
        <div className={css.paste}>
          <Textarea
            aria-label={t('drop.paste')}
            description={t('drop.paste.how')}
            autosize
            minRows={5}
            maxRows={14}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <Button mt="xs" disabled={!text.trim()} onClick={() => onFile(t('drop.pasted'), new Blob([text]))}>
            {t('drop.use')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
