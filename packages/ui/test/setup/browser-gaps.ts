import '@testing-library/jest-dom/jest-globals';

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
