/** What is missing for the stores to run, and what to do about it, each in a sentence for the person at the terminal. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options);
    this.remedy = remedy;
  }
}
