/** The languages every word of the app is written in. */
export type Language = "en" | "zh-Hans";

export const LANGUAGES: readonly Language[] = ["en", "zh-Hans"];

/** Each language's name in itself. */
export const NAMES: Record<Language, string> = { en: "English", "zh-Hans": "简体中文" };

/** Return the language of the first of a browser's preferences that the app speaks. */
export function preferredLanguage(preferences: readonly string[]): Language {
  for (const tag of preferences) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "en") return "en";
    if (base === "zh") return "zh-Hans";
  }
  return "en";
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/**
 * Return the tag that dates and numbers are written with.
 *
 * English keeps the region of the browser ("en-IN"); the bare or American default counts only
 * in the United States, elsewhere the day comes before the month.
 */
export function formatTag(
  language: Language,
  preferences: readonly string[],
  country: string | null,
): string {
  if (language === "zh-Hans") return "zh-CN";
  const regional = preferences.find((tag) => /^en-[A-Z]{2}$/i.test(tag));
  const american = country === null || country === "US";
  if (regional === undefined) return country === "US" ? "en-US" : "en-GB";
  return /-us$/i.test(regional) && !american ? "en-GB" : regional;
}

/** The same words in another language: every key, every parameter. */
export type Words<T> = {
  [K in keyof T]: T[K] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : T[K] extends string
      ? string
      : Words<T[K]>;
};

/** Return the English form for a count, with the count put in. */
export function count(n: number, one: string, other: string): string {
  return (n === 1 ? one : other).replace("#", String(n));
}
