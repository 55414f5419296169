declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The part of the library's internals that idle-request-queue.ts corrects. */
  const RequestQueue: {
    prototype: { pending: unknown[]; scheduleCheckPendingRequests: () => void };
  };
  export = RequestQueue;
}
