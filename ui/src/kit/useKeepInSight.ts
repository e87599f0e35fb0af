// Calls back when a position changes: to scroll to it, or to ask for more rows.
import { useEffect, useRef } from 'react';

export function useKeepInSight(at: number, show: (at: number) => void) {
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    latest.current(at);
  }, [at]);
}
