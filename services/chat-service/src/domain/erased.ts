/** What stands where an erased person's name or words were. */
export const erased = '(erased)';
