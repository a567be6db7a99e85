import { wordsOf } from "./language";
import type { en } from "./words/en";

export const useKitWords = wordsOf<typeof en>("kit");
