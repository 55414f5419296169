/** What ./load-test.sh was told. */
export interface LoadTestFlags {
  /** a file */
  scenario?: string;
  rate?: number;
  /** seconds */
  duration?: number;
  vus?: number;
  target?: string;
  seed: number;
  engine: 'ticketlab' | 'k6';
  print?: true;
  /** a file */
  k6Script?: string;
}
