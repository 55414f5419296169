import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const nearPx = 80;

/**
 * Keeps a list that grows at both ends where the reader has it: at its end while they are there, and at the same message
 * when older ones come above.
 */
export function useScrolling(
  container: RefObject<HTMLElement | null>,
  ends: { first: string | undefined; last: string | undefined; lastIsOwn: boolean },
) {
  const { first, last, lastIsOwn } = ends;
  const before = useRef({ first, last, height: 0, isAtEnd: true });
  const [hasNewer, setHasNewer] = useState(false);

  const toEnd = useCallback(() => {
    const element = container.current;
    if (element === null) return;
    element.scrollTop = element.scrollHeight;
    before.current.isAtEnd = true;
    setHasNewer(false);
  }, [container]);

  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return;
    const { current } = before;
    const grewAbove = first !== current.first && last === current.last;
    if (grewAbove && !current.isAtEnd) element.scrollTop += element.scrollHeight - current.height;
    else if (current.isAtEnd || (last !== current.last && lastIsOwn)) element.scrollTop = element.scrollHeight;
    else if (last !== current.last) setHasNewer(true);
    before.current = { ...current, first, last, height: element.scrollHeight };
  }, [container, first, last, lastIsOwn]);

  // the box shrinks when a text grows, or a keyboard comes up
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (before.current.isAtEnd) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [container]);

  const onScroll = useCallback(() => {
    const element = container.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    before.current.isAtEnd = isAtEnd;
    before.current.height = element.scrollHeight;
    if (isAtEnd) setHasNewer(false);
  }, [container]);

  return { hasNewer, toEnd, onScroll };
}

/** Whether older ones should come: their place is nearly in sight. */
export function isNearStart(element: HTMLElement): boolean {
  return element.scrollTop < nearPx;
}
