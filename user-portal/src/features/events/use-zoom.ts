import { type RefObject, useEffect, useEffectEvent, useState } from 'react';

const limits = { min: 0.35, max: 3 };
const step = 1.25;

/**
 * How large the plan is drawn in its frame. The frame scrolls; two fingers, or the wheel with Ctrl, change the zoom.
 * At first all of it shows if its seats stay large enough for a finger, which is at 1.
 */
export function useZoom(frame: RefObject<HTMLElement | null>, planWidth: number) {
  const [zoom, setZoom] = useState<number>();
  const [fitting, setFitting] = useState(1);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setFitting(clamp((element.clientWidth - 2) / planWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, planWidth]);

  // the middle of the house, not its left wall
  useEffect(() => {
    const element = frame.current;
    if (element !== null && zoom === undefined) element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2;
  }, [frame, zoom, fitting]);

  const current = zoom ?? Math.min(Math.max(fitting, 1), 1.3);

  /** Keeps what is under the fingers where it is. */
  const zoomTo = (next: number, x?: number, y?: number): void => {
    const element = frame.current;
    const to = clamp(next);
    setZoom(to);
    if (element === null) return;
    const [dx, dy] = [x ?? element.clientWidth / 2, y ?? element.clientHeight / 2];
    const left = ((element.scrollLeft + dx) * to) / current - dx;
    const top = ((element.scrollTop + dy) * to) / current - dy;
    requestAnimationFrame(() => element.scrollTo({ left, top, behavior: 'instant' }));
  };
  const pinch = useEffectEvent((factor: number, clientX: number, clientY: number) => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) zoomTo(current * factor, clientX - box.left, clientY - box.top);
  });

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    let before = 0;
    const onTouch = (touch: TouchEvent): void => {
      const [a, b] = touch.touches;
      if (a === undefined || b === undefined) {
        before = 0;
        return;
      }
      touch.preventDefault();
      const apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      if (before > 0) pinch(apart / before, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
      before = apart;
    };
    const onWheel = (wheel: WheelEvent): void => {
      if (!wheel.ctrlKey) return;
      wheel.preventDefault();
      pinch(Math.exp(-wheel.deltaY / 200), wheel.clientX, wheel.clientY);
    };
    // React's own listeners cannot keep the browser from zooming the page
    element.addEventListener('touchmove', onTouch, { passive: false });
    element.addEventListener('touchend', onTouch);
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('touchmove', onTouch);
      element.removeEventListener('touchend', onTouch);
      element.removeEventListener('wheel', onWheel);
    };
  }, [frame]);

  return {
    zoom: current,
    canZoomIn: current < limits.max,
    canZoomOut: current > limits.min,
    zoomIn: () => zoomTo(current * step),
    zoomOut: () => zoomTo(current / step),
    fit: () => zoomTo(fitting),
  };
}

function clamp(zoom: number): number {
  return Math.min(limits.max, Math.max(limits.min, zoom));
}
