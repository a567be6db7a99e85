import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../shared/language";

/** The words of one language by capability, and how it writes dates and numbers. */
export interface Speech {
  language: Language;
  tag: string;
  words: Record<string, unknown>;
  /** Speak another language from now on, on this phone. */
  choose: (language: Language) => void;
}

const SpeechContext = createContext<Speech>({
  language: "en",
  tag: "en-GB",
  words: {},
  choose: () => undefined,
});

export function SpeechProvider(props: { speech: Speech; children: ComponentChildren }) {
  return <SpeechContext.Provider value={props.speech}>{props.children}</SpeechContext.Provider>;
}

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}

/** Every capability that asked for words; a test checks that each language has them. */
export const WORD_OWNERS = new Set<string>();

/** Return a hook that gives one capability's words in the language in use. */
export function wordsOf<W>(owner: string): () => W {
  WORD_OWNERS.add(owner);
  return () => useContext(SpeechContext).words[owner] as W;
}
