import { changeMe, me } from "../accounts/person";
import type { Speech } from "../kit/language";
import { type Cell, cell } from "../shared/cell";
import { formatTag, isLanguage, type Language, preferredLanguage } from "../shared/language";
import { wordsIn } from "./languages";

const NAME = "tideover.language";

/** The language in use with its words; null until the first words are here. */
export const speech: Cell<Speech | null> = cell<Speech | null>(null);

/** Speak the language chosen on this phone before signing in, or the browser's. */
export async function startSpeaking(): Promise<void> {
  await speak(chosenHere() ?? preferredLanguage(navigator.languages));
}

/**
 * Follow the person's own language from now on.
 *
 * What a stranger chose before signing in becomes the person's choice; otherwise the language
 * they keep with us is spoken.
 */
export async function followPerson(): Promise<void> {
  const person = me.get();
  if (!person) return;
  const chosen = chosenHere();
  localStorage.removeItem(NAME);
  if (chosen !== null && chosen !== person.locale) {
    await changeMe({ locale: chosen });
    return;
  }
  const tag = formatTag(person.locale, navigator.languages, person.country);
  const now = speech.get();
  if (now?.language !== person.locale || now.tag !== tag) await speak(person.locale);
}

/** Speak a language from now on; a stranger's choice is remembered on this phone. */
async function choose(language: Language): Promise<void> {
  if (!me.get()) localStorage.setItem(NAME, language);
  await speak(language);
}

function chosenHere(): Language | null {
  const before = localStorage.getItem(NAME);
  return isLanguage(before) ? before : null;
}

async function speak(language: Language): Promise<void> {
  const words = await wordsIn(language);
  const tag = formatTag(language, navigator.languages, me.get()?.country ?? null);
  document.documentElement.lang = language;
  document.documentElement.dir = "ltr";
  speech.set({ language, tag, words, choose: (next) => void choose(next) });
}
