/** Where this jest run's stores are or, if nobody has asked for them yet, will be. */
export interface RunAddress {
  controlUrl: string;
  /** Has a file for each process of this run, named by its pid. */
  pidsDir: string;
  postgresUrl: string;
  /** host:port */
  kafkaBrokers: string;
  /** Without a database name. */
  mongoUrl: string;
}

export const runVariable = 'TICKETLAB_TEST_RUN';

export function readRunAddress(): RunAddress {
  const value = process.env[runVariable];
  if (value === undefined)
    throw new Error('Tests need the stores of a jest run: start them with `npm test -- FOLDER`.');
  return JSON.parse(value) as RunAddress;
}
