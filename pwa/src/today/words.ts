import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const useTodayWords = wordsOf<typeof en>("today");
