export { en as accounts } from "../accounts/words/en";
export { en as debts } from "../debts/words/en";
export { en as kit } from "../kit/words/en";
export { en as nudges } from "../nudges/words/en";
export { en as payments } from "../payments/words/en";
export { en as today } from "../today/words/en";
export { en as app } from "./words/en";
