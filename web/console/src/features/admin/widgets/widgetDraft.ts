/** A widget while an administrator types: lists as lines of text, everything else as it is sent. */
import type {
  Corner,
  Entry,
  FieldKind,
  FormField,
  OfflineForm,
  PublicWidget,
  Trigger,
  Widget,
  WidgetText,
  Rule,
} from '../contract.ts';
import type { FieldCode } from '../failure.ts';
import { originOf } from './origin.ts';
import { wrongRules } from './routing/rules.ts';
import { sentTrigger, wrongTriggers } from './triggers/triggers.ts';

export const LANGUAGES = ['en', 'cs'] as const;
export type TextLanguage = (typeof LANGUAGES)[number];
const DEFAULT_COLOUR = '#006370';
export const NAME_MOST = 100;
export const TEXT_MOST = 500;
export const CHOICE_MOST = 100;
export const CHOICES_MOST = 20;
export const KINDS: readonly FieldKind[] = [
  'name',
  'email',
  'phone',
  'topic',
  'message',
  'consent',
];
export const TEXTS = [
  'launcher',
  'greeting',
  'waiting',
  'nobody_here',
  'consent',
  'consent_url',
  'rating',
] as const;

export interface FieldDraft {
  kind: FieldKind;
  required: boolean;
  /** One choice per line. */
  choices: Record<TextLanguage, string>;
  /** A consent that stands there as a notice. */
  notice: boolean;
}

/** The form while nobody can talk. */
export interface OfflineDraft {
  on: boolean;
  /** Who is told; empty: nobody. */
  email: string;
  fields: FieldDraft[];
  time: boolean;
}

export interface WidgetDraft {
  name: string;
  group: string;
  /** One origin per line. */
  origins: string;
  entries: Entry[];
  form: FieldDraft[];
  offline: OfflineDraft;
  /** Clients are asked, after a talk, what they think of it. */
  rating: boolean;
  /** They may add a word. */
  comments: boolean;
  texts: Record<TextLanguage, Record<(typeof TEXTS)[number], string>>;
  colour: string;
  corner: Corner;
  /** The picture beside the company's name, if any. */
  logo: string | null;
  triggers: Trigger[];
  routing: Rule[];
}

/** What a new widget asks for while nobody is there. */
export const OFFLINE_AT_FIRST: OfflineForm = {
  on: true,
  email: null,
  fields: [
    { kind: 'name', required: false, choices: {} },
    { kind: 'email', required: true, choices: {} },
    { kind: 'phone', required: false, choices: {} },
    { kind: 'message', required: true, choices: {} },
  ],
  time: false,
};

export function draftOf(widget: Widget): WidgetDraft {
  return {
    name: widget.name,
    group: widget.group,
    origins: widget.allowed_origins.join('\n'),
    entries: [...widget.entries],
    form: widget.form.map(fieldOf),
    offline: {
      on: widget.offline.on,
      email: widget.offline.email ?? '',
      fields: widget.offline.fields.map(fieldOf),
      time: widget.offline.time,
    },
    texts: each((language) => {
      const own: WidgetText = widget.texts[language] ?? {};
      return {
        launcher: own.launcher ?? '',
        greeting: own.greeting ?? '',
        waiting: own.waiting ?? '',
        nobody_here: own.nobody_here ?? '',
        consent: own.consent ?? '',
        consent_url: own.consent_url ?? '',
        rating: own.rating ?? '',
      };
    }),
    rating: widget.rating,
    comments: widget.rating_comment ?? true,
    colour: widget.look.colour,
    corner: widget.look.corner,
    logo: widget.look.logo ?? null,
    triggers: structuredClone(widget.triggers ?? []),
    routing: structuredClone(widget.routing ?? []),
  };
}

function fieldOf({ kind, required, choices, notice = false }: FormField): FieldDraft {
  return {
    kind,
    required,
    choices: each((language) => (choices[language] ?? []).join('\n')),
    notice,
  };
}

function sentField({ kind, required, choices, notice }: FieldDraft): FormField {
  return {
    kind,
    required,
    ...(notice && { notice }),
    choices: kind === 'topic' ? each((language) => unique(linesOf(choices[language]))) : {},
  };
}

/** A request that nobody could answer is no use. */
function isAnswerable(fields: readonly FieldDraft[]): boolean {
  return fields.some((it) => it.required && (it.kind === 'email' || it.kind === 'phone'));
}

export function newField(kind: FieldKind): FieldDraft {
  // Without the consent given there is nothing to record, so it is asked for in earnest.
  return { kind, required: kind === 'consent', choices: each(() => ''), notice: false };
}

export function wrongIn(draft: WidgetDraft): Record<string, FieldCode> {
  const wrong: Record<string, FieldCode> = {};
  const name = draft.name.trim();
  if (name === '') wrong.name = 'required';
  else if (name.length > NAME_MOST) wrong.name = 'too-long';
  if (draft.group === '') wrong.group = 'required';
  if (linesOf(draft.origins).some((line) => originOf(line) === null))
    wrong.allowed_origins = 'malformed';
  if (draft.entries.length === 0) wrong.entries = 'empty';
  if (!isAnswerable(draft.offline.fields)) wrong.offline = 'required';
  if (!isColour(draft.colour)) wrong.colour = 'malformed';
  if (wrongRules(draft.routing).length > 0) wrong.routing = 'malformed';
  if (wrongTriggers(draft.triggers).length > 0) wrong.triggers = 'malformed';
  for (const language of LANGUAGES) {
    for (const [form, fields] of [
      ['form', draft.form],
      ['offline', draft.offline.fields],
    ] as const) {
      const topic = fields.find((it) => it.kind === 'topic');
      const code = topic && choicesWrong(linesOf(topic.choices[language]));
      if (code) wrong[`${form}.topic.${language}`] = code;
    }
    for (const text of TEXTS)
      if (draft.texts[language][text].trim().length > TEXT_MOST)
        wrong[`texts.${language}.${text}`] = 'too-long';
    const address = draft.texts[language].consent_url.trim();
    if (address !== '' && !isSafeAddress(address))
      wrong[`texts.${language}.consent_url`] = 'malformed';
  }
  return wrong;
}

/** What is sent: the widget as it was, with everything this page edits replaced. */
export function widgetOf(draft: WidgetDraft, before: Widget): Widget {
  return {
    id: before.id,
    name: draft.name.trim(),
    group: draft.group,
    allowed_origins: unique(linesOf(draft.origins).map((line) => originOf(line) ?? line)),
    entries: draft.entries,
    form: draft.form.map(sentField),
    offline: {
      on: draft.offline.on,
      email: draft.offline.email.trim() || null,
      fields: draft.offline.fields.map(sentField),
      time: draft.offline.time,
    },
    rating: draft.rating,
    rating_comment: draft.comments,
    texts: { ...before.texts, ...each((language) => filled(draft.texts[language])) },
    look: {
      colour: draft.colour.toLowerCase(),
      corner: draft.corner,
      ...(draft.logo !== null && { logo: draft.logo }),
    },
    triggers: draft.triggers.map(sentTrigger),
    routing: draft.routing.map((rule) => ({ ...rule, name: rule.name.trim() })),
  };
}

/** As a page would get it; a colour that is being typed is the default one meanwhile. */
export function publicOf(draft: WidgetDraft, before: Widget, company: string): PublicWidget {
  const { id, entries, form, offline, texts, look, triggers } = widgetOf(draft, before);
  const colour = isColour(look.colour) ? look.colour : DEFAULT_COLOUR;
  return {
    id,
    company,
    entries,
    form,
    offline: offline.on ? { fields: offline.fields, time: offline.time } : null,
    texts,
    look: { ...look, colour },
    // Nothing is sent from a preview.
    files: { kinds: 'none', largest_megabytes: 1 },
    typing_preview: false,
    consent: 1,
    triggers,
  };
}

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function choicesWrong(choices: string[]): FieldCode | null {
  if (choices.length === 0) return 'required';
  if (choices.length > CHOICES_MOST) return 'out-of-range';
  return choices.some((it) => it.length > CHOICE_MOST) ? 'too-long' : null;
}

function filled(texts: Record<string, string>): WidgetText {
  const trimmed = Object.entries(texts).map(([key, text]) => [key, text.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, text]) => text !== ''));
}

/** What clients are asked to agree to is read over a line that nobody can listen to. */
function isSafeAddress(text: string): boolean {
  return URL.parse(text)?.protocol === 'https:';
}

function unique(lines: string[]): string[] {
  return [...new Set(lines)];
}

function each<Value>(value: (language: TextLanguage) => Value): Record<TextLanguage, Value> {
  return { en: value('en'), cs: value('cs') };
}
