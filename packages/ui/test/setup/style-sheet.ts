/** Stands in for a style sheet, which is imported for its effect. */
export {};
