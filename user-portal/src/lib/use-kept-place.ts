import { useEffect, useLayoutEffect, useRef } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

const places = new Map<string, number>();

/** Who comes back to a page finds it where it was left, as soon as `ready` says that what stood there is there again. */
export function useKeptPlace(ready: boolean): void {
  const { key } = useLocation();
  const way = useNavigationType();
  const restored = useRef(false);

  useEffect(() => {
    if (restored.current || !ready) return;
    restored.current = true;
    const top = way === NavigationType.Pop ? places.get(key) : undefined;
    if (top === undefined) return;
    // after the frame has shown the page's beginning
    const frame = requestAnimationFrame(() => window.scrollTo({ top, behavior: 'instant' }));
    return () => cancelAnimationFrame(frame);
  }, [ready, key, way]);

  useLayoutEffect(() => () => void places.set(key, window.scrollY), [key]);
}
