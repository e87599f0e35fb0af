// A warning at entry: said in words, never stops the work.
import type { ReactNode } from 'react';
import css from './chain.module.css';

export function Warn({ children }: { children: ReactNode }) {
  return (
    <div className={css.warn} role="note">
      <span aria-hidden="true">{'⚠ '}</span>
      {children}
    </div>
  );
}
