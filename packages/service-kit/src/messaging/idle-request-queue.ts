import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

let corrected = false;

/**
 * kafkajs 2.2.4 looks for throttled requests every millisecond on every connection, also when there are none: 42 instead of
 * 9 CPU milliseconds a second for one idle producer and consumer, and a warning about a negative time-out at start.
 */
export function correctRequestQueue(): void {
  if (corrected) return;
  corrected = true;
  const queue = RequestQueue.prototype;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: typeof queue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
