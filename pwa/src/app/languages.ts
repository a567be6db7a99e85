import type { Language } from "../shared/language";

/** Fetch the words of one language, all capabilities together. */
export async function wordsIn(language: Language): Promise<Record<string, unknown>> {
  const all = language === "en" ? await import("./catalogue-en") : await import("./catalogue-zh");
  return { ...all };
}
