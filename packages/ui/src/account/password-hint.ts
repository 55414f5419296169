export const passwordHint = 'At least 12 characters. A few words are easier to keep in mind than signs.';
