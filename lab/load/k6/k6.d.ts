/** As much of k6 as our script uses. k6 itself provides these modules when it runs the script. */
declare module 'k6' {
  export function sleep(seconds: number): void;
}

declare module 'k6/execution' {
  export const scenario: { readonly startTime: number; readonly iterationInTest: number };
}

declare module 'k6/http' {
  export interface K6Response {
    /** 0 where none came */
    readonly status: number;
    readonly body: string | null;
    readonly headers: Readonly<Record<string, string>>;
    readonly error: string;
  }
  export function request(
    method: string,
    url: string,
    body: string | null,
    params: {
      headers: Record<string, string>;
      redirects: number;
      timeout: string;
      tags: Record<string, string>;
    },
  ): K6Response;
}

declare module 'k6/metrics' {
  type Tags = Record<string, string>;
  export class Counter {
    constructor(name: string);
    add(value: number, tags?: Tags): void;
  }
  export class Rate {
    constructor(name: string);
    add(value: boolean, tags?: Tags): void;
  }
  export class Trend {
    constructor(name: string, isTime: boolean);
    add(value: number, tags?: Tags): void;
  }
}

/** A file's text; only while the script starts. */
declare function open(path: string): string;
declare const __ENV: Readonly<Record<string, string | undefined>>;
