import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const usePaymentWords = wordsOf<typeof en>("payments");
