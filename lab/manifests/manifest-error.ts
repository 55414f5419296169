/** A manifest is missing or wrong; the message names file, place and reason. */
export class ManifestError extends Error {}
