import { me } from "../accounts/person";
import type { Speech } from "../kit/language";
import { type Cell, cell } from "../shared/cell";
import { formatTag, isLanguage, type Language, preferredLanguage } from "../shared/language";
import { wordsIn } from "./languages";

const NAME = "tideover.language";

/** The language in use with its words; null until the first words are here. */
export const speech: Cell<Speech | null> = cell<Speech | null>(null);

/** Speak the language chosen on this phone before, or the browser's. */
export async function startSpeaking(): Promise<void> {
  const before = localStorage.getItem(NAME);
  await speak(isLanguage(before) ? before : preferredLanguage(navigator.languages));
}

/** Speak a language from now on, on this phone. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(NAME, language);
  await speak(language);
}

async function speak(language: Language): Promise<void> {
  const words = await wordsIn(language);
  const tag = formatTag(language, navigator.languages, me.get()?.country ?? null);
  document.documentElement.lang = language;
  document.documentElement.dir = "ltr";
  speech.set({ language, tag, words, choose: (next) => void chooseLanguage(next) });
}
