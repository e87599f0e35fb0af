// Runs something once when a page opens.
import { useEffect, useRef } from 'react';

export function useStartOnce(run: () => void) {
  const ran = useRef(false);
  const latest = useRef(run);
  useEffect(() => {
    if (ran.current) return;
    ran.current = true;
    latest.current();
  }, []);
}
