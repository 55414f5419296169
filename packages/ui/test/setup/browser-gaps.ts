import '@testing-library/jest-dom/jest-globals';
import { configure } from '@testing-library/react';

// what must appear may take its time on a machine that does much else
configure({ asyncUtilTimeout: 10_000 });

// jsdom lays nothing out: media queries never match, nothing has a size, nothing scrolls
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as MediaQueryList;

class UnchangingSize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = UnchangingSize;

Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

// text areas that grow wait for fonts
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
