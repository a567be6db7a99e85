import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const usePortalWords = wordsOf<typeof en>("portal");
