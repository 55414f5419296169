/** What a journey acts with, prepared before the run: signed-in customers, events to look at, places to sell. */
export interface LoadData {
  /** their tokens are renewed during long runs */
  customers: { token: string }[];
  events: { id: string }[];
  /** general admission with more places than the run can sell */
  sale: { id: string; tierId: string } | null;
  /** a few numbered seats that everybody wants, in an event made for this run */
  rush: { id: string; tierId: string; seatIds: string[] } | null;
  /** of the test card that succeeds */
  cardNumber: string;
  /** null where nothing needs it */
  adminToken: string | null;
}

/** Parts of the data that a journey may need. */
export type Need = 'customers' | 'events' | 'sale' | 'rush' | 'admin';

export interface LoadRequest {
  /** what it counts under in the report, for example `GET /api/events/:id` */
  endpoint: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** statuses that are no error for this journey; default: 2xx and 304 */
  expect?: readonly number[];
  /** codes of problems that are no error either, such as `sold-out` */
  expectProblems?: readonly string[];
}

export interface LoadResponse {
  status: number;
  /** parsed when it is read, JSON where it says so */
  readonly body: unknown;
  header(name: string): string | undefined;
}

/** A request ended otherwise than its journey expects. It is in the error table already. */
export class UnexpectedAnswer extends Error {
  override name = 'UnexpectedAnswer';
  readonly injected: boolean;
  constructor(message: string, injected: boolean) {
    super(message);
    this.injected = injected;
  }
}

/** Sends the requests of one journey. @throws UnexpectedAnswer */
export interface JourneyHttp {
  send(request: LoadRequest): Promise<LoadResponse>;
}

/** Visitors who stay connected after their journey is done. */
export interface Audience {
  /** Connects one and resolves once it hears everything. */
  join(token: string): Promise<void>;
  /** Resolves when all who were there have heard what `announce` sends out with the title it is given. */
  tell(announce: (title: string) => Promise<void>): Promise<void>;
}

/**
 * All that a journey may touch. It reaches for nothing else, no clock and no package of Node's, because k6 runs the same
 * code.
 */
export interface JourneyInput {
  http: JourneyHttp;
  data: LoadData;
  params: Record<string, string | number>;
  /** 0 to 1, seeded */
  random: () => number;
  /** milliseconds on a clock that only goes forward */
  now: () => number;
  wait: (milliseconds: number) => Promise<void>;
  /** a new idempotency key */
  newKey: () => string;
  /** null in k6 */
  audience: Audience | null;
}

/** What one simulated visitor does. */
export interface Journey {
  needs: readonly Need[];
  /**
   * Resolves to how it ended where there is more than one good end, such as `seat taken`; throws when something did not
   * go as the visitor expects.
   */
  run(input: JourneyInput): Promise<string | undefined>;
}

/** One of them, at random. @throws Error when there is none */
export function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing was prepared to pick from');
  return item;
}
