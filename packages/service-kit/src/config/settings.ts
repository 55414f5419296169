import { z } from 'zod';

/** What TICKETLAB_PROFILE presets for a setting: the text that an environment variable would hold. */
export interface Presets {
  readonly lab?: string;
  readonly production?: string;
}

interface SettingNotes {
  readonly presets: Presets;
  /** A value known to everybody, which production refuses. */
  readonly publicSecret?: string;
}

const notes = z.registry<SettingNotes>();

/** A setting whose default depends on TICKETLAB_PROFILE; presets are written as the variable's text. */
export function perProfile<T extends z.ZodType>(schema: T, presets: Presets): T {
  const setting = schema.clone();
  notes.add(setting, { presets });
  return setting;
}

/** A secret with a default for the lab, which is public knowledge and therefore refused by production. */
export function secret(labDefault: string): z.ZodString {
  const setting = z.string().min(16).describe('at least 16 random characters');
  notes.add(setting, { presets: { lab: labDefault }, publicSecret: labDefault });
  return setting;
}

/** A setting without a default, of which one value is public knowledge and therefore refused by production. */
export function refusing<T extends z.ZodType>(schema: T, publicValue: string): T {
  const setting = schema.clone();
  notes.add(setting, { presets: {}, publicSecret: publicValue });
  return setting;
}

/** Whole milliseconds. */
export function milliseconds(min = 0, max = 3_600_000): z.ZodCoercedNumber {
  return z.coerce.number().int().min(min).max(max).describe(`milliseconds, ${min} to ${max}`);
}

/** A count, whole. */
export function count(min: number, max: number): z.ZodCoercedNumber {
  return z.coerce.number().int().min(min).max(max).describe(`a whole number, ${min} to ${max}`);
}

/** A switch: `on` or `off`. */
export function onOff(): z.ZodEnum<{ on: 'on'; off: 'off' }> {
  return z.enum(['on', 'off']).describe('on or off');
}

/** A TCP port; 0 lets the system choose a free one. */
export function port(): z.ZodCoercedNumber {
  return z.coerce.number().int().min(0).max(65_535).describe('a TCP port, 0 to 65535');
}

/** Comma-separated text as a list, blanks dropped. */
export function commaList() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

/** What was noted about a setting by {@link perProfile} or {@link secret}. */
export function notesOf(schema: z.core.$ZodType): SettingNotes | undefined {
  return notes.get(schema as z.ZodType);
}
