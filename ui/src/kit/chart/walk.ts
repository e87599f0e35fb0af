// Arrows walk the marks of a drawing: those with `data-mark`, in document order.
import type { KeyboardEvent } from 'react';

export function walkMarks(e: KeyboardEvent<SVGElement>, forward: RegExp, back: RegExp) {
  const step = forward.test(e.key) ? 1 : back.test(e.key) ? -1 : 0;
  if (!step) return;
  const marks = [...e.currentTarget.querySelectorAll('[data-mark]')];
  const next = marks[marks.indexOf(document.activeElement ?? document.body) + step];
  if (!(next instanceof SVGElement)) return;
  e.preventDefault();
  e.stopPropagation();
  next.focus();
}
