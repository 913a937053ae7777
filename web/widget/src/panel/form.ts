/**
 * The entry form's rules, without its drawing: what is wrong with an answer, before the server has to say so.
 * Lenient on purpose: a strange address is the client's own, and only a person can know.
 */
import type { FieldKind, FormField } from '../session/contract.ts';

export type Wrong = 'missing' | 'malformed' | 'too-long';

/** The server's limits (ClientDetails, NewMessage). */
export const LIMITS: Record<FieldKind, number> = {
  name: 200,
  phone: 40,
  email: 254,
  topic: 200,
  message: 4000,
  consent: 10,
};

export function wrongWith({ kind, required, notice }: FormField, answer: string): Wrong | null {
  const text = answer.trim();
  if (text === '') return required && !notice ? 'missing' : null;
  if ([...text].length > LIMITS[kind]) return 'too-long';
  if (kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text)) return 'malformed';
  if (kind === 'phone' && !/^\+?[\d\s()/.-]+$/.test(text)) return 'malformed';
  if (kind === 'phone' && text.replace(/\D/g, '').length < 6) return 'malformed';
  return null;
}

/** Everything that is wrong, in the form's order, so that the first can take the focus. */
export function check(
  fields: FormField[],
  answers: Partial<Record<FieldKind, string>>,
): Map<FieldKind, Wrong> {
  return new Map(
    fields.flatMap((field) => {
      const wrong = wrongWith(field, answers[field.kind] ?? '');
      return wrong ? [[field.kind, wrong] as const] : [];
    }),
  );
}

/** What is sent of them: what was filled in, and that whoever sends the form agrees to what stands there as a notice. */
export function given(
  fields: FormField[],
  answers: Partial<Record<FieldKind, string>>,
  consent: number,
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ kind, notice }) => {
      const text = notice ? `${consent}` : answers[kind]?.trim();
      return text ? [[kind, text]] : [];
    }),
  );
}

/** What the server's `fields` of an `invalid` mean here; what it does not name stays as it was. */
export function wrongFromServer(fields: unknown): Map<FieldKind, Wrong> {
  const found = new Map<FieldKind, Wrong>();
  if (typeof fields !== 'object' || fields === null) return found;
  for (const [name, code] of Object.entries(fields)) {
    const kind = name.replace(/^form\./, '').replace(/^message.*/, 'message');
    if (!(kind in LIMITS)) continue;
    const missing = code === 'required' || code === 'empty';
    found.set(
      kind as FieldKind,
      missing ? 'missing' : code === 'too-long' ? 'too-long' : 'malformed',
    );
  }
  return found;
}
