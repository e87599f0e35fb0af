// A button that runs once at a time and shows that it runs.
import { Button, type ButtonProps } from '@mantine/core';
import { type ReactNode, useState } from 'react';

type Props = ButtonProps & {
  onAct: () => Promise<unknown>;
  title?: string;
  children: ReactNode;
  autoFocus?: boolean;
};

export function ActButton({ onAct, children, ...rest }: Props) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await onAct();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button {...rest} loading={busy} onClick={() => void run()}>
      {children}
    </Button>
  );
}
