// Calls something once: after a while on the page, or on leaving it before that.
import { useEffect, useRef } from 'react';

export function useAfter(ms: number, run: () => void) {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      latest.current();
    };
    const timer = window.setTimeout(once, ms);
    return () => {
      window.clearTimeout(timer);
      once();
    };
  }, [ms]);
}
