import { TestEnvironment } from 'jest-environment-jsdom';

/** What every browser has and jsdom leaves out; Node's own do. */
const missing = [
  ...['fetch', 'Headers', 'Request', 'Response', 'FormData', 'ReadableStream', 'WritableStream', 'TransformStream'],
  ...['TextDecoder', 'TextEncoder', 'TextDecoderStream', 'TextEncoderStream', 'structuredClone', 'BroadcastChannel'],
];

/** jsdom with the network's types, so that code that fetches can be given answers made with `new Response`. */
export default class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of missing) this.global[name] ??= globalThis[name];
  }
}
