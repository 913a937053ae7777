/** Templates while one is picked: where a key opens the list, what it finds, and what comes of the placeholders. */
import type { Conversation } from '../generated/Conversation.ts';
import type { Template } from '../generated/Template.ts';

/** A beginning that opens the list: the text from `from` to the caret, without its `#` or `/`. */
export interface Opening {
  from: number;
  sign: '#' | '/';
  query: string;
}

/** After `#` or `/`: what shortcuts are made of, and spaces, so that titles can be searched. */
const QUERY_LONGEST = 40;

/** `#` at the beginning of any word, `/` only as the very first of the text. */
export function openingAt(text: string, caret: number): Opening | null {
  const before = text.slice(0, caret);
  const hash = /(^|[\s(])#([\p{L}\p{N}_-]*)$/u.exec(before);
  if (hash) return { from: caret - hash[2]!.length - 1, sign: '#', query: hash[2]! };
  const slash = /^\/([\p{L}\p{N}_ -]*)$/u.exec(before);
  if (slash && slash[1]!.length <= QUERY_LONGEST && text.length === caret)
    return { from: 0, sign: '/', query: slash[1]! };
  return null;
}

/** Without case and accents: "souhlas" finds "Souhlas", "prepis" finds "Přepis". */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** What fits the query, best first: shortcut, then title, then the text; what is used more before what is used less. */
export function matching(
  templates: readonly Template[],
  query: string,
  /** Also what only has the words in its text: too much where Enter takes the first, as in "order #12". */
  inText: boolean,
): Template[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return templates
    .map((template) => ({ template, rank: rankOf(template, words) }))
    .filter(({ rank }) => rank !== null && (inText || rank < IN_TEXT))
    .sort(
      (a, b) =>
        a.rank! - b.rank! ||
        b.template.used - a.template.used ||
        a.template.title.localeCompare(b.template.title),
    )
    .map(({ template }) => template);
}

const IN_TEXT = 4;

function rankOf(template: Template, words: readonly string[]): number | null {
  if (words.length === 0) return 0;
  const ranks = words.map((word) => rankOfWord(template, word));
  return ranks.includes(null) ? null : Math.max(...(ranks as number[]));
}

function rankOfWord({ shortcut, title, folder, text }: Template, word: string): number | null {
  if (plain(shortcut) === word) return -1;
  if (plain(shortcut).startsWith(word)) return 0;
  if (wordsStartWith(title, word)) return 1;
  if (plain(shortcut).includes(word) || wordsStartWith(folder, word)) return 2;
  if (plain(title).includes(word)) return 3;
  return plain(text).includes(word) ? IN_TEXT : null;
}

function wordsStartWith(text: string, word: string): boolean {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .some((it) => it.startsWith(word));
}

/** Templates in the client's language and those of any; all of them where that leaves none. */
export function inLanguage(templates: readonly Template[], language: string | null): Template[] {
  if (language === null) return [...templates];
  const wanted = primary(language);
  const fitting = templates.filter((it) => it.language === null || primary(it.language) === wanted);
  return fitting.length > 0 ? fitting : [...templates];
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/** What is known in a conversation, for placeholders. */
export interface Known {
  conversation: Pick<Conversation, 'client' | 'parameters'>;
  operator: string;
  company: string;
}

/** A piece of a template's text: as it is, filled in, or a placeholder nothing is known for. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'filled'; name: string; text: string }
  | { kind: 'missing'; name: string; text: string };

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;

export function piecesOf(text: string, known: Known): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    if (found.index > from) pieces.push({ kind: 'text', text: text.slice(from, found.index) });
    const name = found[1]!;
    const value = valueOf(name, known);
    pieces.push(
      value === null
        ? { kind: 'missing', name, text: found[0] }
        : { kind: 'filled', name, text: value },
    );
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

export function filledIn(text: string, known: Known): string {
  return piecesOf(text, known)
    .map((piece) => piece.text)
    .join('');
}

function valueOf(name: string, { conversation, operator, company }: Known): string | null {
  const { client, parameters } = conversation;
  switch (name) {
    case 'client.name':
      return client.name || null;
    case 'client.phone':
      return client.phone || null;
    case 'client.email':
      return client.email || null;
    case 'operator.name':
      return operator;
    case 'company':
      return company;
  }
  if (!name.startsWith('parameter.')) return null;
  const key = name.slice('parameter.'.length);
  return Object.hasOwn(parameters, key) ? parameters[key] || null : null;
}

/** A placeholder that still stands in what is about to be sent. */
export interface Hole {
  from: number;
  to: number;
  name: string;
}

/** The placeholders in a text. Other double braces (a code somebody asks about) are nobody's placeholder. */
export function holesIn(text: string): Hole[] {
  return [...text.matchAll(PLACEHOLDER)]
    .filter((found) => isPlaceholder(found[1]!))
    .map((found) => ({
      from: found.index,
      to: found.index + found[0].length,
      name: found[1]!,
    }));
}

export const PLACEHOLDERS = [
  'client.name',
  'client.phone',
  'client.email',
  'operator.name',
  'company',
] as const;

export function isPlaceholder(name: string): boolean {
  return (PLACEHOLDERS as readonly string[]).includes(name) || /^parameter\.\S/.test(name);
}

/** The placeholders of a template that no conversation can ever fill: a slip of whoever wrote it. */
export function unknownPlaceholders(text: string): string[] {
  return [
    ...new Set(
      [...text.matchAll(PLACEHOLDER)]
        .map((found) => found[1]!)
        .filter((name) => !isPlaceholder(name)),
    ),
  ];
}

/** Whether what is sent is the template still, or has been written over: at least half of its words are there. */
export function isMadeOf(sent: string, inserted: string): boolean {
  const left = new Map<string, number>();
  for (const word of wordsIn(sent)) left.set(word, (left.get(word) ?? 0) + 1);
  const words = wordsIn(inserted);
  let kept = 0;
  for (const word of words) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    kept += 1;
  }
  return words.length > 0 && kept * 2 >= words.length;
}

function wordsIn(text: string): string[] {
  return plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A shortcut for a title: "Opening hours" is "opening-hours". */
export function shortcutOf(title: string): string {
  return plain(title)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}
